import { type Arithmetic, type Rounded, rounding } from '../../reference/numbers/rounding.js'
import type { JudgeField } from './judge-field.js'

/** Where a number lives: a host scalar (float64), a schedule table, or the data. */
export type Rank = 0 | 1 | 2

/** A rounded number and where it lives. */
export interface Promoted extends Rounded {
  readonly rank: Rank
}

/** The arithmetic of each rank. */
export interface Formats {
  readonly host: Arithmetic
  readonly table: Arithmetic
  readonly data: Arithmetic
}

/** The rounding reading of a program that mixes formats, and rounding to the format of a rank. */
export interface PromotingField extends JudgeField<Promoted> {
  /** The number as an operand of that rank, rounded where its own rank is lower. */
  readonly as: (a: Promoted, rank: Rank) => Promoted
}

/**
 * The rounding reading with the promotion of array libraries: an operation of two ranks is performed in the format of the
 * higher, to which the other operand is rounded first; literals adopt the format of what they meet. So a coefficient is computed
 * in the format of the tables and rounded once when it meets the data.
 *
 * What {@link rounding} proves of one format holds for each operation here, and a conversion is one more rounding. A wider
 * format than the data's, as when a library promotes upward, rounds by less: its results lie within the same bound.
 */
export function promoting({ host, table, data }: Formats): PromotingField {
  const fields = [rounding(host), rounding(table), rounding(data)] as const
  const formats = [host.format, table.format, data.format] as const

  const as = (a: Promoted, rank: Rank): Promoted => {
    if (a.rank >= rank) return a
    const fits =
      formats[a.rank].precision <= formats[rank].precision && formats[a.rank].emin >= formats[rank].emin
    return at(fits ? a : fields[rank].convert(a), rank)
  }
  type Unary = 'neg' | 'sqrt' | 'exp' | 'log' | 'expm1' | 'log1p' | 'sin' | 'cos' | 'erf'
  const unary = (op: Unary) => {
    const byRank = fields.map((F) => F[op]) as [Op1, Op1, Op1]
    return (a: Promoted): Promoted => at(byRank[a.rank](a), a.rank)
  }
  const binary = (op: 'add' | 'sub' | 'mul' | 'div') => {
    const byRank = fields.map((F) => F[op]) as [Op2, Op2, Op2]
    return (a: Promoted, b: Promoted): Promoted => {
      const rank = Math.max(a.rank, b.rank) as Rank
      // one number stays one object, so that it minus itself is 0
      return at(byRank[rank](as(a, rank), as(b, rank)), rank)
    }
  }
  const literals = new Map<string | bigint, Promoted>()
  return {
    as,
    lit: (exact) => {
      const found = literals.get(exact) ?? { ...fields[0].lit(exact), rank: 0 }
      literals.set(exact, found)
      return found
    },
    pi: { ...fields[0].pi, rank: 0 },
    add: binary('add'),
    sub: binary('sub'),
    mul: binary('mul'),
    div: binary('div'),
    neg: unary('neg'),
    sqrt: unary('sqrt'),
    exp: unary('exp'),
    log: unary('log'),
    expm1: unary('expm1'),
    log1p: unary('log1p'),
    sin: unary('sin'),
    cos: unary('cos'),
    erf: unary('erf'),
    shift: (xs) => xs.reduce((m, x) => (x.value > m.value ? x : m)),
    data: (a) => as(a, 2),
    clamp: (a, { low, high }) => {
      const [l, h] = [low && as(low, a.rank), high && as(high, a.rank)]
      // |clamp(a′; l′, h′) − clamp(a; l, h)| ≤ max of the three distances
      const bound = Math.max(a.bound, l?.bound ?? 0, h?.bound ?? 0)
      const above = l && l.value > a.value ? l.value : a.value
      const value = h && h.value < above ? h.value : above
      // certainly beyond a limit: it is the limit
      if (l && a.value + a.bound < l.value - l.bound) return { ...l, rank: a.rank }
      if (h && a.value - a.bound > h.value + h.bound) return { ...h, rank: a.rank }
      return { value, bound, rank: a.rank }
    },
  }
}

type Op1 = (a: Rounded) => Rounded
type Op2 = (a: Rounded, b: Rounded) => Rounded

// Written out: the judge spends its time here, and a spread costs five times as much.
const at = ({ value, bound }: Rounded, rank: Rank): Promoted => ({ value, bound, rank })

/** The number itself, exact, at a rank. */
export const exactAt = (value: number, rank: Rank): Promoted => ({ value, bound: 0, rank })

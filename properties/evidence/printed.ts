import {
  compare,
  equal,
  format,
  RATIONALS,
  type Rational,
  rational,
  sign,
} from '../../reference/numbers/rational.js'
import { EngineAbsent } from '../../reference/numbers/z3-session.js'
import type { Claim, Context, Outcome } from '../theorem.js'
import { count, falls, guarded, holds } from './outcome.js'

/** One thing that a counterexample shows, found true or not. */
export interface Confirmation {
  readonly text: string
  readonly holds: boolean
}

/** A number known exactly, or to lie between two rationals. */
export type Known = Rational | { readonly lo: Rational; readonly hi: Rational }

/** A check that holds when all that is listed does. What it lists is computed when it runs. */
export function confirmed(
  list: (context: Context) => readonly Confirmation[] | Promise<readonly Confirmation[]>,
): Claim['check'] {
  return guarded(async (context): Promise<Outcome> => {
    const all = await list(context)
    const wrong = all.filter((one) => !one.holds)
    if (all.length === 0) return falls(0, 'nothing was listed to confirm')
    if (wrong.length > 0)
      return falls(all.length, `${count(wrong.length, 'figure')} not reproduced: ${texts(wrong)}`)
    return holds(all.length, { detail: texts(all) })
  })
}

const texts = (list: readonly Confirmation[]) => list.map(({ text }) => text).join('; ')

/** What a claim says, where its check holds. @throws Error with the reason where it is not run. */
export async function established(claim: Claim, context: Context): Promise<Confirmation> {
  const outcome = await claim.check(context)
  if (outcome.status === 'falls') return { text: `${claim.text} ${outcome.counterexample}`, holds: false }
  if (outcome.status === 'not run') throw new EngineAbsent(outcome.reason)
  return { text: `${claim.text} (${claim.engine})`, holds: true }
}

/**
 * The value rounds to the decimal as printed: it lies within half a unit of the last printed digit, and so does
 * all of an interval.
 */
export function printed(decimal: string, value: Known, what = 'value'): Confirmation {
  const { lo, hi } = 'num' in value ? { lo: value, hi: value } : value
  const { lowest, highest } = roundingTo(decimal)
  const inside = compare(lowest, lo) <= 0 && compare(hi, highest) <= 0
  const found = equal(lo, hi) ? approximately(lo) : `[${approximately(lo)}, ${approximately(hi)}]`
  return { text: `${what} ${inside ? '=' : 'is not'} ${decimal}${inside ? '' : `: ${found}`}`, holds: inside }
}

/** √square rounds to the non-negative decimal as printed: decided on squares, no root is taken. */
export function printedRoot(decimal: string, square: Rational, what = 'value'): Confirmation {
  const { lowest, highest } = roundingTo(decimal)
  const { mul } = RATIONALS
  const inside =
    compare(lowest, rational(0n)) >= 0 &&
    compare(mul(lowest, lowest), square) <= 0 &&
    compare(square, mul(highest, highest)) <= 0
  return {
    text: `${what} ${inside ? '=' : 'is not'} ${decimal}${inside ? '' : `: its square is ${approximately(square)}`}`,
    holds: inside,
  }
}

/**
 * A zero of a continuous f rounds to the decimal as printed: f has opposite signs, each certain, at half a unit of the last
 * printed digit to either side.
 */
export function printedZero(decimal: string, f: (x: Rational) => Known, what = 'a zero'): Confirmation {
  const { lowest, highest } = roundingTo(decimal)
  const [below, above] = [signOf(f(lowest)), signOf(f(highest))]
  const crosses = below * above < 0
  return {
    text: `${what} ${crosses ? '=' : 'is not shown to be'} ${decimal}${crosses ? '' : `: the signs beside it are ${below}, ${above}`}`,
    holds: crosses,
  }
}

/** The sign of a value, 0 where it is not certain. */
function signOf(value: Known): -1 | 0 | 1 {
  const { lo, hi } = 'num' in value ? { lo: value, hi: value } : value
  return sign(lo) > 0 ? 1 : sign(hi) < 0 ? -1 : 0
}

/** left < right, certainly. */
export function lessThan(left: Known, right: Known, text: string): Confirmation {
  const most = 'num' in left ? left : left.hi
  const least = 'num' in right ? right : right.lo
  const holds = compare(most, least) < 0
  return {
    text: holds
      ? text
      : `${text}: not certain, up to ${approximately(most)} and from ${approximately(least)}`,
    holds,
  }
}

/** Two enclosures of what should be one number: they meet, and together are no wider than 10^−digits. */
export function agree(a: Known, b: Known, digits: number, text: string): Confirmation {
  const [x, y] = [a, b].map((value) => ('num' in value ? { lo: value, hi: value } : value))
  if (x === undefined || y === undefined) throw new RangeError('two values are needed')
  const lowest = compare(x.lo, y.lo) < 0 ? x.lo : y.lo
  const highest = compare(x.hi, y.hi) > 0 ? x.hi : y.hi
  const meet = compare(x.lo, y.hi) <= 0 && compare(y.lo, x.hi) <= 0
  const narrow = compare(RATIONALS.sub(highest, lowest), RATIONALS.lit(`1e-${digits}`)) <= 0
  return {
    text:
      meet && narrow
        ? `${text}: both within 1e-${digits}`
        : `${text}: ${approximately(x.lo)} … ${approximately(x.hi)} and ${approximately(y.lo)} … ${approximately(y.hi)}`,
    holds: meet && narrow,
  }
}

/** The value is the rational written: `'1/3'`, `'0.55'`. */
export function exactly(literal: string, value: Rational, what = 'value'): Confirmation {
  const same = equal(RATIONALS.lit(literal), value)
  return {
    text: `${what} ${same ? '=' : 'is not'} ${literal}${same ? '' : `: ${format(value)}`}`,
    holds: same,
  }
}

/** `body` is refused with an error whose message matches. */
export function refused(text: string, body: () => unknown, message: RegExp): Confirmation {
  try {
    body()
    return { text: `${text}: not refused`, holds: false }
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    return {
      text: message.test(said) ? text : `${text}: refused, but with ‘${said}’`,
      holds: message.test(said),
    }
  }
}

// The printed number ± half a unit of its last digit.
function roundingTo(decimal: string): { lowest: Rational; highest: Rational } {
  const [mantissa = '', exponent = '0'] = decimal.toLowerCase().split('e')
  const digits = (mantissa.split('.')[1] ?? '').length
  const { lit, add, sub } = RATIONALS
  const half = lit(`5e${Number(exponent) - digits - 1}`)
  return { lowest: sub(lit(decimal), half), highest: add(lit(decimal), half) }
}

/** About 12 digits of a rational, for messages. */
export function approximately({ num, den }: Rational): string {
  if (num === 0n) return '0'
  const size = num < 0n ? -num : num
  let scale = 12 - (`${size}`.length - `${den}`.length)
  const scaled = () =>
    scale >= 0 ? (size * 10n ** BigInt(scale)) / den : size / (den * 10n ** BigInt(-scale))
  if (`${scaled()}`.length > 12) scale--
  const digits = `${scaled()}`
  const point = digits.length - scale
  const text =
    point > 0 && point <= 15
      ? `${digits.slice(0, point).padEnd(point, '0')}.${digits.slice(point)}`
      : point <= 0 && point > -5
        ? `0.${'0'.repeat(-point)}${digits}`
        : `${digits[0]}.${digits.slice(1)}e${point - 1}`
  return `${num < 0n ? '-' : ''}${text.includes('e') ? text : text.replace(/\.?0+$/, '')}`
}

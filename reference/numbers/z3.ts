import type { ExponentialField } from './algebra.js'
import { type Fraction, fractionField, type Ring, whole } from './fractions.js'
import { parseRational, rational } from './rational.js'
import type { Z3Formula, Z3Session, Z3Term } from './z3-session.js'

/** num/∏den of Z3 terms: Z3 is never given a division, whose value at 0 it would choose freely. */
export type Z3Fraction = Fraction<Z3Term>

/** Something that has to be proved before what was computed with it means anything. */
export interface Obligation {
  readonly text: string
  readonly formula: Z3Formula
  /** How many of the definitions were made before it: only these may be used to prove it. */
  readonly definitions: number
}

/**
 * Formulas as Z3 terms over the reals. A root is a new variable r with r ≥ 0 and r² = a; every denominator and
 * the radicand of every undeclared root is an obligation. An exponential is a new positive variable, with the
 * axiom that equal arguments have equal exponentials; so a model that uses one refutes nothing.
 */
export interface Z3Reading extends ExponentialField<Z3Fraction> {
  readonly variable: (name: string) => Z3Fraction
  /** The non-negative r with r² = radicand: a hypothesis, no obligation. */
  readonly root: (name: string, radicand: Z3Fraction) => Z3Fraction
  /** left □ right, free of divisions: right where no denominator is 0. */
  readonly relation: (left: Z3Fraction, is: '=' | '≠' | '>' | '≥', right: Z3Fraction) => Z3Formula
  /** What the declared roots are. */
  readonly declarations: readonly Z3Formula[]
  /** What the undeclared roots and the exponentials are. */
  readonly definitions: readonly Z3Formula[]
  readonly obligations: readonly Obligation[]
  /** Exponentials, logarithms and shifts met. */
  readonly opaque: () => number
}

export function z3Reading({ variable, rational: numeral, isNumeral }: Z3Session): Z3Reading {
  const zero = numeral(rational(0n))
  const declarations: Z3Formula[] = []
  const definitions: Z3Formula[] = []
  const obligations: Obligation[] = []
  const oblige = (text: string, formula: Z3Formula) => {
    if (obligations.every((known) => known.formula.id() !== formula.id()))
      obligations.push({ text, formula, definitions: definitions.length })
  }
  const ring: Ring<Z3Term> = {
    integer: (n) => numeral(rational(n)),
    add: (a, b) => a.add(b),
    mul: (a, b) => a.mul(b),
    neg: (a) => a.neg(),
    key: (a) => `${a.id()}`,
    factors: (a) => {
      if (a.id() === zero.id()) throw new RangeError('division by the number 0')
      return { negative: false, factors: [a] }
    },
  }
  const field = fractionField(ring, (divisor) => {
    if (!isNumeral(divisor)) oblige(`${brief(divisor)} ≠ 0`, divisor.eq(zero).not())
  })

  const relation: Z3Reading['relation'] = (left, is, right) => {
    const { num, den } = field.sub(left, right)
    if (is === '=') return num.eq(zero)
    if (is === '≠') return num.eq(zero).not()
    // the sign of num/∏baseᵖ is that of num·∏base over the odd p
    const odd = [...den.values()].filter(({ power }) => power % 2 === 1)
    const signed = odd.reduce((product, { base }) => product.mul(base), num)
    return is === '>' ? signed.gt(zero) : signed.ge(zero)
  }

  const key = ({ num, den }: Z3Fraction) =>
    [num.id(), ...[...den].map(([base, { power }]) => `${base}^${power}`)].join(' ')
  const roots = new Map<string, Z3Fraction>()
  const definedRoot = (name: string, radicand: Z3Fraction, into: Z3Formula[]): Z3Fraction => {
    const root = variable(name)
    into.push(root.ge(zero), relation(whole(root.mul(root)), '=', radicand))
    roots.set(key(radicand), whole(root))
    return whole(root)
  }

  interface Application {
    readonly argument: Z3Fraction
    readonly value: Z3Fraction
  }
  const one = whole(numeral(rational(1n)))
  let opaque = 0
  // A function known by its value at one point and by equal arguments having equal values.
  const opaqueFunction = (name: string, at: Application, onNew: (value: Z3Term) => void) => {
    const known = new Map<string, Application>([[key(at.argument), at]])
    return (argument: Z3Fraction): Z3Fraction => {
      const found = known.get(key(argument))
      if (found) return found.value
      const term = variable(`${name}!${opaque++}`)
      const value = whole(term)
      onNew(term)
      for (const other of known.values())
        definitions.push(relation(argument, '≠', other.argument).or(relation(value, '=', other.value)))
      known.set(key(argument), { argument, value })
      return value
    }
  }
  const logarithm = opaqueFunction('log', { argument: one, value: whole(zero) }, () => {})
  const shifts = new Map<string, Z3Fraction>()

  return {
    ...field,
    lit: (exact) => whole(numeral(parseRational(exact))),
    variable: (name) => whole(variable(name)),
    root: (name, radicand) => definedRoot(name, radicand, declarations),
    sqrt: (a) => {
      const known = roots.get(key(a))
      if (known) return known
      oblige(`${brief(a.num)} ≥ 0 under a root`, relation(a, '≥', whole(zero)))
      return definedRoot(`root!${roots.size}`, a, definitions)
    },
    exp: opaqueFunction('exp', { argument: whole(zero), value: one }, (value) => {
      definitions.push(value.gt(zero))
    }),
    log: (a) => {
      oblige(`${brief(a.num)} > 0 under a logarithm`, relation(a, '>', whole(zero)))
      return logarithm(a)
    },
    shift: (xs) => {
      const name = xs.map(key).join(', ')
      const value = shifts.get(name) ?? whole(variable(`shift!${opaque++}`))
      shifts.set(name, value)
      return value
    },
    relation,
    declarations,
    definitions,
    obligations,
    opaque: () => opaque,
  }
}

const brief = (term: Z3Term): string => {
  const text = term.toString().replace(/\s+/g, ' ')
  return text.length <= 80 ? text : `${text.slice(0, 77)}…`
}

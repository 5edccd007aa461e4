import type { Field } from './algebra.js'
import { parseRational } from './rational.js'

/** What the numerators and denominators of {@link fractionField} are made of. */
export interface Ring<P> {
  readonly integer: (n: bigint) => P
  readonly add: (a: P, b: P) => P
  readonly mul: (a: P, b: P) => P
  readonly neg: (a: P) => P
  /** Equal texts mean equal elements. Different texts mean nothing. */
  readonly key: (a: P) => string
  /** a as a product, with its sign apart where that is known. @throws RangeError when a is 0. */
  readonly factors: (a: P) => { readonly negative: boolean; readonly factors: readonly P[] }
}

interface Factor<P> {
  readonly base: P
  readonly power: number
}

/** num / ∏ baseᵖᵒʷᵉʳ: what was divided by stays in factors, so that a sum needs only those it lacks. */
export interface Fraction<P> {
  readonly num: P
  readonly den: ReadonlyMap<string, Factor<P>>
}

export const whole = <P>(num: P): Fraction<P> => ({ num, den: new Map() })

/**
 * The field of fractions of a ring, nothing reduced but a factor that cancels visibly. `onDivision` sees every
 * numerator that is divided by: what is proved in this field holds where none of them is 0.
 */
export function fractionField<P>(R: Ring<P>, onDivision: (divisor: P) => void): Field<Fraction<P>> {
  const times = (num: P, factors: Iterable<Factor<P>>): P => {
    let product = num
    for (const { base, power } of factors) for (let i = 0; i < power; i++) product = R.mul(product, base)
    return product
  }
  // ∏ of what `common` has beyond `own`.
  const missing = (own: Fraction<P>['den'], common: Fraction<P>['den']): Factor<P>[] =>
    [...common]
      .map(([key, { base, power }]) => ({ base, power: power - (own.get(key)?.power ?? 0) }))
      .filter(({ power }) => power > 0)
  const merge = (
    a: Fraction<P>['den'],
    b: Fraction<P>['den'],
    combine: (x: number, y: number) => number,
  ): Fraction<P>['den'] => {
    if (b.size === 0) return a
    const den = new Map(a)
    for (const [key, { base, power }] of b)
      den.set(key, { base, power: combine(den.get(key)?.power ?? 0, power) })
    return den
  }
  const add = (a: Fraction<P>, b: Fraction<P>): Fraction<P> => {
    const den = a.den === b.den ? a.den : merge(a.den, b.den, Math.max)
    return { num: R.add(times(a.num, missing(a.den, den)), times(b.num, missing(b.den, den))), den }
  }
  const neg = (a: Fraction<P>): Fraction<P> => ({ num: R.neg(a.num), den: a.den })
  const one = R.integer(1n)
  const oneKey = R.key(one)
  // a numerator that is itself a factor of the other denominator cancels
  const cancel = (num: P, den: Fraction<P>['den']): [P, Fraction<P>['den']] => {
    const found = den.size === 0 ? undefined : den.get(R.key(num))
    if (!found) return [num, den]
    const rest = new Map(den)
    if (found.power === 1) rest.delete(R.key(num))
    else rest.set(R.key(num), { base: found.base, power: found.power - 1 })
    return [one, rest]
  }
  const mul = (a: Fraction<P>, b: Fraction<P>): Fraction<P> => {
    const [aNum, bDen] = cancel(a.num, b.den)
    const [bNum, aDen] = cancel(b.num, a.den)
    return { num: R.mul(aNum, bNum), den: merge(aDen, bDen, (x, y) => x + y) }
  }
  const inverse = ({ num, den }: Fraction<P>): Fraction<P> => {
    const { negative, factors } = R.factors(num)
    let bottom: Fraction<P>['den'] = new Map()
    for (const base of factors) {
      if (R.key(base) === oneKey) continue
      onDivision(base)
      bottom = merge(bottom, new Map([[R.key(base), { base, power: 1 }]]), (x, y) => x + y)
    }
    const top = times(one, den.values())
    return { num: negative ? R.neg(top) : top, den: bottom }
  }
  // a/b with b = n/∏dᵢ: the dᵢ that a is divided by as well are left out of both
  const div = (a: Fraction<P>, b: Fraction<P>): Fraction<P> => {
    const shared = new Map(
      [...b.den].map(([key, { base, power }]): [string, Factor<P>] => [
        key,
        { base, power: Math.min(power, a.den.get(key)?.power ?? 0) },
      ]),
    )
    const without = (den: Fraction<P>['den']): Fraction<P>['den'] =>
      new Map(
        [...den]
          .map(([key, { base, power }]): [string, Factor<P>] => [
            key,
            { base, power: power - (shared.get(key)?.power ?? 0) },
          ])
          .filter(([, { power }]) => power > 0),
      )
    return mul({ num: a.num, den: without(a.den) }, inverse({ num: b.num, den: without(b.den) }))
  }
  return {
    lit: (exact) => {
      const { num, den } = parseRational(exact)
      return den === 1n ? whole(R.integer(num)) : div(whole(R.integer(num)), whole(R.integer(den)))
    },
    add,
    sub: (a, b) => add(a, neg(b)),
    mul,
    div,
    neg,
  }
}

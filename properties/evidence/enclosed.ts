import fc from 'fast-check'
import { type Ball, type Enclosure, enclosure, interval } from '../../reference/numbers/enclosure/index.js'
import { compare, RATIONALS, type Rational, rational } from '../../reference/numbers/rational.js'
import type { Claim, Context, Outcome } from '../theorem.js'
import { falls, guarded, holds } from './outcome.js'
import { approximately } from './printed.js'
import type { Inputs } from './rationals.js'
import { hypothesesOf, readVariables, type Statement } from './statement.js'

/** Rational bounds of the value that a formula has over the enclosures of `bits` bits, for `printed`. */
export const enclosed = (
  f: (F: Enclosure) => Ball,
  bits = 128,
): { readonly lo: Rational; readonly hi: Rational } => interval(f(enclosure(bits)))

/**
 * The conclusions, all equalities, at rational inputs to within a stated bound: both sides are enclosed and no two numbers of
 * the enclosures are further apart than `within` times the right side, or than `within` where that is below 1. For identities of exponentials and
 * logarithms that no exact engine knows.
 */
export function agreeingAtRationals<V extends string>(
  text: string,
  statement: Statement<V>,
  inputs: fc.Arbitrary<Inputs<V>>,
  { bits = 256, within = '1e-30' }: { readonly bits?: number; readonly within?: string } = {},
): Claim {
  const check = ({ seed, runs }: Context): Outcome => {
    const F = enclosure(bits)
    const most = RATIONALS.lit(within)
    for (const [i, given] of fc.sample(inputs, { seed, numRuns: runs }).entries()) {
      const point = readVariables(statement, F, {
        free: (name) => F.of(given[name] ?? missing(name)),
        root: (_, radicand) => F.sqrt(radicand),
      })
      for (const { left, is, right } of hypothesesOf(statement, F, point))
        if ((is !== '>' && is !== '≥') || compare(interval(F.sub(left, right)).lo, rational(0n)) < 0)
          return falls(i, `a hypothesis (‘${is}’) is not known to hold at the inputs drawn`)
      for (const [k, { left, is, right, label }] of statement.conclude(F, point).entries()) {
        if (is !== '=') throw new RangeError(`conclusion ${k + 1} is a ‘${is}’: only equalities are enclosed`)
        const { lo, hi } = interval(F.sub(left, right))
        const widest = compare(RATIONALS.neg(lo), hi) > 0 ? RATIONALS.neg(lo) : hi
        const size = interval(right)
        const nearest = compare(size.lo, rational(0n)) > 0 ? size.lo : RATIONALS.neg(size.hi)
        const scale = compare(nearest, rational(1n)) > 0 ? nearest : rational(1n)
        if (compare(widest, RATIONALS.mul(most, scale)) > 0)
          return falls(
            i,
            `${label ?? `conclusion ${k + 1}`}: the sides may be ${approximately(widest)} apart`,
          )
      }
    }
    return holds(runs, { worst: `within ${within}` })
  }
  return { text, tier: 'certified', engine: 'enclosure', check: guarded(check) }
}

function missing(name: string): never {
  throw new RangeError(`no input was given for the variable '${name}'`)
}

import fc from 'fast-check'
import { RATIONALS, type Rational } from '../../reference/numbers/rational.js'
import type { Kernel, Transition } from '../../reference/process/kernel.js'
import { anyRational, betweenZeroAndOne, nonNegative, nonZero, positive, pythagorean } from './rationals.js'

const kernel = (
  signal: fc.Arbitrary<Rational>,
  variance: fc.Arbitrary<Rational>,
): fc.Arbitrary<Kernel<Rational>> => fc.record({ signal, variance })

/** Any transition with a step that adds noise: the prior kernel may be the identity (variance 0). */
export const transition: fc.Arbitrary<Transition<Rational>> = fc.record({
  prior: kernel(anyRational, nonNegative),
  step: kernel(anyRational, positive),
})

const level = pythagorean.map(({ cos, sin }) => ({ alphaBar: RATIONALS.mul(cos, cos), root: cos, std: sin }))

/** Levels of a variance-preserving schedule, ᾱ = root² and 1 − ᾱ = std² both squares of rationals. */
export interface RationalLevel {
  readonly alphaBar: Rational
  readonly root: Rational
  readonly std: Rational
}

export const rationalLevel: fc.Arbitrary<RationalLevel> = level

/**
 * A step of Ho et al.'s schedule at which the means are rational: 1 > ᾱ_s > ᾱ_t > 0, both levels with rational √ᾱ and
 * √(1−ᾱ), α = ᾱ_t/ᾱ_s. √β is not rational in general.
 */
export const rationalStep: fc.Arbitrary<{ readonly prior: RationalLevel; readonly after: RationalLevel }> = fc
  .tuple(level, level)
  .filter(([one, two]) => one.alphaBar.num * two.alphaBar.den !== two.alphaBar.num * one.alphaBar.den)
  .map(([one, two]) =>
    one.alphaBar.num * two.alphaBar.den > two.alphaBar.num * one.alphaBar.den
      ? { prior: one, after: two }
      : { prior: two, after: one },
  )

/**
 * Any transition whose accumulated noise has a rational standard deviation, √(a²v_s + v) = s: v_s = (p/a)² and v = s² − p² with
 * 0 < p < s.
 */
export const rationalTransition: fc.Arbitrary<Transition<Rational>> = fc
  .record({ signal: anyRational, stepSignal: nonZero, std: positive, part: betweenZeroAndOne })
  .map(({ signal, stepSignal, std, part }) => {
    const { sub, mul, div } = RATIONALS
    const carried = mul(part, std)
    const priorStd = div(carried, stepSignal)
    return {
      prior: { signal, variance: mul(priorStd, priorStd) },
      step: { signal: stepSignal, variance: sub(mul(std, std), mul(carried, carried)) },
    }
  })

/**
 * A step at which everything is rational, also √α and √β: ᾱ_s = 220/221, ᾱ_t = 836/845 of the slides' convention,
 * (323/325)² + (36/325)² = 1.
 */
export const WHOLLY_RATIONAL = {
  prior: { signal: RATIONALS.lit('220/221'), std: RATIONALS.lit('21/221') },
  step: { signal: RATIONALS.lit('323/325'), std: RATIONALS.lit('36/325') },
  after: { signal: RATIONALS.lit('836/845'), std: RATIONALS.lit('123/845') },
} as const

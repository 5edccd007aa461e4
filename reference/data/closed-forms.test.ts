import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AnalyticField, ExponentialField, Field } from '../numbers/algebra.js'
import { at, square } from '../numbers/combinators.js'
import { fromDouble } from '../numbers/float.js'
import { entryOf } from '../numbers/linear.js'
import { POWERS_OF_TWO } from '../numbers/powers-of-two.js'
import { compare, equal, RATIONALS as Q, type Rational, rational } from '../numbers/rational.js'
import { ARITHMETICS, type Rounded, rounding } from '../numbers/rounding.js'
import { hoKernel } from '../process/conventions.js'
import type { Kernel } from '../process/kernel.js'
import {
  type Data,
  epsCovariance,
  epsStar,
  logDensity,
  logDensityHessian,
  posteriorWeights,
  score,
  x0Covariance,
  x0Hat,
} from './posterior.js'

/** The closed forms of one dimension in print (theorems TB-ATOM, TB-GAUSS), which the general formulas must equal. */

/** tanh y = 1 − 2/(e^{2y} + 1). */
const tanh = <T>(F: ExponentialField<T>, y: T): T =>
  F.sub(F.lit(1n), F.div(F.lit(2n), F.add(F.exp(F.mul(F.lit(2n), y)), F.lit(1n))))

interface Binary<T> {
  readonly kernel: Kernel<T>
  /** Points at ±mu with these weights. */
  readonly mu: T
  readonly up: T
  readonly down: T
}

/** TB-ATOM at x: τ = tanh(aμx/s² + ½ log(p/(1−p))), x̂₀ = μτ, S = (aμτ − x)/s², Var(x₀|x) = μ²(1−τ²), S′ = a²Var/s⁴ − 1/s². */
function binary<T>(F: ExponentialField<T>, { kernel, mu, up, down }: Binary<T>, x: T) {
  const { lit, add, sub, mul, div, log } = F
  const reach = mul(kernel.signal, mu)
  const lean = mul(lit('1/2'), log(div(up, down)))
  const tau = tanh(F, add(div(mul(reach, x), kernel.variance), lean))
  const variance = mul(square(F, mu), sub(lit(1n), square(F, tau)))
  return {
    x0Hat: mul(mu, tau),
    score: div(sub(mul(reach, tau), x), kernel.variance),
    x0Covariance: variance,
    logDensityHessian: sub(
      div(mul(square(F, kernel.signal), variance), square(F, kernel.variance)),
      div(lit(1n), kernel.variance),
    ),
  }
}

const pointsOf = <T>(F: Field<T>, { mu, up, down }: Binary<T>): Data<T> => [
  { weight: up, mean: [mu] },
  { weight: down, mean: [F.neg(mu)] },
]

const integer = (min: number, max: number) => fc.integer({ min, max }).map((n) => rational(BigInt(n)))
const number = fc
  .tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 1, max: 5 }))
  .map(([n, d]) => rational(BigInt(n), BigInt(d)))
const positive = number.map((a) => Q.add(square(Q, a), Q.lit('1/7')))
const twoToThe = fc.integer({ min: 0, max: 5 }).map((k) => rational(1n << BigInt(k)))

describe('two points against the tanh of TB-ATOM', () => {
  it('agree exactly where the exponentials are powers of two', () => {
    const F = POWERS_OF_TWO
    fc.assert(
      fc.property(
        integer(-6, 6),
        integer(1, 4),
        integer(1, 3),
        twoToThe,
        twoToThe,
        (x, reach, scale, up, down) => {
          // a·μ and x are integers and s² = 1, so that every log weight is half an integer; log v = 0
          const law = {
            kernel: { signal: Q.div(reach, scale), variance: Q.lit(1n) },
            mu: scale,
            up: square(Q, up),
            down: square(Q, down),
          }
          const data = pointsOf(F, law)
          const closed = binary(F, law, x)
          const of = [law.kernel, data, [x]] as const
          expect(equal(at(x0Hat(F, ...of), 0), closed.x0Hat)).toBe(true)
          expect(equal(at(score(F, ...of), 0), closed.score)).toBe(true)
          expect(equal(entryOf(x0Covariance(F, ...of), 0, 0), closed.x0Covariance)).toBe(true)
          expect(equal(entryOf(logDensityHessian(F, ...of), 0, 0), closed.logDensityHessian)).toBe(true)
        },
      ),
    )
  })

  it.each(['float64', 'float32'] as const)('agree in %s within the derived bounds', (format) => {
    const F = rounding(ARITHMETICS[format])
    for (const alphaBar of ['0.1', '0.5', '0.9'])
      for (const x of ['0', '0.3', '-1.7', '15']) {
        const closed = binary(WIDE, coin(WIDE, alphaBar), WIDE.lit(x))
        const law = coin(F, alphaBar)
        const of = [law.kernel, pointsOf(F, law), [F.lit(x)]] as const
        agree(at(x0Hat(F, ...of), 0), closed.x0Hat)
        agree(at(score(F, ...of), 0), closed.score)
      }
  })
})

/** The closed forms are always computed in float64: e^{2y} leaves the range of float32. */
const WIDE = rounding(ARITHMETICS.float64)

const coin = <T>(F: AnalyticField<T>, alphaBar: string): Binary<T> => ({
  kernel: hoKernel(F, { alphaBar: F.lit(alphaBar) }),
  mu: F.lit(1n),
  up: F.lit('1/2'),
  down: F.lit('1/2'),
})

/** Both bounds are finite and the two intervals meet, since both hold the same real number. */
function agree(a: Rounded, b: Rounded) {
  expect(a.bound + b.bound).toBeLessThan(Infinity)
  expect(below(a, b) || below(b, a)).toBe(false)
}

/** Whether every number of the first interval is below every number of the second, decided exactly. */
const below = (a: Rounded, b: Rounded): boolean =>
  compare(Q.add(fromDouble(a.value), fromDouble(a.bound)), Q.sub(fromDouble(b.value), fromDouble(b.bound))) <
  0

describe('far from the data, where the density underflows', () => {
  it.each(['float64', 'float32'] as const)(
    'log q(15), the weights and the score are finite and right in %s',
    (format) => {
      const F = rounding(ARITHMETICS[format])
      const law = coin(F, '0.9')
      const of = [law.kernel, pointsOf(F, law), [F.lit(15n)]] as const

      // in print: q(15) ≈ 1.16e−429, that is 1.155e−429 < q < 1.165e−429
      const printed = (mantissa: string) =>
        WIDE.add(WIDE.log(WIDE.lit(mantissa)), WIDE.mul(WIDE.lit('-429'), WIDE.log(WIDE.lit('10'))))
      const value = logDensity(F, ...of)
      expect(value.bound).toBeLessThan(Infinity)
      expect(below(value, printed('1.155')) || below(printed('1.165'), value)).toBe(false)
      if (format === 'float64')
        expect(below(printed('1.155'), value) && below(value, printed('1.165'))).toBe(true)

      // the weight of the far point is 1/(e^{2aμx/s²} + 1)
      const wide = coin(WIDE, '0.9')
      const lean = WIDE.div(WIDE.mul(WIDE.lit(30n), wide.kernel.signal), wide.kernel.variance)
      const far = WIDE.div(WIDE.lit(1n), WIDE.add(WIDE.exp(lean), WIDE.lit(1n)))
      const weights = posteriorWeights(F, ...of)
      agree(at(weights, 1), far)
      agree(at(weights, 0), WIDE.sub(WIDE.lit(1n), far))
      agree(at(score(F, ...of), 0), binary(WIDE, wide, WIDE.lit(15n)).score)
    },
  )
})

describe('one Gaussian against TB-GAUSS', () => {
  it('agrees exactly: x̂₀, Var(x₀|x), ε*, Var(ε|x), S', () => {
    const { add, sub, mul, div } = Q
    fc.assert(
      fc.property(positive, positive, positive, number, number, (a, std, v, m, x) => {
        const variance = mul(std, std)
        const total = add(mul(mul(a, a), v), variance)
        const residual = sub(x, mul(a, m))
        const data: Data<Rational> = [{ weight: Q.lit(1n), mean: [m], covariance: [[v]] }]
        const of = [{ signal: a, variance }, data, [x]] as const
        // K = 1: its weight is e^ℓ/e^ℓ = 1 whatever the exponential is
        const F = { ...Q, exp: () => Q.lit(3n), log: () => Q.lit(0n), shift: () => Q.lit(5n) }
        expect(equal(at(x0Hat(F, ...of), 0), add(m, div(mul(mul(a, v), residual), total)))).toBe(true)
        expect(equal(entryOf(x0Covariance(F, ...of), 0, 0), div(mul(v, variance), total))).toBe(true)
        expect(equal(at(epsStar(F, ...of), 0), div(mul(std, residual), total))).toBe(true)
        expect(equal(entryOf(epsCovariance(F, ...of), 0, 0), div(mul(mul(a, a), v), total))).toBe(true)
        expect(equal(at(score(F, ...of), 0), div(sub(mul(a, m), x), total))).toBe(true)
      }),
    )
  })
})

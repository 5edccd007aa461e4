import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { equal, RATIONALS as Q, type Rational, rational, sign } from '../numbers/rational.js'
import { compose, diffuse, power, type Transition } from './kernel.js'
import { convertPrediction, PARAMETERISATIONS, type Parameterisation } from './parameterisation.js'
import { posteriorMean } from './posterior.js'
import { vPrediction } from './predictions.js'
import { stepEpsFromEps } from './reverse-mean.js'

const exactly = { F: Q, isZero: (a: Rational) => sign(a) === 0 }

const number = fc
  .tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 1, max: 5 }))
  .map(([n, d]) => rational(BigInt(n), BigInt(d)))
const positive = number.filter((a) => sign(a) === 1)
/** A transition 0→s→t whose total variance is the square of a rational: v_s = (c/a)², v = (s − c)(s + c). */
const transitions = fc
  .record({ priorSignal: number, signal: positive, std: positive, part: number })
  .map(({ priorSignal, signal, std, part }): Transition<Rational> => {
    const priorStd = Q.div(part, signal)
    const variance = Q.mul(Q.sub(std, part), Q.add(std, part))
    return { prior: { signal: priorSignal, variance: Q.mul(priorStd, priorStd) }, step: { signal, variance } }
  })

/** Every way for signals and variances to vanish; the total variance is a square in each. */
const degenerate: readonly Transition<Rational>[] = ['0', '1'].flatMap((priorSignal) =>
  ['0', '1'].flatMap((priorVariance) =>
    ['0', '3/5'].flatMap((signal) =>
      ['0', '16/25'].map((variance) => ({
        prior: { signal: Q.lit(priorSignal), variance: Q.lit(priorVariance) },
        step: { signal: Q.lit(signal), variance: Q.lit(variance) },
      })),
    ),
  ),
)

/** Whether a reading without the check divides by zero. */
function dividesByZero(run: (reading: typeof exactly) => unknown): boolean {
  let divided = false
  const div = (a: Rational, b: Rational) => {
    divided ||= sign(b) === 0
    return sign(b) === 0 ? a : Q.div(a, b)
  }
  run({ F: { ...Q, div }, isZero: () => false })
  return divided
}

const pairs = PARAMETERISATIONS.flatMap((from) => PARAMETERISATIONS.map((to) => ({ from, to })))

/** What every parameterisation is, by its definition, for the x₀ and ε that x_t was made of. */
function truth(transition: Transition<Rational>, { x0, eps }: { x0: Rational; eps: Rational }) {
  const kernel = compose(Q, transition)
  const xt = diffuse(Q, kernel, { x0, eps })
  const values: Record<Parameterisation, Rational> = {
    eps,
    x0,
    v: vPrediction(Q, kernel, { x0, eps }),
    // ∇ log N(x_t; a·x₀, s²)
    score: Q.div(Q.sub(Q.mul(kernel.signal, x0), xt), kernel.variance),
    posteriorMean: posteriorMean(Q, transition, { x0, xt }),
  }
  return { xt, values, kernel }
}

describe('every parameterisation to every other, in exact rationals', () => {
  it.each(pairs)('$from → $to is what $to is by definition', ({ from, to }) => {
    fc.assert(
      fc.property(transitions, number, number, (transition, x0, eps) => {
        fc.pre(sign(transition.step.variance) !== 0 && sign(transition.prior.signal) !== 0)
        const { xt, values } = truth(transition, { x0, eps })
        const got = convertPrediction(exactly, { from, to }, transition, { xt, value: values[from] })
        expect(equal(got, values[to])).toBe(true)
      }),
    )
  })

  it.each(pairs)('$from → $to is refused exactly where it divides by zero', ({ from, to }) => {
    for (const transition of degenerate) {
      const run = (reading: typeof exactly) =>
        convertPrediction(reading, { from, to }, transition, { xt: Q.lit(2n), value: Q.lit('3/7') })
      if (dividesByZero(run)) expect(() => run(exactly)).toThrow(`${from} does not determine ${to} where `)
      else expect(() => run(exactly)).not.toThrow()
    }
  })

  it('explains zero terminal SNR and a missing step', () => {
    const noise = { signal: Q.lit(0n), variance: Q.lit(1n) }
    const at = { xt: Q.lit(2n), value: Q.lit(1n) }
    expect(() => convertPrediction(exactly, { from: 'eps', to: 'x0' }, noise, at)).toThrow(
      'eps does not determine x0 where the signal a of x_t = a·x0 + s·eps is 0. x_t is pure noise there: predict v or x0, from which everything else follows, or stop before it.',
    )
    // v still says what x₀ is: v = −x₀
    expect(convertPrediction(exactly, { from: 'v', to: 'x0' }, noise, at)).toEqual(Q.lit(-1n))
    expect(() => convertPrediction(exactly, { from: 'eps', to: 'posteriorMean' }, noise, at)).toThrow(
      TypeError,
    )
  })
})

describe('the noise of one step', () => {
  it('is what a bivariate Gaussian says: Cov(e, x_t)/Var(x_t | x₀) · (x_t − a_t·x₀)', () => {
    fc.assert(
      fc.property(transitions, number, number, positive, ({ prior, step }, x0, eps, ratio) => {
        // The step's noise is taken as (ratio·s)², and v_s so that the total stays s².
        const total = compose(Q, { prior, step }).variance
        const std = Q.mul(ratio, Q.sqrt(total))
        const variance = Q.mul(std, std)
        const priorVariance = Q.div(Q.sub(total, variance), Q.mul(step.signal, step.signal))
        const transition = {
          prior: { signal: prior.signal, variance: priorVariance },
          step: { signal: step.signal, variance },
        }
        const { xt, kernel } = truth(transition, { x0, eps })
        const residual = Q.sub(xt, Q.mul(kernel.signal, x0))
        expect(equal(stepEpsFromEps(Q, transition, { eps }), Q.div(Q.mul(std, residual), total))).toBe(true)
      }),
    )
  })
})

describe('a kernel that preserves variance', () => {
  it('has power 1', () => {
    expect(power(Q, { signal: Q.lit('3/5'), variance: Q.lit('16/25') })).toEqual(Q.lit(1n))
  })
})

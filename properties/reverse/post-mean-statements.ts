import { at, square } from '../../reference/numbers/combinators.js'
import { asGiven } from '../../reference/numbers/formula.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { hoKernel, hoStep, slidesKernel, slidesStep } from '../../reference/process/conventions.js'
import { compose } from '../../reference/process/kernel.js'
import { posteriorMean, posteriorVariance } from '../../reference/process/posterior.js'
import { bridge } from '../../reference/process/step.js'
import { atLeast, equals, exactOnSchedules, exceeds, guard, levelsOf, statement } from '../evidence/index.js'

export const noisyStep = guard<'priorVariance' | 'stepVariance'>(
  'the step adds noise and so does all before it: v > 0, v_s > 0 (t ≥ 2)',
  ({ lit }, { priorVariance, stepVariance }) => [
    exceeds(priorVariance, lit(0n)),
    exceeds(stepVariance, lit(0n)),
  ],
)

/** Bayes' rule q(y|x_t,x₀)·q(x_t|x₀) = q(x_t|y)·q(y|x₀), in the exponents: one square of y is completed. */
export const bayes = statement({
  variables: ['priorSignal', 'priorVariance', 'stepSignal', 'stepVariance', 'x0', 'xt', 'y'],
  guards: [noisyStep],
  conclude: (F, { priorSignal, priorVariance, stepSignal, stepVariance, x0, xt, y }) => {
    const { add, sub, mul, div } = F
    const prior = { signal: priorSignal, variance: priorVariance }
    const step = { signal: stepSignal, variance: stepVariance }
    const whole = compose(F, { prior, step })
    const mean = posteriorMean(F, { prior, step }, { x0, xt })
    const variance = posteriorVariance(F, { prior, step })
    const exponent = (x: typeof y, at: typeof y, v: typeof y) => div(square(F, sub(x, at)), v)
    const likelihood = exponent(xt, mul(stepSignal, y), stepVariance)
    const priorOfY = exponent(y, mul(priorSignal, x0), priorVariance)
    const evidence = exponent(xt, mul(whole.signal, x0), whole.variance)
    return [
      equals(sub(add(likelihood, priorOfY), evidence), exponent(y, mean, variance), 'exponents'),
      equals(mul(stepVariance, priorVariance), mul(variance, whole.variance), 'normalising constants'),
    ]
  },
})

/** Ho et al.: kernel (√ᾱ_{t−1}, 1−ᾱ_{t−1}), step (√α_t, β_t), α_t = 1−β_t. */
export const inConventionA = statement({
  variables: ['alphaBarPrev', 'beta', 'rootAlphaBarPrev', 'rootAlpha', 'x0', 'xt'],
  roots: {
    rootAlphaBarPrev: (_, { alphaBarPrev }) => alphaBarPrev,
    rootAlpha: ({ lit, sub }, { beta }) => sub(lit(1n), beta),
  },
  guards: [
    guard<'alphaBarPrev' | 'beta'>('0 ≤ ᾱ_{t−1} < 1, 0 < β_t ≤ 1', ({ lit }, { alphaBarPrev, beta }) => [
      exceeds(lit(1n), alphaBarPrev),
      exceeds(beta, lit(0n)),
    ]),
  ],
  conclude: (F, { alphaBarPrev, beta, rootAlphaBarPrev, rootAlpha, x0, xt }) => {
    const { lit, add, sub, mul, div } = F
    const transition = { prior: hoKernel(F, { alphaBar: alphaBarPrev }), step: hoStep(F, { beta }) }
    const complement = sub(lit(1n), alphaBarPrev)
    const alphaBar = mul(sub(lit(1n), beta), alphaBarPrev)
    const fromX0 = mul(mul(rootAlphaBarPrev, beta), x0)
    const fromXt = mul(mul(rootAlpha, complement), xt)
    return [
      equals(
        posteriorMean(F, transition, { x0, xt }),
        div(add(fromX0, fromXt), sub(lit(1n), alphaBar)),
        'mean μ̃_t',
      ),
      equals(
        posteriorVariance(F, transition),
        div(mul(beta, complement), sub(lit(1n), alphaBar)),
        'variance β̃_t',
      ),
    ]
  },
})

/** The slides: kernel (ᾱ_{i−1}, 1−ᾱ²_{i−1}), step (α_i, β_i²), α_i = √(1−β_i²). */
export const inConventionB = statement({
  variables: ['alphaBarPrev', 'beta', 'alpha', 'x0', 'xi'],
  roots: { alpha: (F, { beta }) => F.sub(F.lit(1n), square(F, beta)) },
  guards: [
    guard<'alphaBarPrev' | 'beta'>('ᾱ²_{i−1} < 1, 0 < β_i ≤ 1', (F, { alphaBarPrev, beta }) => [
      exceeds(F.lit(1n), square(F, alphaBarPrev)),
      exceeds(beta, F.lit(0n)),
    ]),
  ],
  conclude: (F, { alphaBarPrev, beta, alpha, x0, xi }) => {
    const { lit, add, sub, mul, div } = F
    const transition = {
      prior: slidesKernel(F, { alphaBar: alphaBarPrev }),
      step: slidesStep(F, { betaStd: beta }),
    }
    const complement = (signal: typeof alpha) => sub(lit(1n), square(F, signal))
    const whole = complement(mul(alpha, alphaBarPrev))
    const fromX0 = mul(mul(alphaBarPrev, square(F, beta)), x0)
    const fromXi = mul(mul(alpha, complement(alphaBarPrev)), xi)
    return [
      equals(posteriorMean(F, transition, { x0, xt: xi }), div(add(fromX0, fromXi), whole), 'mean μ'),
      equals(
        posteriorVariance(F, transition),
        div(mul(square(F, beta), complement(alphaBarPrev)), whole),
        'variance σ²(i)',
      ),
    ]
  },
})

/** At t = 1 the kernel 0→0 is the identity (1, 0): x₀ itself, without noise. */
export const firstStep = statement({
  variables: ['stepSignal', 'stepVariance', 'x0', 'xt'],
  guards: [
    guard<'stepVariance'>('the step adds noise: v > 0', ({ lit }, { stepVariance }) => [
      exceeds(stepVariance, lit(0n)),
    ]),
  ],
  conclude: (F, { stepSignal, stepVariance, x0, xt }) => {
    const transition = {
      prior: { signal: F.lit(1n), variance: F.lit(0n) },
      step: { signal: stepSignal, variance: stepVariance },
    }
    return [
      equals(posteriorMean(F, transition, { x0, xt }), x0, 'mean'),
      equals(posteriorVariance(F, transition), F.lit(0n), 'variance'),
    ]
  },
})

/** The root-free weights that the tables carry are the posterior's own: w·√r with the root taken last. */
export const rootFree = statement({
  variables: ['rootAlphaBar', 'rootAlpha', 'priorVariance', 'stepVariance', 'x0', 'xt'],
  guards: [
    noisyStep,
    guard<'rootAlphaBar' | 'rootAlpha'>(
      'the signals are non-negative',
      ({ lit }, { rootAlphaBar, rootAlpha }) => [atLeast(rootAlphaBar, lit(0n)), atLeast(rootAlpha, lit(0n))],
    ),
  ],
  conclude: (F, { rootAlphaBar, rootAlpha, priorVariance, stepVariance, x0, xt }) => {
    const level = { alphaBar: square(F, rootAlphaBar), variance: priorVariance }
    const step = { alpha: square(F, rootAlpha), beta: stepVariance }
    const transition = {
      prior: { signal: rootAlphaBar, variance: priorVariance },
      step: { signal: rootAlpha, variance: stepVariance },
    }
    const found = bridge(F, level, step, compose(F, transition).variance)
    const weight = ({ factor, radicand }: typeof found.x0Weight) => F.mul(factor, F.sqrt(radicand))
    const mean = F.add(F.mul(weight(found.x0Weight), x0), F.mul(weight(found.xtWeight), xt))
    return [
      equals(mean, posteriorMean(F, transition, { x0, xt }), 'mean'),
      equals(found.variance, posteriorVariance(F, transition), 'variance'),
    ]
  },
})

// Averaged over x_t given x₀ the posterior gives back q(x_s|x₀): its mean (in units of √ᾱ_s·x₀) and its variance.
export const onSchedules = exactOnSchedules(
  'On the real schedules, every 40th t and the ends: averaging the posterior over q(x_t|x₀) gives q(x_s|x₀) back, mean and variance.',
  function* (chain) {
    const { T, steps } = chain
    const levels = asGiven(() => levelsOf(chain))
    const F = RATIONALS
    for (let t = 1; t <= T; t = t === T ? T + 1 : Math.min(t + 40, T)) {
      const [from, step, to] = [at(levels, t - 1), at(steps, t), at(levels, t)]
      const { variance, x0Weight, xtWeight } = bridge(F, from, step, to.variance)
      const kept = F.mul(xtWeight.factor, step.alpha)
      yield equals(F.add(x0Weight.factor, kept), F.lit(1n), `mean at t = ${t}`)
      yield equals(
        F.add(F.mul(F.mul(xtWeight.factor, kept), to.variance), variance),
        from.variance,
        `variance at t = ${t}`,
      )
    }
  },
)

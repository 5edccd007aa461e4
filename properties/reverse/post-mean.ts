import fc from 'fast-check'
import { at, square } from '../../reference/numbers/combinators.js'
import { asGiven } from '../../reference/numbers/formula.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { hoKernel, hoStep, slidesKernel, slidesStep } from '../../reference/process/conventions.js'
import { compose } from '../../reference/process/kernel.js'
import { posteriorMean, posteriorVariance } from '../../reference/process/posterior.js'
import { bridge } from '../../reference/process/step.js'
import {
  anyRational,
  betweenZeroAndOne,
  nonZero,
  positive,
  pythagorean,
  squareBetweenZeroAndOne,
} from '../arbitraries/rationals.js'
import {
  atLeast,
  confirmed,
  equals,
  exactAtRationals,
  exactly,
  exactOnSchedules,
  exceeds,
  guard,
  levelsOf,
  provedByNormalForm,
  provedByZ3,
  refused,
  statement,
} from '../evidence/index.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'

const noisyStep = guard<'priorVariance' | 'stepVariance'>(
  'the step adds noise and so does all before it: v > 0, v_s > 0 (t ≥ 2)',
  ({ lit }, { priorVariance, stepVariance }) => [
    exceeds(priorVariance, lit(0n)),
    exceeds(stepVariance, lit(0n)),
  ],
)

/** Bayes' rule q(y|x_t,x₀)·q(x_t|x₀) = q(x_t|y)·q(y|x₀), in the exponents: one square of y is completed. */
const bayes = statement({
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
const inConventionA = statement({
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
const inConventionB = statement({
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
const firstStep = statement({
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
const rootFree = statement({
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
const onSchedules = exactOnSchedules(
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

export const POST_MEAN = theorem({
  id: 'POST-MEAN',
  title: 'the reverse conditional kernel q(x_s | x_t, x₀) is Gaussian, with this mean and variance',
  statement: String.raw`q(x_s \mid x_t, x_0) = \mathcal N(\tilde\mu, \tilde v I),\quad
    \tilde\mu = \frac{a_s v\, x_0 + a\, v_s\, x_t}{a^2 v_s + v},\quad
    \tilde v = \frac{v\, v_s}{a^2 v_s + v}`,
  sources: [
    cite('Ho2020', 'eqs. (6), (7)'),
    cite('M', 'Lemma, Reverse Conditional Transition Kernel'),
    cite('B', 'eq. (1)'),
    cite('X', 'the mean of the reverse transition'),
  ],
  uses: [],
  hypotheses: [
    noisyStep,
    {
      kind: 'analytic',
      text: 'the chain is Markov: q(x_t | x_s, x₀) = q(x_t | x_s)',
      citation: cite('Ho2020', 'eq. (2)'),
    },
  ],
  reduction:
    'Bayes’ rule and the Markov property give q(x_s|x_t,x₀) = q(x_t|x_s)·q(x_s|x₀)/q(x_t|x₀), three Gaussian densities ' +
    'with covariances v·I, v_s·I and v_t·I, so coordinates separate. The quotient is the density N(μ̃, ṽ) in x_s if and ' +
    'only if the exponents agree, (x_t−a·y)²/v + (y−a_s·x₀)²/v_s − (x_t−a_t·x₀)²/v_t = (y−μ̃)²/ṽ for all y, and the ' +
    'normalising constants do, v·v_s = ṽ·v_t. These two identities are what is checked.',
  formulas: [posteriorMean, posteriorVariance, compose, bridge, hoKernel, hoStep, slidesKernel, slidesStep],
  claims: [
    provedByNormalForm(
      'For all kernels and all x₀, x_t, y the exponents of Bayes’ rule agree, and the normalising constants.',
      bayes,
    ),
    provedByZ3('The same for v > 0 and v_s > 0, where no denominator is 0.', bayes),
    exactAtRationals(
      'At rational kernels the exponents and the normalising constants agree.',
      bayes,
      fc.record({
        priorSignal: anyRational,
        priorVariance: positive,
        stepSignal: anyRational,
        stepVariance: positive,
        x0: anyRational,
        xt: anyRational,
        y: anyRational,
      }),
    ),
    provedByNormalForm(
      'In Ho et al.’s convention: μ̃ = (√ᾱ_{t−1} β_t x₀ + √α_t (1−ᾱ_{t−1}) x_t)/(1−ᾱ_t), β̃_t = β_t(1−ᾱ_{t−1})/(1−ᾱ_t).',
      inConventionA,
    ),
    provedByZ3('In Ho et al.’s convention, for 0 ≤ ᾱ_{t−1} < 1 and 0 < β_t ≤ 1.', inConventionA),
    exactAtRationals(
      'In Ho et al.’s convention, at levels whose roots are rational.',
      inConventionA,
      fc.record({
        alphaBarPrev: squareBetweenZeroAndOne,
        beta: squareBetweenZeroAndOne.map((alpha) => RATIONALS.sub(RATIONALS.lit(1n), alpha)),
        x0: anyRational,
        xt: anyRational,
      }),
    ),
    provedByNormalForm(
      'In the slides’ convention: μ = (ᾱ_{i−1} β_i² x₀ + α_i (1−ᾱ²_{i−1}) x_i)/(1−ᾱ_i²), σ²(i) = β_i²(1−ᾱ²_{i−1})/(1−ᾱ_i²).',
      inConventionB,
    ),
    provedByZ3('In the slides’ convention, for ᾱ²_{i−1} < 1 and 0 < β_i ≤ 1.', inConventionB),
    exactAtRationals(
      'In the slides’ convention, at Pythagorean steps α_i² + β_i² = 1.',
      inConventionB,
      fc.record({
        alphaBarPrev: betweenZeroAndOne,
        beta: pythagorean.map(({ sin }) => sin),
        x0: anyRational,
        xi: anyRational,
      }),
    ),
    provedByNormalForm(
      'The root-free weights and variance of the schedule’s tables are those of μ̃ and ṽ.',
      rootFree,
    ),
    onSchedules,
    provedByNormalForm('At t = 1 it is the Dirac at x₀: μ̃ = x₀, variance 0.', firstStep),
    exactAtRationals(
      'At t = 1 and rational steps: μ̃ = x₀, variance 0.',
      firstStep,
      fc.record({ stepSignal: nonZero, stepVariance: positive, x0: anyRational, xt: anyRational }),
    ),
  ],
  counterexamples: [
    {
      drops: 't ≥ 2',
      text: 'at t = 1, Ho et al.’s β₁ = 1e-4, the variance is 0: the loss weight 1/(2σ²(1)) is infinite and there is no density',
      check: confirmed(() => {
        const first = {
          prior: { signal: RATIONALS.lit(1n), variance: RATIONALS.lit(0n) },
          step: { signal: RATIONALS.lit(1n), variance: RATIONALS.lit('1e-4') },
        }
        const variance = posteriorVariance(RATIONALS, first)
        const weight = () => RATIONALS.div(RATIONALS.lit('1/2'), variance)
        return [exactly('0', variance, 'σ²(1)'), refused('1/(2σ²(1)) divides by zero', weight, /zero/)]
      }),
    },
  ],
  errata: [
    {
      id: 'E58',
      citation: cite('X', 'the mean of the reverse transition'),
      printed: 'μ̃_t is called the mean of the reverse transition q(x_{t−1}|x_t)',
      correct: 'it is the mean of q(x_{t−1}|x_t,x₀); that of q(x_{t−1}|x_t) averages it over q(x₀|x_t)',
      // x₀ = ±1 equiprobable and x_t = 0: by symmetry q(x₀|x_t) is equiprobable too, so the mean of q(x_{t−1}|x_t)
      // is the plain average of the two μ̃.
      check: confirmed(() => {
        const { lit, add } = RATIONALS
        const transition = {
          prior: { signal: lit('4/5'), variance: lit('9/25') },
          step: { signal: lit('3/5'), variance: lit('16/25') },
        }
        const mean = (x0: '1' | '-1') => posteriorMean(RATIONALS, transition, { x0: lit(x0), xt: lit(0n) })
        return [
          exactly('320/481', mean('1'), 'x₀ = ±1, ᾱ_{t−1} = 16/25, α_t = 9/25: μ̃(x_t=0, x₀=1)'),
          exactly('0', add(mean('1'), mean('-1')), '2·E[x_{t−1}|x_t=0]'),
        ]
      }),
    },
  ],
})

import fc from 'fast-check'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { hoKernel, slidesKernel } from '../../reference/process/conventions.js'
import { compose, diffuse } from '../../reference/process/kernel.js'
import { posteriorMean } from '../../reference/process/posterior.js'
import { x0FromEps } from '../../reference/process/predictions.js'
import { posteriorMeanFromEps } from '../../reference/process/reverse-mean.js'
import { anyRational } from '../arbitraries/rationals.js'
import { rationalTransition, WHOLLY_RATIONAL } from '../arbitraries/transitions.js'
import {
  confirmed,
  equals,
  exactAtRationals,
  exactly,
  exceeds,
  guard,
  provedByNormalForm,
  provedByZ3,
  statement,
} from '../evidence/index.js'
import { FWD_INV } from '../forward/fwd-inv.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { POST_MEAN } from './post-mean.js'
import { livingStep, noisyKernel, TRANSITION, totalStd, transitionOf } from './variables.js'

/** x_t is made of x₀ and the accumulated noise: the mean of POST-MEAN there is the ε-form at x_t and that noise. */
const forms = statement({
  variables: [...TRANSITION, 'totalStd', 'x0', 'eps'],
  roots: totalStd,
  guards: [noisyKernel, livingStep],
  conclude: (F, v) => {
    const transition = transitionOf(v)
    const { x0, eps } = v
    const xt = diffuse(F, compose(F, transition), { x0, eps })
    const mean = posteriorMean(F, transition, { x0, xt })
    return [equals(posteriorMeanFromEps(F, transition, { xt, eps }), mean, 'the mean')]
  },
})

/** Ho et al.: (x_t − β_t ε/√(1−ᾱ_t))/√α_t. */
const inConventionA = statement({
  variables: ['alphaBarPrev', 'alpha', 'rootAlphaBarPrev', 'rootAlpha', 'std', 'xt', 'eps'],
  roots: {
    rootAlphaBarPrev: (_, { alphaBarPrev }) => alphaBarPrev,
    rootAlpha: (_, { alpha }) => alpha,
    std: ({ lit, sub, mul }, { alpha, alphaBarPrev }) => sub(lit(1n), mul(alpha, alphaBarPrev)),
  },
  guards: [
    guard<'alpha' | 'std'>('α_t > 0, ᾱ_t < 1', ({ lit }, { alpha, std }) => [
      exceeds(alpha, lit(0n)),
      exceeds(std, lit(0n)),
    ]),
  ],
  conclude: (F, { alphaBarPrev, alpha, rootAlpha, std, xt, eps }) => {
    const { lit, sub, mul, div } = F
    const transition = {
      prior: hoKernel(F, { alphaBar: alphaBarPrev }),
      step: hoKernel(F, { alphaBar: alpha }),
    }
    const shrunk = mul(div(sub(lit(1n), alpha), std), eps)
    return [
      equals(posteriorMeanFromEps(F, transition, { xt, eps }), div(sub(xt, shrunk), rootAlpha), 'the mean'),
    ]
  },
})

/** The slides: (x_i − ((1−α_i²)/√(1−ᾱ_i²)) ε)/α_i. */
const inConventionB = statement({
  variables: ['alphaBarPrev', 'alpha', 'std', 'xi', 'eps'],
  roots: {
    std: ({ lit, sub, mul }, { alpha, alphaBarPrev }) => {
      const alphaBar = mul(alpha, alphaBarPrev)
      return sub(lit(1n), mul(alphaBar, alphaBar))
    },
  },
  guards: [
    guard<'alpha' | 'std'>('α_i > 0, ᾱ_i² < 1', ({ lit }, { alpha, std }) => [
      exceeds(alpha, lit(0n)),
      exceeds(std, lit(0n)),
    ]),
  ],
  conclude: (F, { alphaBarPrev, alpha, std, xi, eps }) => {
    const { lit, sub, mul, div } = F
    const transition = {
      prior: slidesKernel(F, { alphaBar: alphaBarPrev }),
      step: slidesKernel(F, { alphaBar: alpha }),
    }
    const shrunk = mul(div(sub(lit(1n), mul(alpha, alpha)), std), eps)
    return [
      equals(posteriorMeanFromEps(F, transition, { xt: xi, eps }), div(sub(xi, shrunk), alpha), 'the mean'),
    ]
  },
})

export const POST_EPS = theorem({
  id: 'POST-EPS',
  title: 'The mean of q(x_s|x_t, x₀) from x_t and the noise accumulated since x₀',
  statement: String.raw`\tilde\mu = \frac1a\Big(x_t - \frac{v}{s_t}\,\varepsilon\Big),\qquad
    \varepsilon = \frac{x_t - a_t x_0}{s_t},\quad s_t^2 = a^2 v_s + v`,
  sources: [
    cite('Ho2020', 'eq. (11)'),
    cite('B', 'eq. (2)'),
    cite('M', 'Reverse mean in terms of ε'),
    cite('X', 'the mean from the predicted noise'),
  ],
  uses: [POST_MEAN, FWD_INV],
  hypotheses: [noisyKernel, livingStep],
  reduction:
    'ε is the noise accumulated from 0 to t, x_t = a_t·x₀ + s_t·ε, one equation in each coordinate. The mean of POST-MEAN ' +
    'at x₀ and this x_t is a formula of x₀ and ε; that it is the ε-form at x_t and ε, for all of them, is what is checked.',
  formulas: [posteriorMeanFromEps, posteriorMean, diffuse, compose],
  claims: [
    provedByNormalForm(
      'For all kernels and all x₀, ε: the mean of POST-MEAN at x_t = a_t·x₀ + s_t·ε is (x_t − v·ε/s_t)/a.',
      forms,
    ),
    provedByZ3(
      'The same, with s_t, a and the variance of 0→t shown not to vanish under the hypotheses.',
      forms,
    ),
    exactAtRationals(
      'At transitions whose accumulated noise has a rational standard deviation.',
      forms,
      fc.tuple(rationalTransition, anyRational, anyRational).map(([{ prior, step }, x0, eps]) => ({
        priorSignal: prior.signal,
        priorVariance: prior.variance,
        stepSignal: step.signal,
        stepVariance: step.variance,
        x0,
        eps,
      })),
    ),
    provedByNormalForm('In Ho et al.’s convention: μ̃ = (x_t − β_t ε/√(1−ᾱ_t))/√α_t.', inConventionA),
    provedByNormalForm('In the slides’ convention: μ = (x_i − (1−α_i²) ε/√(1−ᾱ_i²))/α_i.', inConventionB),
  ],
  counterexamples: [
    {
      drops: 'ε is the accumulated noise',
      text:
        'The noise e of the one step is another: (x_t − √β·e)/√α is the x_s that was, and e in the place of ε gives neither ' +
        'that nor the mean: √ᾱ_s = 220/221, √α = 323/325, x₀ = 1, noise 1 in 0→s, e = 1: x_s = 241/221, the formula ' +
        '961627/860795, the mean 10052677/9287525.',
      check: confirmed(() => {
        const { lit, mul } = RATIONALS
        const { prior, step } = WHOLLY_RATIONAL
        const transition = {
          prior: { signal: prior.signal, variance: mul(prior.std, prior.std) },
          step: { signal: step.signal, variance: mul(step.std, step.std) },
        }
        const [x0, eps] = [lit(1n), lit(1n)]
        const xs = diffuse(RATIONALS, transition.prior, { x0, eps })
        const xt = diffuse(RATIONALS, transition.step, { x0: xs, eps })
        return [
          exactly('241/221', xs, 'x_s'),
          exactly('241/221', x0FromEps(RATIONALS, transition.step, { xt, eps }), '(x_t − √β·e)/√α'),
          exactly('961627/860795', posteriorMeanFromEps(RATIONALS, transition, { xt, eps }), 'e for ε'),
          exactly('10052677/9287525', posteriorMean(RATIONALS, transition, { x0, xt }), 'the mean'),
        ]
      }),
    },
  ],
  errata: [],
})

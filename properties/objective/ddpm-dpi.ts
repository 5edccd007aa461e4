import fc from 'fast-check'
import type { ExponentialField, Field } from '../../reference/numbers/algebra.js'
import { at, product } from '../../reference/numbers/combinators.js'
import { type Ball, type Enclosure, enclosure, interval } from '../../reference/numbers/enclosure/index.js'
import { type Matrix, symmetric, vector } from '../../reference/numbers/linear.js'
import { compare, RATIONALS, type Rational, rational } from '../../reference/numbers/rational.js'
import { elboTerms, negativeElbo, type ReversedChain } from '../../reference/objective/elbo.js'
import { gaussianKl, scalarCrossEntropy, scalarKl, withLog } from '../../reference/objective/gaussian-kl.js'
import { sampledVariance } from '../../reference/process/reverse-step.js'
import {
  approximately,
  confirmed,
  enclosed,
  equals,
  exceeds,
  type Guard,
  type Point,
  printed,
  provedByNormalForm,
  type Statement,
} from '../evidence/index.js'
import { falls, guarded, holds } from '../evidence/outcome.js'
import { cite } from '../sources.js'
import { type Claim, theorem } from '../theorem.js'
import { DDPM_ELBO, inBalls, linearModels, type Model } from './ddpm-elbo.js'
import { KL_GAUSS } from './kl-gauss.js'
import { range, stepOf } from './variables.js'

/** The covariance of a Gaussian chain from variance v₀ by steps y_i = g_i·y_{i−1} + noise. */
function chainCovariance<T>(
  F: Field<T>,
  initial: T,
  steps: readonly { readonly signal: T; readonly variance: T }[],
): Matrix<T> {
  const variances = range(0, steps.length).map((i) =>
    sampledVariance(
      F,
      steps.slice(0, i).map((kernel) => stepOf(F, kernel)),
      { initial },
    ),
  )
  return symmetric(steps.length + 1, (i, j) => {
    const between = steps.slice(j, i).map(({ signal }) => signal)
    return F.mul(product(F, between), at(variances, j))
  })
}

const reversed = <T>(a: Matrix<T>): Matrix<T> =>
  symmetric(a.length, (i, j) => at(at(a, a.length - 1 - i), a.length - 1 - j))

/** KL of the joint laws of (x_0, …, x_L), data N(0, v₀), as two Gaussians. */
function jointKl<T>(F: ExponentialField<T>, chain: ReversedChain<T>, v0: T): T {
  const mean = vector(chain.forward.length + 1, () => F.lit(0n))
  const down = [...chain.reverse].reverse()
  return gaussianKl(
    F,
    { mean, covariance: chainCovariance(F, v0, chain.forward) },
    { mean, covariance: reversed(chainCovariance(F, chain.priorVariance, down)) },
  )
}

/** KL(p_data‖p_φ(x₀)). */
function marginalKl<T>(F: ExponentialField<T>, chain: ReversedChain<T>, v0: T): T {
  const steps = [...chain.reverse].reverse().map((kernel) => stepOf(F, kernel))
  const variance = sampledVariance(F, steps, { initial: chain.priorVariance })
  return scalarKl(F, withLog(F, v0), withLog(F, variance), { gapSquare: F.lit(0n) })
}

/** For any model variance V: KL(N(0, v₀)‖N(0, V)) is the average −log p_φ less h(data). */
const averages: Statement = {
  variables: ['v0', 'V', 'logTwoPi'],
  guards: [
    {
      kind: 'guard',
      text: 'v₀, V > 0',
      given: ({ lit }, v) => ['v0', 'V'].map((name) => exceeds(v[name] ?? lit(0n), lit(0n))),
    } satisfies Guard<string>,
  ],
  conclude: <T>(F: ExponentialField<T>, v: Point<string, T>) => {
    const value = (name: string) => v[name] ?? F.lit(0n)
    const [v0, logTwoPi] = [value('v0'), value('logTwoPi')]
    const cross = (variance: T) => scalarCrossEntropy(F, withLog(F, variance), { gapSquare: v0, logTwoPi })
    const kl = scalarKl(F, withLog(F, v0), withLog(F, value('V')), { gapSquare: F.lit(0n) })
    return [equals(kl, F.sub(cross(value('V')), cross(v0)), 'KL = E(−log p_φ) − h')]
  },
}

interface Measured {
  readonly joint: Ball
  readonly marginal: Ball
  /** The average −ELBO less h(data). */
  readonly elbo: Ball
}

function measured(F: Enclosure, { chain, x0 }: Model): Measured {
  const balls = inBalls(F.of, chain)
  const v0 = F.of(RATIONALS.add(RATIONALS.mul(x0, x0), rational(1n, 10n)))
  const logTwoPi = F.log(F.mul(F.lit(2n), F.pi))
  const entropy = scalarCrossEntropy(F, withLog(F, v0), { gapSquare: v0, logTwoPi })
  const average = negativeElbo(F, elboTerms(F, balls, { x0Square: v0, logTwoPi }))
  return {
    joint: jointKl(F, balls, v0),
    marginal: marginalKl(F, balls, v0),
    elbo: F.sub(average, entropy),
  }
}

const AGREE = '1e-30'

const inequality: Claim = {
  text:
    'Two steps at random rational models, data N(0, v₀): the marginal KL is below the joint KL, which is the average −ELBO less ' +
    `h(data) to within ${AGREE} of it.`,
  tier: 'certified',
  engine: 'enclosure',
  check: guarded(({ seed, runs }) => {
    const F = enclosure(640)
    let least: Rational | undefined
    for (const [i, model] of fc.sample(linearModels(2), { seed, numRuns: runs }).entries()) {
      const { joint, marginal, elbo } = measured(F, model)
      const room = interval(F.sub(joint, marginal)).lo
      const apart = interval(F.sub(F.div(elbo, joint), F.lit(1n)))
      if (compare(room, rational(0n)) <= 0)
        return falls(i + 1, `joint − marginal ≥ ${approximately(room)} only`)
      const most = RATIONALS.lit(AGREE)
      if (compare(apart.hi, most) > 0 || compare(apart.lo, RATIONALS.neg(most)) < 0)
        return falls(i + 1, `−ELBO − h is ${approximately(apart.lo)} of the joint KL away from it`)
      if (!least || compare(room, least) < 0) least = room
    }
    return holds(runs, least ? { worst: `least gap ${approximately(least)}` } : {})
  }),
}

const one = (F: Enclosure): ReversedChain<Ball> => ({
  forward: [{ signal: F.lit('3/5'), variance: F.lit('16/25') }],
  reverse: [{ signal: F.lit('3/5'), variance: F.lit('16/25') }],
  priorVariance: F.lit(1n),
})

export const DDPM_DPI = theorem({
  id: 'DDPM-DPI',
  title: 'The marginal KL is at most the joint KL: KL(p_data‖p_φ(x₀)) ≤ KL(q(x_{0:L})‖p_φ(x_{0:L}))',
  statement: String.raw`\mathrm{KL}(p_{\mathrm{data}}\|p_\varphi(x_0)) \le \mathrm{KL}(q(x_{0:L})\|p_\varphi(x_{0:L})) = -\mathrm E\,\mathrm{ELBO} - h(p_{\mathrm{data}})`,
  sources: [cite('M', 'HVAE perspective')],
  uses: [DDPM_ELBO, KL_GAUSS],
  hypotheses: [
    {
      kind: 'generator',
      text: 'linear-Gaussian chains and models of two steps, Gaussian data, one dimension',
    },
    {
      kind: 'analytic',
      text: 'data processing: dropping x_{1:L} cannot increase a KL; any laws',
      citation: cite('M', 'HVAE perspective'),
    },
  ],
  reduction:
    'The joint KL is the marginal one and the average gap of the ELBO, a KL of conditionals, which is not negative. For ' +
    'linear-Gaussian chains all three are computed, the joint one as that of two Gaussians in L + 1 dimensions.',
  formulas: [gaussianKl, elboTerms, sampledVariance, scalarKl, scalarCrossEntropy],
  claims: [
    inequality,
    provedByNormalForm('The marginal KL is the average −log p_φ(x₀) less h(data).', averages),
    {
      text: 'Equality where the model is exact: data N(0, 1), one step (3/5, 16/25) and its own reversal: both are 0.',
      tier: 'certified',
      engine: 'enclosure',
      check: confirmed(() => [
        printed(
          '0.00000000000000000000',
          enclosed((F) => jointKl(F, one(F), F.lit(1n))),
          'joint',
        ),
        printed(
          '0.00000000000000000000',
          enclosed((F) => marginalKl(F, one(F), F.lit(1n))),
          'marginal',
        ),
      ]),
    },
  ],
  counterexamples: [],
  errata: [],
})

import { gaussianComponent } from '../../reference/data/component.js'
import type { Gaussian } from '../../reference/data/gaussian.js'
import type { ExponentialField } from '../../reference/numbers/algebra.js'
import { at, square, sum } from '../../reference/numbers/combinators.js'
import { diagonal, symmetric, vector } from '../../reference/numbers/linear.js'
import {
  equalVarianceKl,
  gaussianKl,
  scalarCrossEntropy,
  scalarKl,
  withLog,
} from '../../reference/objective/gaussian-kl.js'
import {
  confirmed,
  enclosed,
  equals,
  exceeds,
  guard,
  type Point,
  printed,
  provedByModular,
  provedByNormalForm,
  type Statement,
  statement,
} from '../evidence/index.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { read } from './variables.js'

const range = (n: number) => Array.from({ length: n }, (_, i) => i)

const lower = (d: number) => range(d).flatMap((i) => range(i + 1).map((j) => [i, j] as const))

/** Fair signs z ∈ {±1}^d: E z = 0, E zzᵀ = I, all that the average of a quadratic needs. */
const signs = (d: number): readonly (readonly bigint[])[] =>
  d === 0
    ? [[]]
    : signs(d - 1).flatMap((rest) => [
        [...rest, 1n],
        [...rest, -1n],
      ])

/**
 * p = N(m, LD²Lᵀ) with a unit lower L, q = N(n, any): E_p[log p − log q] as an average over x = m + LDz, against the formula.
 * The log-densities are those of the reference's mixtures, at the kernel x = x₀.
 */
const definition = (d: number): Statement => ({
  variables: [
    ...range(d).flatMap((i) => [`m${i}`, `n${i}`, `s${i}`]),
    ...lower(d).flatMap(([i, j]) => (i === j ? [`q${i}${j}`] : [`l${i}${j}`, `q${i}${j}`])),
  ],
  guards: [],
  conclude: <T>(F: ExponentialField<T>, v: Point<string, T>) => {
    const { lit, add, sub, mul, div } = F
    const l = (i: number, j: number) => (i === j ? lit(1n) : read(v, `l${i}${j}`))
    const root = (i: number, j: number) => mul(l(i, j), read(v, `s${j}`))
    const covariance = symmetric(d, (i, j) =>
      sum(
        F,
        range(Math.min(i, j) + 1).map((k) => mul(root(i, k), root(j, k))),
      ),
    )
    const p: Gaussian<T> = { mean: vector(d, (i) => read(v, `m${i}`)), covariance }
    const q: Gaussian<T> = {
      mean: vector(d, (i) => read(v, `n${i}`)),
      covariance: symmetric(d, (i, j) => read(v, `q${i}${j}`)),
    }
    const itself = { signal: lit(1n), variance: lit(0n) }
    const logDensity = (law: Gaussian<T>, x: readonly T[]) =>
      gaussianComponent(F, itself, { ...law, weight: lit(1n) }, x).logWeight
    const terms = signs(d).map((z) => {
      const x = vector(d, (i) =>
        range(i + 1).reduce((total, k) => add(total, mul(root(i, k), lit(at(z, k)))), at(p.mean, i)),
      )
      return sub(logDensity(p, x), logDensity(q, x))
    })
    return [equals(gaussianKl(F, p, q), div(sum(F, terms), lit(BigInt(terms.length))), `d = ${d}`)]
  },
})

const equalCovariances = statement({
  variables: ['variance', 'x1', 'x2', 'x3', 'y1', 'y2', 'y3'],
  guards: [guard<'variance'>('σ² > 0', ({ lit }, { variance }) => [exceeds(variance, lit(0n))])],
  conclude: (F, { variance, x1, x2, x3, y1, y2, y3 }) =>
    [1, 2, 3].map((d) => {
      const [one, two] = [[x1, x2, x3].slice(0, d), [y1, y2, y3].slice(0, d)]
      const covariance = diagonal(
        F,
        one.map(() => variance),
      )
      return equals(
        gaussianKl(F, { mean: one, covariance }, { mean: two, covariance }),
        equalVarianceKl(F, one, two, { variance }),
        `d = ${d}`,
      )
    }),
})

/** Independent coordinates: a sum of one-dimensional divergences. */
const diagonals = statement({
  variables: ['p1', 'p2', 'q1', 'q2', 'x1', 'x2', 'y1', 'y2'],
  guards: [
    guard<'p1' | 'p2' | 'q1' | 'q2'>('variances > 0', ({ lit }, { p1, p2, q1, q2 }) =>
      [p1, p2, q1, q2].map((variance) => exceeds(variance, lit(0n))),
    ),
  ],
  conclude: (F, { p1, p2, q1, q2, x1, x2, y1, y2 }) => {
    const whole = gaussianKl(
      F,
      { mean: [x1, x2], covariance: diagonal(F, [p1, p2]) },
      { mean: [y1, y2], covariance: diagonal(F, [q1, q2]) },
    )
    const part = (p: typeof p1, q: typeof p1, gap: typeof p1) =>
      scalarKl(F, withLog(F, p), withLog(F, q), { gapSquare: square(F, gap) })
    return [equals(whole, F.add(part(p1, q1, F.sub(x1, y1)), part(p2, q2, F.sub(x2, y2))), 'd = 2')]
  },
})

/** KL = cross-entropy − entropy, the entropy being the cross-entropy with itself. */
const crossEntropy = statement({
  variables: ['p', 'q', 'gapSquare', 'logTwoPi'],
  guards: [
    guard<'p' | 'q'>('variances > 0', ({ lit }, { p, q }) => [exceeds(p, lit(0n)), exceeds(q, lit(0n))]),
  ],
  conclude: (F, { p, q, gapSquare, logTwoPi }) => {
    const [one, two] = [withLog(F, p), withLog(F, q)]
    const cross = scalarCrossEntropy(F, two, { gapSquare: F.add(p, gapSquare), logTwoPi })
    const entropy = scalarCrossEntropy(F, one, { gapSquare: p, logTwoPi })
    return [equals(scalarKl(F, one, two, { gapSquare }), F.sub(cross, entropy), 'KL')]
  },
})

export const KL_GAUSS = theorem({
  id: 'KL-GAUSS',
  title: 'KL of Gaussians; with equal covariances σ²I it is ‖Δμ‖²/(2σ²)',
  statement: String.raw`\mathrm{KL}(N(m_1,\Sigma_1)\|N(m_2,\Sigma_2)) = \tfrac12\Big[\operatorname{tr}\Sigma_2^{-1}\Sigma_1 - d
    + \Delta^\top\Sigma_2^{-1}\Delta + \log\frac{\det\Sigma_2}{\det\Sigma_1}\Big],\quad \Delta = m_1-m_2`,
  sources: [cite('M', 'Modeling the Reverse Kernel'), cite('B', '§4'), cite('Ho2020', 'eq. (8)')],
  uses: [],
  hypotheses: [
    {
      kind: 'generator',
      text: 'Σ₁ = LD²Lᵀ, which every positive definite matrix is; Σ₂ any with invertible pivots',
    },
    {
      kind: 'analytic',
      text: 'p and q have densities, the log-densities those of gaussianComponent up to the constant −(d/2) log 2π',
      citation: cite('Ho2020', 'eq. (8)'),
    },
  ],
  reduction:
    'log p − log q is quadratic in x, so its average under p depends on the mean and covariance of p alone; the 2^d points ' +
    'm + LDz, z of fair signs, have these. The two sides are then rational functions plus logarithms of pivots, opaque to ' +
    'the engine and the same on both sides.',
  formulas: [gaussianKl, equalVarianceKl, scalarKl, scalarCrossEntropy],
  claims: [
    provedByNormalForm('Equal covariances σ²I, d = 1, 2, 3: ‖Δμ‖²/(2σ²).', equalCovariances),
    ...[1, 2, 3].map((d) =>
      provedByModular(`In d = ${d}: E_p[log p − log q] is the closed form.`, definition(d)),
    ),
    provedByNormalForm('Diagonal covariances: the sum over coordinates.', diagonals),
    provedByNormalForm(
      'In one dimension it is cross-entropy less entropy, linear in the squared gap.',
      crossEntropy,
    ),
  ],
  counterexamples: [
    {
      drops: 'equal covariances',
      text: 'Variances 1 and 2, equal means: 0.09657359, not 0.',
      check: confirmed(() => [
        printed(
          '0.09657359',
          enclosed((F) => {
            const law = (variance: bigint) => ({ mean: [F.lit(0n)], covariance: [[F.lit(variance)]] })
            return gaussianKl(F, law(1n), law(2n))
          }),
          'KL(N(0,1)‖N(0,2))',
        ),
        printed(
          '0',
          enclosed((F) => equalVarianceKl(F, [F.lit(0n)], [F.lit(0n)], { variance: F.lit(2n) })),
          'the equal-covariance form there',
        ),
      ]),
    },
  ],
  errata: [],
})

import { averageOf } from '../../reference/data/combine.js'
import { softmaxDenoiser } from '../../reference/data/denoiser.js'
import { type Data, posteriorWeights, x0Hat } from '../../reference/data/posterior.js'
import type { ExponentialField } from '../../reference/numbers/algebra.js'
import { at, sum } from '../../reference/numbers/combinators.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { x0FromEps } from '../../reference/process/predictions.js'
import {
  atLeast,
  confirmed,
  enclosed,
  equals,
  exactly,
  guard,
  printed,
  provedByModular,
  provedByNormalForm,
  provedByZ3,
  statement,
} from '../evidence/index.js'
import { firstShift, forShapes, SHAPES, type Shape, vectorEquals } from '../reverse/mixture.js'
import { OPT_X0 } from '../reverse/opt-x0.js'
import { TB_ATOM } from '../reverse/tb-atom.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'

const POINTS = SHAPES.filter(({ isPoint }) => isPoint?.(1))

/** The posterior mean of equally likely points is the softmax of −|x − a·z_k|²/(2s²) over them. */
const softmax = (shapes: readonly Shape[]) =>
  forShapes(shapes, (field, { kernel, data, x }) => {
    const F = firstShift(field)
    const points = data.map(({ mean }) => mean)
    const equal: Data<(typeof x)[number]> = points.map((mean) => ({
      weight: F.lit(`1/${points.length}`),
      mean,
    }))
    return [
      ...vectorEquals(softmaxDenoiser(F, kernel, points, x), x0Hat(F, kernel, equal, x), 'x̂₀'),
      equals(sum(F, posteriorWeights(F, kernel, equal, x)), F.lit(1n), 'Σ r_k'),
    ]
  })

/** What bounds the points along a direction bounds their average: b ≥ every ⟨c, z_k⟩ makes b ≥ ⟨c, x̂₀⟩. */
const hull = statement({
  variables: ['r1', 'r2', 'h1', 'h2', 'h3', 'b'],
  guards: [
    guard<'r1' | 'r2'>('r_k ≥ 0, Σ r_k = 1', ({ lit, add }, { r1, r2 }) => [
      atLeast(r1, lit(0n)),
      atLeast(r2, lit(0n)),
      atLeast(lit(1n), add(r1, r2)),
    ]),
    guard<'h1' | 'h2' | 'h3' | 'b'>('the half-space holds every point', (_, { h1, h2, h3, b }) =>
      [h1, h2, h3].map((h) => atLeast(b, h)),
    ),
  ],
  conclude: (F, { r1, r2, h1, h2, h3, b }) => {
    const weights = [r1, r2, F.sub(F.lit(1n), F.add(r1, r2))]
    return [atLeast(b, at(averageOf(F, weights, [[h1], [h2], [h3]]), 0), 'average')]
  },
})

/** Data ±1, a = 1/2, s² = 1/4, at x = 2. */
const denoised = <T>(F: ExponentialField<T>): T => {
  const { lit } = F
  const kernel = { signal: lit('1/2'), variance: lit('1/4') }
  return at(softmaxDenoiser(F, kernel, [[lit(1n)], [lit('-1')]], [lit(2n)]), 0)
}

export const X_EMPSOFT = theorem({
  id: 'X-EMPSOFT',
  title: 'The perfect network on a data set is a softmax over the data: its values lie in their convex hull',
  statement: String.raw`\hat x_0(x) = \sum_k \operatorname{softmax}_k\Bigl(-\frac{\|x - a z_k\|^2}{2s^2}\Bigr) z_k \in \operatorname{conv}\{z_1, \dots, z_n\}`,
  sources: [cite('alphabar', 'X-EMPSOFT')],
  uses: [OPT_X0, TB_ATOM],
  hypotheses: [...softmax(POINTS).guards, { kind: 'generator', text: 'data sets of n ≤ 4 points, d ≤ 3' }],
  reduction:
    'OPT-X0 with the empirical law, all weights 1/n: what the log weights have in common, log(1/n) − (d/2) log s², drops out of ' +
    'the softmax. In the symbolic reading the shift is one of the exponents, so that both sides hold the same exponentials. Hull: ' +
    'the weights are positive and sum to 1, so x̂₀ lies in every half-space that holds the data; that is one number ⟨c, z_k⟩ ' +
    'a point and direction, and three points are the generic case (two of them merge).',
  formulas: [softmaxDenoiser, x0Hat, posteriorWeights, averageOf],
  claims: [
    provedByNormalForm(
      'The softmax is the posterior mean, n ≤ 3, d ≤ 2.',
      softmax(POINTS.filter(({ K, d }) => K <= 3 && d <= 2)),
    ),
    provedByModular('The same for n ≤ 4, d ≤ 3.', softmax(POINTS)),
    provedByZ3('Three points: a half-space that holds them holds their average.', hull),
  ],
  counterexamples: [
    {
      drops: 'the optimal prediction',
      text: 'data ±1, a = 1/2, s² = 1/4, x = 2: another prediction, ε̂ = 0, gives x₀ = 4, outside of [−1, 1]; the softmax gives tanh 4 = 0.99932930.',
      check: confirmed(() => {
        const { lit } = RATIONALS
        const kernel = { signal: lit('1/2'), variance: lit('1/4') }
        return [
          exactly('4', x0FromEps(RATIONALS, kernel, { xt: lit(2n), eps: lit(0n) }), 'x₀ of ε̂ = 0'),
          printed(
            '0.99932930',
            enclosed((F) => denoised(F)),
            'the softmax',
          ),
          printed(
            '0.99932930',
            enclosed((F) => F.tanh(F.lit(4n))),
            'tanh 4',
          ),
        ]
      }),
    },
  ],
  errata: [],
})

import fc from 'fast-check'
import type { ExponentialField, Field } from '../../reference/numbers/algebra.js'
import { product, square } from '../../reference/numbers/combinators.js'
import { entryOf, inverse, ldl, type Matrix, symmetric } from '../../reference/numbers/linear.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { composeChain } from '../../reference/process/forward.js'
import { compose } from '../../reference/process/kernel.js'
import { sampledVariance } from '../../reference/process/reverse-step.js'
import { anyRational, positive } from '../arbitraries/rationals.js'
import {
  confirmed,
  equals,
  exactAtRationals,
  exactly,
  exceeds,
  type Guard,
  type Point,
  provedByNormalForm,
  refused,
  type Statement,
} from '../evidence/index.js'
import { FWD_MARG } from '../forward/fwd-marg.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { range, read, stepOf } from './variables.js'

/** p(x_L) = N(0, w), p(x_{i−1}|x_i) = N(A_i·x_i, S_i): the variables w, A_1 …, S_1 …. */
const names = (L: number) => ['w', ...range(1, L).flatMap((i) => [`A${i}`, `S${i}`])]

const variances = (L: number): Guard<string> => ({
  kind: 'guard',
  text: 'w, S_i > 0',
  given: ({ lit }, v) =>
    ['w', ...range(1, L).map((i) => `S${i}`)].map((name) => exceeds(read(v, name), lit(0n))),
})

/**
 * The precision matrix of (x_0, …, x_L): −2 log of the product of densities is x_L²/w + Σ (x_{i−1} − A_i x_i)²/S_i.
 */
function jointPrecision<T>(F: Field<T>, v: Point<string, T>, L: number): Matrix<T> {
  const { lit, add, mul, div, neg } = F
  const inverseOf = (name: string) => div(lit(1n), read(v, name))
  return symmetric(L + 1, (i, j) => {
    if (i === j) {
      const own = i < L ? inverseOf(`S${i + 1}`) : inverseOf('w')
      return i === 0 ? own : add(own, mul(square(F, read(v, `A${i}`)), inverseOf(`S${i}`)))
    }
    return i === j + 1 ? neg(mul(read(v, `A${i}`), inverseOf(`S${i}`))) : lit(0n)
  })
}

const marginal = (L: number): Statement => ({
  variables: names(L),
  guards: [variances(L)],
  conclude: <T>(F: ExponentialField<T>, v: Point<string, T>) => {
    const factors = ldl(F, jointPrecision(F, v, L))
    const kernels = range(1, L)
      .reverse()
      .map((i) => ({ signal: read(v, `A${i}`), variance: read(v, `S${i}`) }))
    const steps = kernels.map((kernel) => stepOf(F, kernel))
    const found = sampledVariance(F, steps, { initial: read(v, 'w') })
    const whole = composeChain(F, kernels)
    const prior = { signal: F.lit(0n), variance: read(v, 'w') }
    return [
      equals(found, entryOf(inverse(F, factors), 0, 0), 'Var x_0 of the joint density'),
      equals(found, compose(F, { prior, step: whole }).variance, 'the composed kernel on w'),
      equals(
        F.mul(product(F, factors.pivots), product(F, [read(v, 'w'), ...kernels.map((k) => k.variance)])),
        F.lit(1n),
        'the product is normalised',
      ),
    ]
  },
})

const inputs = (L: number) =>
  fc
    .tuple(positive, fc.array(fc.tuple(anyRational, positive), { minLength: L, maxLength: L }))
    .map(([w, all]) =>
      Object.fromEntries([
        ['w', w],
        ...all.flatMap(([A, S], i) => [
          [`A${i + 1}`, A],
          [`S${i + 1}`, S],
        ]),
      ]),
    )

const { lit } = RATIONALS

export const DDPM_GEN = theorem({
  id: 'DDPM-GEN',
  title:
    'The generated law p_φ(x_{0:L}) = p_prior(x_L)·∏ p_φ(x_{i−1}|x_i), and its marginal at 0 for linear-Gaussian steps',
  statement: String.raw`p_\varphi(x_{0:L}) = p_{\mathrm{prior}}(x_L)\prod_{i=1}^L p_\varphi(x_{i-1}|x_i);\quad
    p_\varphi(x_{i-1}|x_i) = N(A_i x_i, S_i I):\ v \leftarrow A_i^2 v + S_i`,
  sources: [cite('M', 'From Reverse Transitions to a Generative Model'), cite('Ho2020', 'eq. (1)')],
  uses: [FWD_MARG],
  hypotheses: [
    variances(1),
    {
      kind: 'generator',
      text: 'L = 1, 2, 3 steps with any gains A_i, and one dimension: coordinates separate',
    },
  ],
  reduction:
    'The product of the densities is the exponential of a quadratic form, so a Gaussian: its precision matrix is written down ' +
    'from the exponents and inverted, and the entry of x_0 is the recursion’s variance; the constants multiply to that of a ' +
    'density. The recursion itself is any L: v ← A²v + S is FWD-MARG’s on the reversed chain.',
  formulas: [sampledVariance, compose, composeChain],
  claims: [
    provedByNormalForm('L = 1: the marginal of the joint density, and its normalisation.', marginal(1)),
    ...[2, 3].map((L) => provedByNormalForm(`L = ${L}: the same.`, marginal(L))),
    exactAtRationals('L = 5 at rational models.', marginal(5), inputs(5)),
  ],
  counterexamples: [
    {
      drops: 'S_i > 0',
      text: 'A step without noise, x_0 = x_1 (A = 1, S = 0): no joint density, though x_0 has the law of x_1.',
      check: confirmed(() => {
        const v = { w: lit(2n), A1: lit(1n), S1: lit(0n) }
        const kernel = { signal: lit(1n), variance: lit(0n) }
        return [
          refused('the joint density is refused', () => jointPrecision(RATIONALS, v, 1), /zero/),
          exactly(
            '2',
            sampledVariance(RATIONALS, [stepOf(RATIONALS, kernel)], { initial: lit(2n) }),
            'Var x_0',
          ),
        ]
      }),
    },
  ],
  errata: [],
})

import { weightsOf } from '../../reference/data/combine.js'
import { uniformDensity } from '../../reference/data/line.js'
import type { ExponentialField } from '../../reference/numbers/algebra.js'
import { at, dot, logSumExp, square } from '../../reference/numbers/combinators.js'
import { constant, derivative, dualAnalytic, dualExponentials } from '../../reference/numbers/dual.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { epsFromX0 } from '../../reference/process/predictions.js'
import {
  confirmed,
  enclosed,
  equals,
  exactly,
  printed,
  provedByNormalForm,
  statement,
} from '../evidence/index.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { read } from './mixture.js'
import { SCORE_COND } from './score-cond.js'
import { kernelOf, noisy } from './variables.js'

const range = (n: number) => Array.from({ length: n }, (_, i) => i)

/** K points; at x the log of weight and kernel of the k-th is any number, its derivative in x any number. */
const anyKernel = (K: number) =>
  statement<string>({
    variables: range(K).flatMap((k) => [`level_${k}`, `slope_${k}`]),
    guards: [],
    conclude: (F, v) => {
      const levels = range(K).map((k) => read(v, `level_${k}`))
      const slopes = range(K).map((k) => read(v, `slope_${k}`))
      const terms = levels.map((value, k) => ({ value, tangent: at(slopes, k) }))
      const { tangent = F.lit(0n) } = logSumExp(dualExponentials(F), terms)
      return [equals(tangent, dot(F, weightsOf(F, levels), slopes), '∂ log q')]
    },
  })

type Log = <T>(F: ExponentialField<T>, u: T) => T
interface Noise {
  readonly called: string
  readonly log: Log
  /** Its derivative, by hand. */
  readonly slope: Log
}

const NOISES: readonly Noise[] = [
  {
    called: 'normal',
    log: (F, u) => F.mul(F.lit('-1/2'), square(F, u)),
    slope: ({ neg }, u) => neg(u),
  },
  {
    called: 'logistic',
    log: ({ lit, add, mul, neg, exp, log }, u) => neg(add(u, mul(lit(2n), log(add(lit(1n), exp(neg(u))))))),
    slope: ({ lit, add, sub, div, neg, exp }, u) => {
      const e = exp(neg(u))
      return div(sub(e, lit(1n)), add(lit(1n), e))
    },
  },
  {
    called: 'Student t₃',
    log: (F, u) => F.mul(F.lit('-2'), F.log(F.add(F.lit(1n), F.div(square(F, u), F.lit(3n))))),
    slope: (F, u) => F.div(F.mul(F.lit('-4'), u), F.add(F.lit(3n), square(F, u))),
  },
]

/** Two points z_k seen through x = a·z_k + s·u with u of each of the noises: ∂ log q is the average of the scores given z_k. */
const instances = statement({
  variables: ['signal', 'std', 'w1', 'w2', 'z1', 'z2', 'x'],
  guards: [noisy],
  conclude: (F, { w1, w2, z1, z2, x, ...v }) => {
    const kernel = kernelOf(F, v)
    const points = [
      { weight: w1, z: z1 },
      { weight: w2, z: z2 },
    ]
    return NOISES.map(({ called, log, slope }) => {
      const levels = points.map(({ weight, z }) =>
        F.add(F.log(weight), log(F, epsFromX0(F, kernel, { xt: x, x0: z }))),
      )
      const slopes = points.map(({ z }) => F.div(slope(F, epsFromX0(F, kernel, { xt: x, x0: z })), v.std))
      const marginal = derivative(
        dualExponentials(F),
        (D, y) => {
          const lifted = { signal: constant(kernel.signal), variance: constant(kernel.variance) }
          return logSumExp(
            D,
            points.map(({ weight, z }) =>
              D.add(D.log(constant(weight)), log(D, epsFromX0(D, lifted, { xt: y, x0: constant(z) }))),
            ),
          )
        },
        x,
      )
      return equals(marginal, dot(F, weightsOf(F, levels), slopes), called)
    })
  },
})

export const SCORE_FISHER = theorem({
  id: 'SCORE-FISHER',
  title:
    'Fisher’s identity: the score of the marginal is the expected score of the kernel, ∇ log q(x) = E[∇ log q(x|x₀) | x]',
  statement: String.raw`\nabla\log q(x) = \mathrm E\bigl[\nabla_x \log q(x \mid x_0) \bigm| x\bigr],\qquad q(x) = \int k(x|z)\,\pi(dz)`,
  sources: [cite('P', 'Mechanism 2'), cite('M', 'denoising score matching, the optimum')],
  uses: [SCORE_COND],
  hypotheses: [
    {
      kind: 'analytic',
      text: 'x ↦ k(x|z) is absolutely continuous, and its gradient is dominated by a π-integrable function near x',
      citation: cite('P', 'Mechanism 2'),
    },
    {
      kind: 'generator',
      text: 'any four points and any four values and slopes of log k; normal, logistic and t₃ kernels',
    },
  ],
  reduction:
    '∇q = ∫ ∇k dπ by domination; divide by q > 0: ∇k/q = (k/q)∇ log k, and k/q·dπ is the posterior. For finitely many points ' +
    'that is the derivative of log Σ e^{ℓ_k}, with the value and the slope of each ℓ_k at x any numbers: checked for four of them, ' +
    'and by dual numbers on three kernels with their slopes by hand.',
  formulas: [weightsOf, epsFromX0],
  claims: [
    provedByNormalForm(
      'Any kernel, four points: the derivative of log Σ e^{ℓ_k} is Σ r_k·ℓ_k′.',
      anyKernel(4),
    ),
    provedByNormalForm(
      'Normal, logistic and Student-t₃ kernels, two points: ∂ log q = Σ r_k·∂ log k.',
      instances,
    ),
  ],
  counterexamples: [
    {
      drops: 'the kernel is absolutely continuous',
      text:
        'uniform kernel U(x₀ ± 1), unit Gaussian data: the score of q at 1 is −0.72278975, where the score of the kernel is 0 ' +
        'wherever there is one.',
      check: confirmed(() => [
        printed(
          '-0.72278975',
          enclosed((F) =>
            derivative(
              dualAnalytic(F),
              (D, x) => {
                // x = x₀ + u: the roles of data and noise exchanged, u uniform data and x₀ normal noise
                const density = uniformDensity(
                  D,
                  { signal: D.lit(1n), variance: D.lit(1n) },
                  { halfWidth: D.lit(1n) },
                  x,
                )
                return D.log(density)
              },
              F.lit(1n),
            ),
          ),
          'score of q at 1',
        ),
      ]),
    },
    {
      drops: 'a gradient of the kernel at x',
      text: 'Laplace kernel e^{−|x − x₀|}/2 and one point: at x = x₀ the one-sided slopes of log q are 1 and −1, and no gradient is.',
      check: confirmed(() => {
        const { lit, sub, div, neg } = RATIONALS
        const log = (x: string) => (x.startsWith('-') ? lit(x) : neg(lit(x)))
        const quotient = (h: string) => div(sub(log(h), log('0')), lit(h))
        return [
          exactly('1', quotient('-1e-9'), 'slope to the left'),
          exactly('-1', quotient('1e-9'), 'to the right'),
        ]
      }),
    },
  ],
  errata: [],
})

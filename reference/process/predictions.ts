import type { Field, RadicalField } from '../numbers/algebra.js'
import { formula } from '../numbers/formula.js'
import { type Kernel, kernelSymbols, power } from './kernel.js'

/**
 * What a network may predict at x_t = a·x₀ + s·ε, s = √variance, and how each prediction is got from each other one:
 * ε, x₀, v = a·ε − s·x₀ and the score S = −ε/s. They act coordinate by coordinate and are affine in the
 * prediction. The predictions of the reverse mean are in reverse-mean.ts.
 * Source: theorems PARAM-EQ, X-VPRED, SCORE-EPS.
 */

const symbols = (value: Record<string, string>) => [kernelSymbols('a', 'v'), { xt: 'x_t', ...value }]
const [EPS, X0, V, SCORE] = [
  { eps: '\\hat\\varepsilon' },
  { x0: '\\hat x_0' },
  { v: '\\hat v' },
  { score: '\\hat S' },
]

/** v = a·ε − s·x₀: where a² + s² = 1, the rotation of (x₀, ε) by a quarter turn from x_t. */
export const vPrediction = formula(
  'vPrediction',
  'v',
  [kernelSymbols('a', 'v'), { x0: 'x_0', eps: '\\varepsilon' }],
  <T>({ mul, sub, sqrt }: RadicalField<T>, kernel: Kernel<T>, { x0, eps }: { x0: T; eps: T }): T =>
    sub(mul(kernel.signal, eps), mul(sqrt(kernel.variance), x0)),
)

/** ε = (x − a·x₀)/s. Needs s ≠ 0. */
export const epsFromX0 = formula(
  'epsFromX0',
  '\\hat\\varepsilon',
  symbols(X0),
  <T>({ div, sub, mul, sqrt }: RadicalField<T>, kernel: Kernel<T>, { xt, x0 }: { xt: T; x0: T }): T =>
    div(sub(xt, mul(kernel.signal, x0)), sqrt(kernel.variance)),
)

/** ε = (s·x + a·v)/(a² + s²): for every kernel, variance preserving or not. */
export const epsFromV = formula(
  'epsFromV',
  '\\hat\\varepsilon',
  symbols(V),
  <T>(F: RadicalField<T>, kernel: Kernel<T>, { xt, v }: { xt: T; v: T }): T => {
    const { div, add, mul, sqrt } = F
    return div(add(mul(sqrt(kernel.variance), xt), mul(kernel.signal, v)), power(F, kernel))
  },
)

/** ε = −s·S. */
export const epsFromScore = formula(
  'epsFromScore',
  '\\hat\\varepsilon',
  [kernelSymbols('a', 'v'), SCORE],
  <T>({ neg, mul, sqrt }: RadicalField<T>, kernel: Kernel<T>, { score }: { score: T }): T =>
    neg(mul(sqrt(kernel.variance), score)),
)

/** x₀ = (x − s·ε)/a. Needs a ≠ 0: pure noise says nothing of x₀. */
export const x0FromEps = formula(
  'x0FromEps',
  '\\hat x_0',
  symbols(EPS),
  <T>({ div, sub, mul, sqrt }: RadicalField<T>, kernel: Kernel<T>, { xt, eps }: { xt: T; eps: T }): T =>
    div(sub(xt, mul(sqrt(kernel.variance), eps)), kernel.signal),
)

/** x₀ = (a·x − s·v)/(a² + s²): for every kernel, at a = 0 too. */
export const x0FromV = formula(
  'x0FromV',
  '\\hat x_0',
  symbols(V),
  <T>(F: RadicalField<T>, kernel: Kernel<T>, { xt, v }: { xt: T; v: T }): T => {
    const { div, sub, mul, sqrt } = F
    return div(sub(mul(kernel.signal, xt), mul(sqrt(kernel.variance), v)), power(F, kernel))
  },
)

/** x₀ = (x + s²·S)/a, Tweedie's formula. Needs a ≠ 0. */
export const x0FromScore = formula(
  'x0FromScore',
  '\\hat x_0',
  symbols(SCORE),
  <T>({ div, add, mul }: Field<T>, kernel: Kernel<T>, { xt, score }: { xt: T; score: T }): T =>
    div(add(xt, mul(kernel.variance, score)), kernel.signal),
)

/** v = a·ε − s·(x − s·ε)/a. Needs a ≠ 0. */
export const vFromEps = formula(
  'vFromEps',
  '\\hat v',
  symbols(EPS),
  <T>(F: RadicalField<T>, kernel: Kernel<T>, { xt, eps }: { xt: T; eps: T }): T =>
    vPrediction(F, kernel, { eps, x0: x0FromEps(F, kernel, { xt, eps }) }),
)

/** v = a·(x − a·x₀)/s − s·x₀. Needs s ≠ 0. */
export const vFromX0 = formula(
  'vFromX0',
  '\\hat v',
  symbols(X0),
  <T>(F: RadicalField<T>, kernel: Kernel<T>, { xt, x0 }: { xt: T; x0: T }): T =>
    vPrediction(F, kernel, { x0, eps: epsFromX0(F, kernel, { xt, x0 }) }),
)

/** v of ε = −s·S. Needs a ≠ 0. */
export const vFromScore = formula(
  'vFromScore',
  '\\hat v',
  symbols(SCORE),
  <T>(F: RadicalField<T>, kernel: Kernel<T>, { xt, score }: { xt: T; score: T }): T =>
    vFromEps(F, kernel, { xt, eps: epsFromScore(F, kernel, { score }) }),
)

/** S = −ε/s. Needs s ≠ 0. */
export const scoreFromEps = formula(
  'scoreFromEps',
  '\\hat S',
  [kernelSymbols('a', 'v'), EPS],
  <T>({ neg, div, sqrt }: RadicalField<T>, kernel: Kernel<T>, { eps }: { eps: T }): T =>
    neg(div(eps, sqrt(kernel.variance))),
)

/** S = (a·x₀ − x)/s². Needs s ≠ 0. */
export const scoreFromX0 = formula(
  'scoreFromX0',
  '\\hat S',
  symbols(X0),
  <T>({ div, sub, mul }: Field<T>, kernel: Kernel<T>, { xt, x0 }: { xt: T; x0: T }): T =>
    div(sub(mul(kernel.signal, x0), xt), kernel.variance),
)

/** S = −ε/s of ε = (s·x + a·v)/(a² + s²): −x − (a/s)·v where a² + s² = 1. Needs s ≠ 0. */
export const scoreFromV = formula(
  'scoreFromV',
  '\\hat S',
  symbols(V),
  <T>(F: RadicalField<T>, kernel: Kernel<T>, at: { xt: T; v: T }): T =>
    scoreFromEps(F, kernel, { eps: epsFromV(F, kernel, at) }),
)

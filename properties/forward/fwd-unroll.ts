import { at, dot, power } from '../../reference/numbers/combinators.js'
import { noiseCoefficients, runChain } from '../../reference/process/forward.js'
import { diffuse, type Kernel } from '../../reference/process/kernel.js'
import { byInduction, equals, guard, provedByNormalForm, statement } from '../evidence/index.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'

const LENGTHS = [1, 2, 3, 4, 5, 6, 7, 8] as const
const NOISES = ['e1', 'e2', 'e3', 'e4', 'e5', 'e6', 'e7', 'e8'] as const

const nonNegativeStd = guard<'b'>('the noise standard deviation β = √v is non-negative', (F, { b }) => [
  { left: b, is: '≥', right: F.lit(0n) },
])

const small = statement({
  variables: ['a', 'b', 'x0', ...NOISES],
  guards: [nonNegativeStd],
  conclude: (F, v) =>
    LENGTHS.flatMap((t) => {
      const steps: Kernel<typeof v.a>[] = Array.from({ length: t }, () => ({
        signal: v.a,
        variance: F.mul(v.b, v.b),
      }))
      const eps = NOISES.slice(0, t).map((name) => v[name])
      const coefficients = noiseCoefficients(F, steps)
      const signal = F.mul(power(F, v.a, t), v.x0)
      return [
        equals(
          runChain(F, steps, { x0: v.x0, eps }),
          F.add(signal, dot(F, coefficients, eps)),
          `x_${t} unrolled`,
        ),
        ...coefficients.map((c, k) =>
          equals(c, F.mul(v.b, power(F, v.a, t - 1 - k)), `coefficient of ε_${k + 1} in x_${t}`),
        ),
      ]
    }),
})

// x_t = p·x₀ + β·S with p = αᵗ and S = Σ_{k<t} α^k ε_{t−k}; the next sum is α·S + ε_{t+1} by definition.
const unrolled = statement({
  variables: ['a', 'b', 'p', 'S', 'x0', 'eps'],
  guards: [nonNegativeStd],
  conclude: (F, { a, b, p, S, x0, eps }) => {
    const closed = (power: typeof a, total: typeof a) => F.add(F.mul(power, x0), F.mul(b, total))
    const next = diffuse(F, { signal: a, variance: F.mul(b, b) }, { x0: closed(p, S), eps })
    return [equals(next, closed(F.mul(a, p), F.add(F.mul(a, S), eps)), 'x_{t+1}')]
  },
})

const start = statement({
  variables: ['x0'],
  guards: [],
  conclude: (F, { x0 }) => [equals(runChain(F, [], { x0, eps: [] }), x0, 'x_0 of a chain of no steps')],
})

export const FWD_UNROLL = theorem({
  id: 'FWD-UNROLL',
  title: 'The chain unrolled',
  statement: 'x_t = \\alpha^t x_0 + \\beta \\sum_{k=0}^{t-1} \\alpha^k \\varepsilon_{t-k}',
  sources: [cite('M', 'Proof, Unrolling')],
  uses: [],
  hypotheses: [
    nonNegativeStd,
    {
      kind: 'analytic',
      text: 'α and β do not depend on t; nothing is asked of any law',
      citation: cite('M', 'Proof, Unrolling'),
    },
  ],
  reduction:
    'An identity of real numbers for every value of x₀ and of the noises, so for every outcome of any law.',
  formulas: [diffuse, runChain, noiseCoefficients],
  claims: [
    byInduction('x_t = αᵗx₀ + βΣα^kε_{t−k} for every t.', {
      base: provedByNormalForm('At t = 0 the chain is x₀.', start),
      step: provedByNormalForm(
        'One step of the reference takes the closed form at t to that at t + 1.',
        unrolled,
      ),
    }),
    provedByNormalForm(
      `The chain run by the reference for t = 1 … ${at(LENGTHS, 7)} is the sum, and the coefficient of ε_k is β·α^{t−k}.`,
      small,
    ),
  ],
  counterexamples: [],
  errata: [],
})

import fc from 'fast-check'
import { product, square } from '../../reference/numbers/combinators.js'
import { hoKernel } from '../../reference/process/conventions.js'
import { composeChain } from '../../reference/process/forward.js'
import { compose } from '../../reference/process/kernel.js'
import { anyRational, positive } from '../arbitraries/rationals.js'
import {
  equals,
  exactAtRationals,
  exceeds,
  guard,
  provedByNormalForm,
  provedByZ3,
  statement,
} from '../evidence/index.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { FWD_MARG } from './fwd-marg.js'
import { semigroupOnSchedules } from './on-schedules.js'

const associative = statement({
  variables: ['a1', 'v1', 'a2', 'v2', 'a3', 'v3'],
  guards: [],
  conclude: (F, v) => {
    const first = { signal: v.a1, variance: v.v1 }
    const second = { signal: v.a2, variance: v.v2 }
    const third = { signal: v.a3, variance: v.v3 }
    const left = compose(F, { prior: compose(F, { prior: first, step: second }), step: third })
    const right = compose(F, { prior: first, step: compose(F, { prior: second, step: third }) })
    return [equals(left.signal, right.signal, 'signal'), equals(left.variance, right.variance, 'variance')]
  },
})

const levels = guard<'alphaBarS' | 'alphaBarT'>('0 < ᾱ_t ≤ ᾱ_s ≤ 1', (F, { alphaBarS, alphaBarT }) => [
  exceeds(alphaBarT, F.lit(0n)),
  { left: alphaBarS, is: '≥', right: alphaBarT },
  { left: F.lit(1n), is: '≥', right: alphaBarS },
])

// The step s→t has the kernel of the ratio ᾱ_t/ᾱ_s: with the kernel 0→s it composes to the kernel 0→t.
const ratio = statement({
  variables: ['alphaBarS', 'alphaBarT'],
  guards: [levels],
  conclude: (F, { alphaBarS, alphaBarT }) => {
    const prior = hoKernel(F, { alphaBar: alphaBarS })
    const step = hoKernel(F, { alphaBar: F.div(alphaBarT, alphaBarS) })
    const [whole, direct] = [compose(F, { prior, step }), hoKernel(F, { alphaBar: alphaBarT })]
    return [
      equals(whole.signal, direct.signal, 'signal √ᾱ_t'),
      equals(whole.variance, direct.variance, 'variance 1 − ᾱ_t'),
    ]
  },
})

const SIGNALS = ['a1', 'a2', 'a3', 'a4', 'a5'] as const

const steps = statement({
  variables: SIGNALS,
  guards: [],
  conclude: (F, v) => {
    const signals = SIGNALS.map((name) => v[name])
    const chain = signals.map((signal) => ({ signal, variance: F.sub(F.lit(1n), square(F, signal)) }))
    return [1, 2, 3, 4].flatMap((s) => {
      const rest = composeChain(F, chain.slice(s))
      const ratioOfSignals = product(F, signals.slice(s))
      return [
        equals(rest.signal, ratioOfSignals, `signal ${s}→5`),
        equals(rest.variance, F.sub(F.lit(1n), square(F, ratioOfSignals)), `variance ${s}→5`),
      ]
    })
  },
})

export const FWD_SEMI = theorem({
  id: 'FWD-SEMI',
  title: 'The kernels s→t form a semigroup',
  statement: String.raw`q(x_t|x_s) = N\!\left(\sqrt{\bar\alpha_t/\bar\alpha_s}\,x_s, (1-\bar\alpha_t/\bar\alpha_s) I\right),\quad s < t`,
  sources: [cite('alphabar', 'implicit in all: used wherever a sampler skips steps')],
  uses: [FWD_MARG],
  hypotheses: [
    levels,
    {
      kind: 'analytic',
      text: 'the chain is Markov and its noises are independent and Gaussian',
      citation: cite('Ho2020', 'eq. (2)'),
    },
  ],
  reduction:
    'q(x_t|x_s) is the composition of the steps s+1 … t (FWD-MARG started at s). Composition is associative, and the composition of variance-preserving steps has the ratio of the levels, so any subdivision of 0→t gives the same kernel.',
  formulas: [compose, composeChain],
  claims: [
    provedByNormalForm('Composition of any three kernels is associative.', associative),
    exactAtRationals(
      'The same at rational kernels.',
      associative,
      fc.record({
        a1: anyRational,
        v1: positive,
        a2: anyRational,
        v2: positive,
        a3: anyRational,
        v3: positive,
      }),
    ),
    provedByZ3('The kernel of ᾱ_t/ᾱ_s after that of ᾱ_s is that of ᾱ_t, for all levels.', ratio),
    provedByNormalForm(
      'Every tail of a chain of five free steps has the ratio of the signals and 1 − ratio².',
      steps,
    ),
    semigroupOnSchedules,
  ],
  counterexamples: [],
  errata: [],
})

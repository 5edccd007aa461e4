import type { ExponentialField } from '../../reference/numbers/algebra.js'
import { at, dot, sum } from '../../reference/numbers/combinators.js'
import { enclosure } from '../../reference/numbers/enclosure/index.js'
import { expectedLogLikelihood, finiteKl } from '../../reference/objective/finite-kl.js'
import {
  type Confirmation,
  confirmed,
  enclosed,
  equals,
  exceeds,
  type Guard,
  type Point,
  printed,
  provedByNormalForm,
  refused,
  type Statement,
} from '../evidence/index.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { range, read } from './variables.js'

const names = (kind: string, states: number, outcomes: number) =>
  range(1, states).flatMap((x) => range(1, outcomes).map((y) => `${kind}${x}_${y}`))

const positive = (states: number, outcomes: number): Guard<string> => ({
  kind: 'guard',
  text: 'all masses are positive',
  given: ({ lit }, v) =>
    ['p', 'q', 'r'].flatMap((kind) =>
      names(kind, states, outcomes).map((name) => exceeds(read(v, name), lit(0n))),
    ),
})

/**
 * A chain on finitely many states: p(x_{i−1}, x_i) any joint masses, q and r two models of x_{i−1} given x_i. The expected
 * KLs of p(·|x_i) to both differ as the expected log likelihoods do, with the sign turned.
 */
const difference = (states: number, outcomes: number): Statement => ({
  variables: ['p', 'q', 'r'].flatMap((kind) => names(kind, states, outcomes)),
  guards: [positive(states, outcomes)],
  conclude: <T>(F: ExponentialField<T>, v: Point<string, T>) => {
    const row = (kind: string, x: number) => range(1, outcomes).map((y) => read(v, `${kind}${x}_${y}`))
    const masses = range(1, states).map((x) => sum(F, row('p', x)))
    const reverse = (x: number) => row('p', x).map((p) => F.div(p, at(masses, x - 1)))
    const average = (term: (p: readonly T[], x: number) => T) =>
      dot(
        F,
        masses,
        range(1, states).map((x) => term(reverse(x), x)),
      )
    const kl = (kind: string) => average((p, x) => finiteKl(F, p, row(kind, x)))
    const likelihood = (kind: string) => average((p, x) => expectedLogLikelihood(F, p, row(kind, x)))
    const entropy = average((p) => expectedLogLikelihood(F, p, p))
    return [
      equals(F.sub(kl('q'), kl('r')), F.sub(likelihood('r'), likelihood('q')), 'KL(q) − KL(r)'),
      equals(kl('q'), F.sub(entropy, likelihood('q')), 'KL = E log p − E log q'),
    ]
  },
})

const laws = { p: ['1/2', '1/3', '1/6'], near: ['1/2', '1/4', '1/4'], far: ['1/6', '1/3', '1/2'] }

/** The nearer model has the smaller KL and the larger likelihood: log figures of three-point laws. */
const figures = (): readonly Confirmation[] => {
  const of = (q: 'near' | 'far', name: 'finiteKl' | 'likelihood') =>
    enclosed((F) => {
      const [p, model] = [laws.p.map(F.lit), laws[q].map(F.lit)]
      return name === 'finiteKl' ? finiteKl(F, p, model) : expectedLogLikelihood(F, p, model)
    })
  return [
    printed('0.0283', of('near', 'finiteKl'), 'KL(p‖q)'),
    printed('0.3662', of('far', 'finiteKl'), 'KL(p‖r)'),
    printed('-1.0397', of('near', 'likelihood'), 'E_p log q'),
    printed('-1.3776', of('far', 'likelihood'), 'E_p log r'),
  ]
}

export const REV_MLE = theorem({
  id: 'REV-MLE',
  title: 'Least expected KL of the reverse kernel is greatest expected log likelihood',
  statement: String.raw`\min_\varphi \mathrm E\,\mathrm{KL}(p(x_{i-1}|x_i)\|p_\varphi(x_{i-1}|x_i)) \iff \max_\varphi \mathrm E\log p_\varphi(x_{i-1}|x_i)`,
  sources: [cite('M', 'Overview of the reverse process')],
  uses: [],
  hypotheses: [
    positive(2, 2),
    { kind: 'generator', text: 'chains on two and three states with any joint masses, any two models' },
    {
      kind: 'analytic',
      text: 'E log p(x_{i−1}|x_i) is finite: then the difference is the same for laws with densities',
      citation: cite('M', 'Overview of the reverse process'),
    },
  ],
  reduction:
    'KL = E log p − E log p_φ, and the first term has no φ: two models compare in the KL as in the likelihood. Proved on ' +
    'finite chains, each logarithm an opaque number.',
  formulas: [finiteKl, expectedLogLikelihood],
  claims: [
    provedByNormalForm('Two states: the KLs of two models differ as their likelihoods do.', difference(2, 2)),
    provedByNormalForm('Three states, three outcomes.', difference(3, 3)),
    {
      text: 'p = (1/2, 1/3, 1/6): of two models the one with the smaller KL has the larger likelihood.',
      tier: 'certified',
      engine: 'enclosure',
      check: confirmed(figures),
    },
  ],
  counterexamples: [
    {
      drops: 'positive masses of the model',
      text: 'a model that excludes what occurs: E log q = −∞, and neither side is a number.',
      check: confirmed(() => {
        const F = enclosure(64)
        const half = F.lit('1/2')
        return [
          refused(
            'E_p log q is refused',
            () => expectedLogLikelihood(F, [half, half], [F.lit(1n), F.lit(0n)]),
            /log/,
          ),
        ]
      }),
    },
  ],
  errata: [],
})

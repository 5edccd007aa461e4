import {
  confirmed,
  differs,
  equals,
  guard,
  provedByNormalForm,
  provedByZ3,
  refused,
  statement,
} from '../../../properties/evidence/index.js'
import { cite } from '../../../properties/sources.js'
import { theorem } from '../../../properties/theorem.js'
import { square } from '../../../reference/numbers/combinators.js'
import { RATIONALS } from '../../../reference/numbers/rational.js'
import { x0FromEps } from '../../../reference/process/predictions.js'

const signal = guard<'signal'>('some signal is left: a ≠ 0', (F, { signal }) => [differs(signal, F.lit(0n))])

/** Two predictions p, q of the noise at one x, and the clean data that each gives. */
const amplified = statement({
  variables: ['signal', 'std', 'xt', 'p', 'q'],
  guards: [signal],
  conclude: (F, { signal, std, xt, p, q }) => {
    const kernel = { signal, variance: square(F, std) }
    const x0 = (eps: typeof p) => x0FromEps(F, kernel, { xt, eps })
    const gap = F.sub(x0(p), x0(q))
    return [
      equals(
        F.mul(square(F, signal), square(F, gap)),
        F.mul(square(F, std), square(F, F.sub(p, q))),
        'a²·δx̂₀² = s²·δε̂²',
      ),
    ]
  },
})

export const EPS_ERROR = theorem({
  id: 'EPS-ERROR',
  title: 'An error of the predicted noise is amplified by s/a in the clean data',
  statement: String.raw`\|\delta\hat x_0\|^2 = \frac{s^2}{a^2}\,\|\delta\hat\varepsilon\|^2`,
  sources: [cite('alphabar', 'EPS-ERROR')],
  uses: [],
  hypotheses: [signal],
  reduction:
    'x̂₀ is computed from ε̂ coordinate by coordinate, so the identity of one coordinate is that of the norms.',
  formulas: [x0FromEps],
  claims: [
    provedByNormalForm('For all a ≠ 0, all s and x, and any two predictions.', amplified),
    provedByZ3('The same, with its denominator and root.', amplified),
  ],
  counterexamples: [
    {
      drops: 'a ≠ 0',
      text: 'Without signal, ᾱ = 0, the clean data cannot be computed from the noise at all.',
      check: confirmed(() => {
        const { lit } = RATIONALS
        const x0 = () =>
          x0FromEps(RATIONALS, { signal: lit(0n), variance: lit(1n) }, { xt: lit(1n), eps: lit(1n) })
        return [refused('x̂₀ divides by zero', x0, /zero/)]
      }),
    },
  ],
  errata: [],
})

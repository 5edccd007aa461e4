import type { AnalyticField, ExponentialField } from '../../reference/numbers/algebra.js'
import { square } from '../../reference/numbers/combinators.js'
import {
  constant,
  type Dual,
  derivative,
  dualAnalytic,
  dualExponentials,
} from '../../reference/numbers/dual.js'
import { epsFromX0, scoreFromEps } from '../../reference/process/predictions.js'
import { confirmed, enclosed, equals, printed, provedByNormalForm, statement } from '../evidence/index.js'
import { SCORE_EPS } from '../reverse/score-eps.js'
import { kernelOf, noisy } from '../reverse/variables.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'

/**
 * One point z, noise of log density ℓ: log q(x) = ℓ(e) − log s, e = (x − a·z)/s. ℓ at e is any number, its slope there any
 * number. −s·∂ log q − e = −(ℓ + e²/2)′.
 */
const onePoint = statement({
  variables: ['signal', 'std', 'z', 'x', 'level', 'slope'],
  guards: [noisy],
  conclude: (F, { signal, std, z, x, level, slope }) => {
    const { mul, add, sub, neg } = F
    const D = dualExponentials(F)
    const kernel = kernelOf(F, { signal, std })
    const lifted = { signal: constant(kernel.signal), variance: constant(kernel.variance) }
    const noiseOf = (xt: Dual<typeof x>) => epsFromX0(D, lifted, { xt, x0: constant(z) })
    const along = (e: Dual<typeof x>): Dual<typeof x> =>
      e.tangent === undefined ? constant(level) : { value: level, tangent: mul(slope, e.tangent) }
    const score = derivative(D, (_, xt) => along(noiseOf(xt)), x)
    const eps = epsFromX0(F, kernel, { xt: x, x0: z })
    const bent = derivative(D, (G, e) => G.add(along(e), G.mul(G.lit('1/2'), square(G, e))), eps)
    return [
      equals(sub(neg(mul(std, score)), eps), neg(bent), '−s·score − ε = −(ℓ + e²/2)′'),
      equals(
        add(neg(mul(std, scoreFromEps(F, kernel, { eps }))), neg(eps)),
        F.lit(0n),
        'the score −ε/s is that of ℓ′ = −e',
      ),
    ]
  },
})

/** Logistic noise of variance 1: log density −u − 2·log(1 + e^{−u}) up to a constant, u = e·π/√3. */
const logistic = <T>(F: AnalyticField<T>, e: T): T => {
  const { lit, add, mul, div, neg, sqrt, exp, log, pi } = F
  const u = div(mul(e, pi), sqrt(lit(3n)))
  return neg(add(u, mul(lit(2n), log(add(lit(1n), exp(neg(u)))))))
}

/** Student’s t₅ scaled to variance 1: −3·log(1 + e²/3) up to a constant. */
const student = <T>(F: ExponentialField<T>, e: T): T =>
  F.mul(F.lit('-3'), F.log(F.add(F.lit(1n), F.div(square(F, e), F.lit(3n)))))

export const X_GAUSSCHAR = theorem({
  id: 'X-GAUSSCHAR',
  title:
    'The identity ε* = −s·score holds for every law of the data if and only if the noise is standard normal',
  statement: String.raw`\bigl(\forall\pi:\ \mathrm E[\varepsilon \mid x] = -s\,\nabla\log q(x)\bigr) \iff \varepsilon \sim \mathcal N(0, I)`,
  sources: [cite('alphabar', 'X-GAUSSCHAR')],
  uses: [SCORE_EPS],
  hypotheses: [
    ...onePoint.guards,
    {
      kind: 'analytic',
      text: 'the noise has a positive density with a locally absolutely continuous logarithm, the same at every x₀',
      citation: cite('alphabar', 'X-GAUSSCHAR'),
    },
  ],
  reduction:
    'If: SCORE-EPS. Only if: let x₀ be one point z. Then E[ε|x] = ε = (x − a·z)/s is known, and −s·∂ log q(x) − ε = ' +
    '−(ℓ + e²/2)′ at e = ε, where ℓ is the log density of the noise. It is 0 for every x only if ℓ + e²/2 is constant: the ' +
    'standard normal. In d dimensions the same holds coordinate by coordinate with ∇(ℓ + |e|²/2).',
  formulas: [epsFromX0, scoreFromEps],
  claims: [
    provedByNormalForm(
      'One point, any noise: −s·score − ε = −(ℓ + e²/2)′, which is 0 where ℓ′ = −e.',
      onePoint,
    ),
  ],
  counterexamples: [
    {
      drops: 'the noise is normal',
      text:
        'one point, noise of variance 1 with ε = 1: −s·score is 1.3052842 for logistic noise and 1.5 for Student’s t₅, where ε ' +
        'is 1.',
      check: confirmed(() => [
        printed(
          '1.3052842',
          enclosed((F) => F.neg(derivative(dualAnalytic(F), logistic, F.lit(1n)))),
          'logistic noise: −ℓ′(1)',
        ),
        printed(
          '1.50000000',
          enclosed((F) => F.neg(derivative(dualAnalytic(F), student, F.lit(1n)))),
          'Student’s t₅ of variance 1: −ℓ′(1)',
        ),
      ]),
    },
  ],
  errata: [],
})

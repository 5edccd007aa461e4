import { componentPosterior } from '../../reference/data/component.js'
import { atoms } from '../../reference/data/law.js'
import { noised } from '../../reference/data/noised.js'
import { x0Covariance } from '../../reference/data/posterior.js'
import { marginalEntropy, meanSquareError } from '../../reference/integral/expectations.js'
import {
  divergenceDensity,
  entropyDensity,
  peaksOf,
  peakTerms,
  spreadDensity,
  x0Posteriors,
} from '../../reference/integral/peaks.js'
import { enclosureStage } from '../../reference/integral/stage.js'
import { at, sum } from '../../reference/numbers/combinators.js'
import { enclosure, interval } from '../../reference/numbers/enclosure/index.js'
import { identity, multiply, scaleMatrix, trace } from '../../reference/numbers/linear.js'
import { agree, confirmed, enclosed, equals } from '../evidence/index.js'
import type { Claim } from '../theorem.js'
import { entropyOfPair, fairSigns, signsEpsError } from './fair-signs.js'
import { forShapes, matrixEquals, type Shape } from './mixture.js'

/** Mixtures as they are integrated: the plans of evaluation are the formulas of the posterior. */

export const INTEGRATED: readonly Shape[] = [
  { K: 1, d: 1 },
  { K: 2, d: 1 },
  { K: 2, d: 1, isPoint: () => true },
  { K: 2, d: 1, isPoint: (k) => k === 0 },
  { K: 1, d: 2 },
]
export const INTEGRATED_IN_SPACE: readonly Shape[] = [
  { K: 2, d: 2 },
  { K: 2, d: 2, isPoint: (k) => k === 0 },
  { K: 3, d: 3 },
]

export const integrands = (shapes: readonly Shape[]) =>
  forShapes(shapes, (F, { kernel, data, x }) => {
    const { add, mul, neg, sub, exp, log, lit } = F
    // a shift may be any constant: with 0 the exponentials of both sides are the same generators
    const unshifted = { ...F, shift: () => lit(0n) }
    const peaks = peaksOf(F, noised(F, kernel, data))
    const P = sum(F, peakTerms(F, peaks, x))
    // another mixture to compare with, of other means and variances: the same under another kernel
    const other = { signal: add(kernel.signal, lit(1n)), variance: add(kernel.variance, lit(1n)) }
    const ofOther = peaksOf(F, noised(F, other, data))
    const Q = sum(F, peakTerms(F, ofOther, x))
    return [
      ...peakTerms(F, peaks, x).map((term, k) =>
        equals(
          term,
          exp(componentPosterior(F, kernel, at(data, k), x).logWeight),
          'P_k = (2π)^{d/2}·w_k N(x; a·m_k, V_k)',
        ),
      ),
      ...peaks.flatMap(({ halfPrecision, covariance }) =>
        matrixEquals(
          multiply(F, halfPrecision, covariance),
          scaleMatrix(F, lit('1/2'), identity(F, x.length)),
          'H_k·V_k = ½I',
        ),
      ),
      equals(entropyDensity(F, peaks, x), neg(mul(P, log(P))), '−P log P'),
      equals(divergenceDensity(F, peaks, ofOther, x), mul(P, sub(log(P), log(Q))), 'P(log P − log Q)'),
      equals(
        spreadDensity(F, peaks, x0Posteriors(F, kernel, data), x),
        mul(P, trace(F, x0Covariance(unshifted, kernel, data, x))),
        'P·tr Cov(x₀|x)',
      ),
    ]
  })

export const INTEGRANDS = [peaksOf, peakTerms, entropyDensity, divergenceDensity, spreadDensity, x0Posteriors]

const coin = atoms(['1', '-1'].map((place) => ({ weight: '1/2', at: [place] })))

/** Two rules with proved errors, of one integral: Gauss's on cells, its bounds from the mixture; the trapezoid, its strip by hand. */
export const twoRules: Claim = {
  text:
    'No closed form: the entropy of fair signs under noise, and E Var(x₀|x), by Gauss’s rule on cells and by the trapezoid rule, whose ' +
    'errors are proved in different ways, agree to 9 digits at γ = ½, 1, 4.',
  tier: 'certified',
  engine: 'enclosure',
  check: confirmed(() =>
    ['1/2', '1', '4'].flatMap((gamma) => {
      const F = enclosure(90)
      const stage = enclosureStage(F)
      const kernel = { signal: F.sqrt(F.lit(gamma)), variance: F.lit(1n) }
      return [
        agree(
          interval(F.mul(F.lit(gamma), meanSquareError(stage, kernel, coin, 60))),
          enclosed((G) => signsEpsError(G, G.lit(gamma))),
          9,
          `γ = ${gamma}: γ·E Var(x₀|x)`,
        ),
        agree(
          interval(marginalEntropy(stage, kernel, coin, 60)),
          enclosed((G) => {
            const same = { signal: G.sqrt(G.lit(gamma)), variance: G.lit(1n) }
            return entropyOfPair(G, noised(G, same, fairSigns(G)), 2n)
          }),
          9,
          `γ = ${gamma}: entropy`,
        ),
      ]
    }),
  ),
}

import { componentPosterior } from '../../reference/data/component.js'
import { atoms } from '../../reference/data/law.js'
import { noised } from '../../reference/data/noised.js'
import { x0Covariance } from '../../reference/data/posterior.js'
import { marginalEntropy, meanSquareError } from '../../reference/integral/expectations.js'
import {
  divergenceDensity,
  entropyDensity,
  lineOf,
  linePosteriors,
  lineTerms,
  spreadDensity,
} from '../../reference/integral/line.js'
import { enclosureStage } from '../../reference/integral/stage.js'
import { at, sum } from '../../reference/numbers/combinators.js'
import { enclosure, interval } from '../../reference/numbers/enclosure/index.js'
import { entryOf } from '../../reference/numbers/linear.js'
import { agree, confirmed, enclosed, equals } from '../evidence/index.js'
import type { Claim } from '../theorem.js'
import { entropyOfPair, fairSigns, signsEpsError } from './fair-signs.js'
import { forShapes, type Shape } from './mixture.js'

/** Mixtures on the line as they are integrated: the plans of evaluation are the formulas of the posterior. */

const ON_LINE: readonly Shape[] = [
  { K: 1, d: 1 },
  { K: 2, d: 1 },
  { K: 2, d: 1, isPoint: () => true },
  { K: 2, d: 1, isPoint: (k) => k === 0 },
]

export const onTheLine = forShapes(ON_LINE, (F, { kernel, data, x: [x, ...more] }) => {
  if (x === undefined || more.length > 0) throw new RangeError('one dimension is needed')
  const { add, mul, neg, sub, exp, log, lit } = F
  // a shift may be any constant: with 0 the exponentials of both sides are the same generators
  const unshifted = { ...F, shift: () => lit(0n) }
  const line = lineOf(F, noised(F, kernel, data))
  const P = sum(F, lineTerms(F, line, x))
  // another mixture to compare with, of other means and variances: the same under another kernel
  const other = { signal: add(kernel.signal, lit(1n)), variance: add(kernel.variance, lit(1n)) }
  const ofOther = lineOf(F, noised(F, other, data))
  const Q = sum(F, lineTerms(F, ofOther, x))
  return [
    ...lineTerms(F, line, x).map((term, k) =>
      equals(
        term,
        exp(componentPosterior(F, kernel, at(data, k), [x]).logWeight),
        'P_k = √(2π)·w_k N(x; a·m_k, V_k)',
      ),
    ),
    equals(entropyDensity(F, line, x), neg(mul(P, log(P))), '−P log P'),
    equals(divergenceDensity(F, line, ofOther, x), mul(P, sub(log(P), log(Q))), 'P(log P − log Q)'),
    equals(
      spreadDensity(F, line, linePosteriors(F, kernel, data), x),
      mul(P, entryOf(x0Covariance(unshifted, kernel, data, [x]), 0, 0)),
      'P·Var(x₀|x)',
    ),
  ]
})

export const ON_THE_LINE = [
  lineOf,
  lineTerms,
  entropyDensity,
  divergenceDensity,
  spreadDensity,
  linePosteriors,
]

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

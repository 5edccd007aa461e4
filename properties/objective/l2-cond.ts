import fc from 'fast-check'
import type { ExponentialField } from '../../reference/numbers/algebra.js'
import { at } from '../../reference/numbers/combinators.js'
import { compare, RATIONALS, type Rational, sign } from '../../reference/numbers/rational.js'
import { conditionalMean, meanSquaredError, meanSquaredGap } from '../../reference/objective/least-squares.js'
import { linearEpsLoss, sharedSlope } from '../../reference/objective/linear-denoiser.js'
import { hoKernel } from '../../reference/process/conventions.js'
import { anyRational, positive } from '../arbitraries/rationals.js'
import {
  confirmed,
  enclosed,
  equals,
  exactAtRationals,
  exactly,
  type Point,
  printed,
  provedByModular,
  provedByNormalForm,
  type Statement,
} from '../evidence/index.js'
import { irreducibleError } from '../reverse/fair-signs.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { lawRows, lawVariables, positiveMasses, predictor } from './finite-law.js'
import { range } from './variables.js'

/** L(f) = L(m) + E(f − m)², m = E[X|Z]. */
const pythagoras = (rows: number, values: number): Statement => ({
  variables: lawVariables(rows, values),
  guards: [positiveMasses(rows, values)],
  conclude: <T>(F: ExponentialField<T>, v: Point<string, T>) => {
    const law = lawRows(v, rows, values)
    const f = predictor(v, rows)
    const best = law.map((row) => conditionalMean(F, row))
    const least = meanSquaredError(F, law, best)
    return [equals(meanSquaredError(F, law, f), F.add(least, meanSquaredGap(F, law, f, best)), 'E‖X − f‖²')]
  },
})

const inputs = (rows: number, values: number) =>
  fc
    .array(
      fc.tuple(
        anyRational,
        fc.array(fc.tuple(positive, anyRational), { minLength: values, maxLength: values }),
      ),
      {
        minLength: rows,
        maxLength: rows,
      },
    )
    .map((all) =>
      Object.fromEntries(
        all.flatMap(([f, row], z) => [
          [`f${z + 1}`, f],
          ...row.flatMap(([p, x], k) => [
            [`p${z + 1}_${k + 1}`, p],
            [`x${z + 1}_${k + 1}`, x],
          ]),
        ]),
      ),
    )

const { lit, add, sub, mul } = RATIONALS
/** X = 1 with probability .6, else −1. */
const lopsided = { masses: [lit('0.6'), lit('0.4')], values: [lit(1n), lit(-1n)] }

function absoluteLoss(f: Rational): Rational {
  const terms = lopsided.values.map((x, k) => {
    const gap = sub(x, f)
    return mul(at(lopsided.masses, k), sign(gap) < 0 ? RATIONALS.neg(gap) : gap)
  })
  return terms.reduce(add)
}

export const L2_COND = theorem({
  id: 'L2-COND',
  title: 'Least squares gives the conditional mean',
  statement: String.raw`\min_f \mathrm E\|X-f(Z)\|^2 \text{ at } f = \mathrm E[X|Z],\quad
    \mathrm E\|X-f(Z)\|^2 = \mathrm E\|X-\mathrm E[X|Z]\|^2 + \mathrm E\|f(Z)-\mathrm E[X|Z]\|^2`,
  sources: [cite('M', 'Drawbacks (2); ε- and x-prediction'), cite('P', 'Mechanism 1')],
  uses: [],
  hypotheses: [
    positiveMasses(2, 2),
    {
      kind: 'generator',
      text: 'finite joint laws of (X, Z), of several shapes, and any f; coordinates of X separate',
    },
    {
      kind: 'analytic',
      text: 'X ∈ L² and f over all measurable functions: X − E[X|Z] is orthogonal to L²(σ(Z)), whatever the laws',
      citation: cite('P', 'Mechanism 1'),
    },
  ],
  reduction:
    'Pythagoras: the second term is 0 for f = E[X|Z] and positive for any other f, so that the minimum is there alone. It is ' +
    'proved of finite joint laws by computing both sides; the general case is the orthogonality cited.',
  formulas: [conditionalMean, meanSquaredError, meanSquaredGap],
  claims: [
    provedByNormalForm(
      'Two values of Z, two of X each: the decomposition, for all masses, values and f.',
      pythagoras(2, 2),
    ),
    provedByModular('Three values of Z, three of X each.', pythagoras(3, 3)),
    provedByModular('Five values of Z, four of X each.', pythagoras(5, 4)),
    exactAtRationals('At rational laws, three by two.', pythagoras(3, 2), inputs(3, 2)),
  ],
  counterexamples: [
    {
      drops: 'f over all functions: linear ones only',
      text: 'Fair signs at ᾱ = ½, X = ε: the best linear f has the loss 0.5, the best of all 0.44959951.',
      check: confirmed(() => [
        printed(
          '0.5000000000',
          enclosed((F) => {
            const kernel = hoKernel(F, { alphaBar: F.lit('1/2') })
            const dataVariance = F.lit(1n)
            const slope = sharedSlope(F, [kernel], { weights: [F.lit(1n)], dataVariance })
            return linearEpsLoss(F, kernel, { slope, dataVariance })
          }),
          'best linear',
        ),
        printed('0.44959951', enclosed(irreducibleError), 'E Var(ε|x)'),
      ]),
    },
    {
      drops: 'the square: the absolute error',
      text: 'X = 1 with probability .6, else −1: the mean is .2, but E|X − f| is least at the median 1.',
      check: confirmed(() => {
        const mean = conditionalMean(RATIONALS, lopsided)
        const better = range(-20, 20).filter((k) => compare(absoluteLoss(lit(`${k}/10`)), lit('0.8')) <= 0)
        return [
          exactly('1/5', mean, 'E X'),
          exactly('0.96', absoluteLoss(mean), 'E|X − .2|'),
          exactly('0.8', absoluteLoss(lit(1n)), 'E|X − 1|'),
          { text: 'of −2, −1.9, …, 2 only 1 does as well', holds: better.length === 1 && better[0] === 10 },
        ]
      }),
    },
  ],
  errata: [],
})

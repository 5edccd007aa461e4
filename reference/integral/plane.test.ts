import { describe, expect, it } from 'vitest'
import { atoms, mixture } from '../data/law.js'
import { hi } from '../numbers/enclosure/index.js'
import { compare, literal, RATIONALS, type Rational } from '../numbers/rational.js'
import { marginalEntropy, meanSquareError, mutualInformation } from './expectations.js'
import { at, ballOf, kernelIn, sameAs } from './fixtures/enclosed.js'
import { DOUBLE_DOUBLE_STAGE } from './stage.js'

describe('in the plane', () => {
  const across = [
    { weight: '1/3', mean: ['0'], covariance: [['1']] },
    { weight: '2/3', mean: ['2'], covariance: [['1/4']] },
  ] as const
  const along = [
    { weight: '3/4', mean: ['-1'], covariance: [['2']] },
    { weight: '1/4', mean: ['1'], covariance: [['1/9']] },
  ] as const
  /** Both coordinates independent, turned by the rotation (3/5, 4/5). */
  const turned = mixture(
    across.flatMap(({ weight: v, mean: [m], covariance: [[a]] }) =>
      along.map(({ weight: w, mean: [n], covariance: [[b]] }) => {
        const { lit, add, sub, mul } = RATIONALS
        const [c, s] = [lit('3/5'), lit('4/5')]
        const [x, y, p, q] = [m, n, a, b].map(lit) as [Rational, Rational, Rational, Rational]
        const shared = mul(mul(c, s), sub(p, q))
        const text = (value: Rational) => literal(value)
        return {
          weight: text(mul(lit(v), lit(w))),
          mean: [text(sub(mul(c, x), mul(s, y))), text(add(mul(s, x), mul(c, y)))],
          covariance: [
            [text(add(mul(mul(c, c), p), mul(mul(s, s), q))), text(shared)],
            [text(shared), text(add(mul(mul(s, s), p), mul(mul(c, c), q)))],
          ],
        }
      }),
    ),
  )

  it('independent coordinates, turned: entropies, informations and errors add', () => {
    const { F, stage, narrow, bits } = at(24)
    const kernel = kernelIn(F, '4/5', '9/25')
    const [first, second] = [mixture(across), mixture(along)]
    for (const quantity of [marginalEntropy, mutualInformation, meanSquareError])
      sameAs(
        quantity(stage, kernel, turned, bits),
        F.add(quantity(stage, kernel, first, bits + 20), quantity(stage, kernel, second, bits + 20)),
        narrow,
      )
  })

  it('three points in the plane, in double-double and in enclosures', () => {
    const { F, stage, narrow, bits } = at(30)
    const triangle = atoms(
      [
        ['0', '0'],
        ['1', '0'],
        ['0', '1'],
      ].map((place) => ({ weight: '1/3', at: place })),
    )
    const value = marginalEntropy(stage, kernelIn(F, '4/5', '9/25'), triangle, bits)
    const { F: D } = DOUBLE_DOUBLE_STAGE
    const kernel = { signal: D.lit('4/5'), variance: D.lit('9/25') }
    sameAs(value, ballOf(F, marginalEntropy(DOUBLE_DOUBLE_STAGE, kernel, triangle, bits)), narrow)
    // mutual information is at most the entropy of the points
    const information = mutualInformation(stage, kernelIn(F, '4/5', '1/100'), triangle, bits)
    expect(compare(hi(information), hi(F.log(F.lit(3n))))).toBe(-1)
  })
})

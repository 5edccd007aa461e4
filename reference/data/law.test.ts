import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstBadPivot } from '../numbers/definite.js'
import { FLOAT64, fromDouble } from '../numbers/float.js'
import { ldl } from '../numbers/linear.js'
import { equal, RATIONALS, rational, sign } from '../numbers/rational.js'
import { atoms, type ComponentInput, dataIn, empirical, gaussian, mixture } from './law.js'

const unit = { mean: [0], covariance: [[1]] }
const plane = (covariance: readonly (readonly (number | string)[])[]) =>
  gaussian({ mean: [0, 0], covariance })

describe('a checked data law', () => {
  it('keeps doubles exactly and literals as written', () => {
    const law = mixture([
      {
        weight: '1/3',
        mean: [0.1, '-2'],
        covariance: [
          ['0.1', 0],
          [0, 2],
        ],
      },
      { weight: '2/3', mean: [1, 2] },
    ])
    expect(law.dimension).toBe(2)
    const [spread, point] = dataIn(RATIONALS, law)
    expect(spread?.mean).toEqual([fromDouble(0.1), rational(-2n)])
    expect(spread?.covariance?.[0]?.[0]).toEqual(rational(1n, 10n))
    expect(point).toEqual({ weight: rational(2n, 3n), mean: [rational(1n), rational(2n)] })
    expect(dataIn(FLOAT64, law)[0]).toEqual({
      weight: 1 / 3,
      mean: [0.1, -2],
      covariance: [
        [0.1, 0],
        [0, 2],
      ],
    })
  })

  it('admits doubles that are normalised, in any order of summation', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 }),
        (v) => {
          const total = v.reduce((a, b) => a + b)
          mixture(v.map((x) => ({ weight: x / total, ...unit })))
        },
      ),
    )
    mixture(Array.from({ length: 10 }, () => ({ weight: 0.1, ...unit })))
    expect(empirical([[0], [1], [3]]).components).toHaveLength(3)
  })

  const rejected: readonly (readonly [string, () => unknown, string])[] = [
    ['no component', () => mixture([]), 'the mixture has no components: give at least one'],
    ['an empty mean', () => mixture([{ weight: 1, mean: [] }]), 'components[0].mean is no list of numbers'],
    [
      'a weight of zero',
      () =>
        mixture([
          { weight: 1, ...unit },
          { weight: 0, ...unit },
        ]),
      'components[1].weight is 0, expected a positive number',
    ],
    [
      'a negative weight',
      () => mixture([{ weight: '-1/2', ...unit }]),
      'components[0].weight is -1/2, expected a positive',
    ],
    [
      'a weight that is NaN',
      () => mixture([{ weight: Number.NaN, ...unit }]),
      'components[0].weight is NaN, expected a finite',
    ],
    [
      'an infinite mean',
      () => mixture([{ weight: 1, mean: [0, Infinity] }]),
      'components[0].mean[1] is Infinity, expected a finite',
    ],
    [
      'a covariance that is NaN',
      () =>
        plane([
          [1, 0],
          [Number.NaN, 1],
        ]),
      'covariance[1][0] is NaN, expected a finite',
    ],
    [
      'exact weights that sum to almost one',
      () =>
        atoms([
          { weight: '0.5', at: [1] },
          { weight: '0.49999999999999999999', at: [0] },
        ]),
      'expected 1 exactly, as they are exact literals: divide each by their sum',
    ],
    [
      'doubles that do not sum to one',
      () =>
        atoms([
          { weight: 0.5, at: [1] },
          { weight: 0.4, at: [0] },
        ]),
      'the weights sum to 0.9, off 1 by -0.09999999999999998, expected 1 within 2.2204460492503136e-16, the rounding of 2 doubles',
    ],
    [
      'means of different lengths',
      () =>
        mixture([
          { weight: 0.5, mean: [1, 2] },
          { weight: 0.5, mean: [1] },
        ]),
      'components[1].mean has 1 entries, expected 2: the dimension is the length of components[0].mean',
    ],
    ['too few rows', () => plane([[1, 0]]), 'components[0].covariance has 1 rows, expected 2'],
    ['a short row', () => plane([[1, 0], [0]]), 'components[0].covariance[1] has 1 entries, expected 2'],
    [
      'an asymmetric covariance',
      () =>
        plane([
          [1, 0.1],
          ['0.1', 1],
        ]),
      "components[0].covariance is not symmetric: entry [1][0] is '0.1', entry [0][1] is 0.1.",
    ],
    [
      'an indefinite covariance',
      () =>
        plane([
          [1, 2],
          [2, 1],
        ]),
      'not positive definite: pivot 2 of 2 of its L D Lᵀ factors is -3,',
    ],
    [
      'a singular covariance',
      () =>
        plane([
          [1, 1],
          [1, 1],
        ]),
      'pivot 2 of 2 of its L D Lᵀ factors is 0,',
    ],
    [
      'a zero covariance',
      () =>
        plane([
          [0, 0],
          [0, 0],
        ]),
      'leave the covariance out for a point mass',
    ],
  ]
  it.each(rejected)('refuses %s with a RangeError that says what and how', (_, make, message) => {
    expect(make).toThrow(RangeError)
    expect(make).toThrow(message)
  })

  it('refuses what is no number and no list', () => {
    expect(() => mixture([{ weight: 'half', ...unit }])).toThrow(SyntaxError)
    expect(() => mixture([{ weight: 'half', ...unit }])).toThrow(
      "components[0].weight is 'half', expected a number or",
    )
    const scalar = { weight: 1, mean: [0], covariance: 1 } as unknown as ComponentInput
    expect(() => mixture([scalar])).toThrow('components[0].covariance is 1, expected a list of 1 rows')
    const missing = { weight: 1 } as unknown as ComponentInput
    expect(() => mixture([missing])).toThrow('components[0].mean is no list of numbers')
  })
})

describe('positive definiteness, decided without fractions', () => {
  const entries = fc.integer({ min: -3, max: 4 }).map((n) => rational(BigInt(n), 2n))
  const matrices = fc
    .integer({ min: 1, max: 4 })
    .chain((d) => fc.array(fc.array(entries, { minLength: d, maxLength: d }), { minLength: d, maxLength: d }))

  it('finds the first pivot of L D Lᵀ that is not positive', () => {
    let [definite, indefinite] = [0, 0]
    fc.assert(
      fc.property(matrices, (a) => {
        const bad = firstBadPivot(a)
        if (bad === undefined) {
          definite++
          expect(ldl(RATIONALS, a).pivots.every((pivot) => sign(pivot) === 1)).toBe(true)
          return
        }
        indefinite++
        const leading = a.slice(0, bad.index + 1).map((row) => row.slice(0, bad.index + 1))
        const { pivots } = ldl(RATIONALS, leading)
        expect(pivots.map(sign)).toEqual([...Array(bad.index).fill(1), sign(bad.pivot)])
        expect(pivots.slice(bad.index).every((pivot) => equal(pivot, bad.pivot))).toBe(true)
        expect(sign(bad.pivot)).not.toBe(1)
      }),
      { numRuns: 500 },
    )
    expect(Math.min(definite, indefinite)).toBeGreaterThan(20)
  })
})

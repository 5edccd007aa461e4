import { describe, expect, it } from 'vitest'
import { atoms, empirical, gaussian, type Law, mixture } from '../data/law.js'
import { enclosure, hi, intersects, lo } from '../numbers/enclosure/index.js'
import { compare, RATIONALS } from '../numbers/rational.js'
import { gaussianKl } from '../objective/gaussian-kl.js'
import {
  leastNoiseLoss,
  marginalEntropy,
  marginalKl,
  marginalPriorKl,
  meanSquareError,
  mutualInformation,
} from './expectations.js'
import { at, kernelIn, sameAs } from './fixtures/enclosed.js'
import { enclosureStage } from './stage.js'

describe('values known in closed form', () => {
  const quarter = gaussian({ mean: ['3/2'], covariance: [['1/4']] })
  const plane = gaussian({
    mean: ['1', '-2'],
    covariance: [
      ['2', '1/2'],
      ['1/2', '1'],
    ],
  })

  it.each([40, 90, 200])('a Gaussian at %i bits: ½ log(2πeV), ½ log(1 + a²s/v), vs/V, KL', (bits) => {
    const { F, stage, narrow } = at(bits)
    const { lit, mul, add, log, pi } = F
    const kernel = kernelIn(F, '1/3', '2')
    const V = lit('73/36') // 1/36 + 2
    const logTwoPiE = add(lit(1n), log(mul(lit(2n), pi)))
    sameAs(marginalEntropy(stage, kernel, quarter, bits), mul(lit('1/2'), add(logTwoPiE, log(V))), narrow)
    sameAs(mutualInformation(stage, kernel, quarter, bits), mul(lit('1/2'), log(lit('73/72'))), narrow)
    sameAs(meanSquareError(stage, kernel, quarter, bits), lit('18/73'), narrow)
    sameAs(leastNoiseLoss(stage, kernel, quarter, bits), lit('1/73'), narrow)
    const other = gaussian({ mean: ['-2'], covariance: [['5']] })
    const noisy = (mean: string, variance: string) => ({ mean: [lit(mean)], covariance: [[lit(variance)]] })
    sameAs(
      marginalKl(stage, kernel, [quarter, other], bits),
      gaussianKl(F, noisy('1/2', '73/36'), noisy('-2/3', '23/9')),
      narrow,
    )
    sameAs(
      marginalPriorKl(stage, kernel, quarter, bits),
      gaussianKl(F, noisy('1/2', '73/36'), noisy('0', '1')),
      narrow,
    )
  })

  it('a Gaussian in the plane: ½ log det(2πeV), tr vΣV⁻¹, KL to N(0, I)', () => {
    const { F, stage, narrow, bits } = at(100)
    const { lit, mul, add, log, pi } = F
    const kernel = kernelIn(F, '1/2', '1')
    // V = [[3/2, 1/8], [1/8, 5/4]], det 119/64; vΣV⁻¹ has trace 2·64/119·(2·5/4 + 3/2 − 2·1/16)/2
    const twoPiE = add(lit(1n), log(mul(lit(2n), pi)))
    const entropy = add(twoPiE, mul(lit('1/2'), log(lit('119/64'))))
    sameAs(marginalEntropy(stage, kernel, plane, bits), entropy, narrow)
    sameAs(meanSquareError(stage, kernel, plane, bits), lit('248/119'), narrow)
    const marginal = {
      mean: [lit('1/2'), lit('-1')],
      covariance: [
        [lit('3/2'), lit('1/8')],
        [lit('1/8'), lit('5/4')],
      ],
    }
    const prior = {
      mean: [lit(0n), lit(0n)],
      covariance: [
        [lit(1n), lit(0n)],
        [lit(0n), lit(1n)],
      ],
    }
    sameAs(marginalPriorKl(stage, kernel, plane, bits), gaussianKl(F, marginal, prior), narrow)
  })
})

const signs = atoms([
  { weight: '1/2', at: [1n] },
  { weight: '1/2', at: [-1n] },
])

describe('fair signs, where the values are in print', () => {
  it.each([
    ['1/10', '.0999'],
    ['3/10', '.2946'],
    ['1/2', '.4496'],
    ['7/10', '.4368'],
    ['9/10', '.0374'],
  ])('ᾱ = %s: E Var(ε|x) = %s (X-SNR)', (alphaBar, printed) => {
    const { F, stage, bits } = at(60)
    const kernel = { signal: F.sqrt(F.lit(alphaBar)), variance: F.sub(F.lit(1n), F.lit(alphaBar)) }
    const value = leastNoiseLoss(stage, kernel, signs, bits)
    const half = RATIONALS.lit('5e-5')
    expect(compare(RATIONALS.sub(lo(value), RATIONALS.lit(`0${printed}`)), RATIONALS.neg(half))).toBe(1)
    expect(compare(RATIONALS.sub(hi(value), RATIONALS.lit(`0${printed}`)), half)).toBe(-1)
  })

  it('mmse(1) = 0.449599509206673 (X-IMMSE); at small noise I = log 2 and no more is lost than e^(−1/(2v))', () => {
    const { F, stage, narrow, bits } = at(70)
    const mmse = meanSquareError(stage, kernelIn(F, 1n, 1n), signs, bits)
    sameAs(mmse, F.between(RATIONALS.lit('0.4495995092066725'), RATIONALS.lit('0.4495995092066735')), narrow)
    const quiet = kernelIn(F, 1n, '1/1000')
    sameAs(mutualInformation(stage, quiet, signs, bits), F.log(F.lit(2n)), narrow)
  })

  it('two points of the plane are two points on a line: the distance between them is all that counts', () => {
    const { F, stage, narrow, bits } = at(80)
    const kernel = kernelIn(F, '4/5', '9/25')
    const turned = atoms([
      { weight: '1/2', at: ['8/5', '1/5'] },
      { weight: '1/2', at: ['2/5', '-7/5'] },
    ])
    for (const quantity of [mutualInformation, meanSquareError, leastNoiseLoss])
      sameAs(quantity(stage, kernel, turned, bits), quantity(stage, kernel, signs, bits), narrow)
  })

  it('refuses what differs in three dimensions, and says what it takes', () => {
    const { F, stage, bits } = at(40)
    const corners = atoms(
      [
        ['0', '0', '0'],
        ['1', '0', '0'],
        ['0', '1', '0'],
      ].map((place) => ({ weight: '1/3', at: place })),
    )
    expect(() => marginalEntropy(stage, kernelIn(F, 1n, 1n), corners, bits)).toThrow(
      /the 3 components differ in 3 dimensions.*expected data of fewer dimensions/,
    )
    expect(() => marginalKl(stage, kernelIn(F, 1n, 1n), [signs, corners], bits)).toThrow(/dimensions 1 and 3/)
  })
})

describe('extreme laws: what is found at 40 bits holds what is found at 120', () => {
  const LAWS: readonly (readonly [string, Law, string, string])[] = [
    [
      'a narrow component in a broad one',
      mixture([
        { weight: '1/2', mean: ['0'], covariance: [['1e-12']] },
        { weight: '1/2', mean: ['1/3'], covariance: [['100']] },
      ]),
      '1',
      '1e-9',
    ],
    [
      'a weight of 1e-40, far out',
      mixture([
        { weight: '1e-40', mean: ['30'], covariance: [['1']] },
        { weight: `0.${'9'.repeat(40)}`, mean: ['0'], covariance: [['1']] },
      ]),
      '1',
      '1',
    ],
    ['points far apart and far from 0', empirical([['1000000'], ['1000001'], ['1002000']]), '1', '1e-4'],
    ['nearly no noise', empirical([['-1'], ['1'], ['1.0001']]), '1', '1e-16'],
    ['nearly nothing but noise', empirical([['-1'], ['1']]), '1e-6', '1'],
    [
      'forty points',
      empirical(Array.from({ length: 40 }, (_, k) => [`${(k * k * 7) % 53}/10`])),
      '1/2',
      '1/10',
    ],
  ]
  it.each(LAWS)('%s', (_, law, signal, variance) => {
    for (const quantity of [marginalEntropy, mutualInformation, meanSquareError]) {
      const [coarse, fine] = [40, 120].map((bits) => {
        const F = enclosure(bits + 40)
        return quantity(enclosureStage(F), kernelIn(F, signal, variance), law, bits)
      })
      if (!coarse || !fine) throw new Error('two values are needed')
      expect(intersects(coarse, fine)).toBe(true)
      const width = RATIONALS.sub(hi(fine), lo(fine))
      expect(compare(width, RATIONALS.lit('1e-30'))).toBe(-1)
    }
  })
})

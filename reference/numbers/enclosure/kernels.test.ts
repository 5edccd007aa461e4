import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RATIONALS, rational } from '../rational.js'
import { fixedLog2, fixedPi } from './constants.js'
import { fixedAsymptotic, fixedErfSeries } from './error-function.js'
import { type Fixed, fixedExp, fixedExpm1Ratio, halvings, tabledExp } from './exponential.js'
import { property } from './fixtures/properties.js'
import { enclosure, interval } from './index.js'
import { fixedArtanh, tabledLog } from './logarithm.js'
import { FINE, LONGEST_TABLE, logsCoarse, logsFine, powersCoarse, powersFine } from './tables.js'
import { fixedAlternating } from './trigonometric.js'

describe('fixed-point kernels keep their bounds', () => {
  property(
    'fixedExp, with squarings and without',
    [fc.bigInt({ min: 0n, max: 2n ** 80n - 1n }), fc.integer({ min: 96, max: 400 }), fc.boolean()],
    (t, v, squared) => {
      const shift = BigInt(v - 80)
      const j = squared ? 12 + halvings(v) : 0
      const small = squared ? t : t >> 12n
      const { value, error } = fixedExp(small << shift, v, j)
      const longer = fixedExp(small << (shift + 200n), v + 200, j)
      const difference = (value << 200n) - longer.value
      const bound = BigInt(Math.ceil(error * 1000 + 1)) << 200n
      expect(1000n * difference <= bound && -1000n * difference <= bound).toBe(true)
      // The bound is not idle: squaring really loses bits.
      expect(error).toBeLessThan(2 ** (j + 12))
    },
  )

  property(
    'exp and log by tables',
    [fc.bigInt({ min: 0n, max: 2n ** 400n - 1n }), fc.integer({ min: 96, max: 150 })],
    (x, v) => {
      const one = (w: number) => 2n ** BigInt(w)
      const kernels = [
        (w: number) => tabledExp((x >> 320n) << BigInt(w - 80), w, 0),
        (w: number) => tabledLog(one(w) + (x >> BigInt(400 - w)), w),
      ]
      for (const kernel of kernels) {
        const [short, long] = [kernel(v), kernel(v + 200)]
        const difference = (short.value << 200n) - long.value
        const bound = BigInt(Math.ceil(short.error + 1)) << 200n
        // log's argument is cut, which its error counts
        expect(difference <= bound && -difference <= bound).toBe(true)
        expect(short.error).toBeLessThan(40)
      }
    },
    1000,
  )

  /** value/2^w against the same series at w + 300 bits and its argument there; `size` scales an error that is relative. */
  const within = (coarse: Fixed, fine: Fixed, size = 1n): boolean => {
    const difference = (coarse.value << 300n) - fine.value
    const bound = (BigInt(Math.ceil(coarse.error * 1000)) * size * (1n << 300n)) / 1000n
    return difference <= bound && -difference <= bound
  }
  const kernels: readonly (readonly [string, number, (t: bigint, w: number) => Fixed])[] = [
    ['(e^x − 1)/x', 2, fixedExpm1Ratio],
    ['artanh', 9, fixedArtanh],
    ['cos', 1, (t, w) => fixedAlternating(t, 1, w)],
    ['sin x / x', 1, (t, w) => fixedAlternating(t, 2, w)],
    ['the series of erf', -4, fixedErfSeries],
    ['the series of erfc', 11, (t, w) => fixedAsymptotic(t, w)],
  ]
  for (const [name, below, kernel] of kernels)
    property(
      name,
      [fc.bigInt({ min: 0n, max: 2n ** 400n - 1n }), fc.integer({ min: 80, max: 120 })],
      (x, w) => {
        // x·2^−(400 + below) is the exact argument: its cut at w bits is part of the error
        const fine = kernel(x >> BigInt(100 + below - w), w + 300)
        const coarse = kernel(x >> BigInt(400 + below - w), w)
        expect(
          within(coarse, fine, name === 'the series of erf' ? (fine.value >> BigInt(w + 300)) + 1n : 1n),
        ).toBe(true)
      },
    )

  property(
    'π and log 2 within 2 units, the same whatever was asked before',
    [fc.integer({ min: 1, max: 1500 })],
    (w) => {
      for (const constant of [fixedPi, fixedLog2]) {
        const longer = constant(w + 3000)
        const difference = (constant(w) << 3000n) - longer
        expect(difference <= 3n << 3000n && -difference <= 3n << 3000n).toBe(true)
      }
    },
  )

  test('the tables hold what they say, within 2 units', () => {
    // Beyond the longest table, exp and log are computed without them.
    const F = enclosure(LONGEST_TABLE + 1)
    const entry = (num: number, den: number) => F.of(rational(BigInt(num), BigInt(den)))
    const tables = [
      [powersCoarse, 256, (i: number) => F.exp(entry(i, 256))],
      [powersFine, 256, (i: number) => F.exp(entry(i, 65536))],
      [logsCoarse, 129, (i: number) => F.neg(F.log(entry(256 - i, 256)))],
      [logsFine, 2 * FINE + 1, (i: number) => F.neg(F.log(entry(16384 + FINE - i, 16384)))],
    ] as const
    for (const [table, length, value] of tables)
      for (let i = 0; i < length; i++) {
        const truth = value(i)
        for (const w of [200, 500, 1100]) {
          const c = F.of(rational(table(w)[i] as bigint, 2n ** BigInt(w)))
          const { lo, hi } = interval(F.sub(c, truth))
          const unit = rational(2n, 2n ** BigInt(w))
          expect(RATIONALS.sub(unit, hi).num >= 0n && RATIONALS.add(unit, lo).num >= 0n).toBe(true)
        }
      }
  })
})

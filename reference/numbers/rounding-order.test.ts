import fc from 'fast-check'
import { expect, test } from 'vitest'
import { floatIn } from './float.js'
import { RATIONALS } from './rational.js'
import { fromDouble } from './rounding/convert.js'
import { FORMATS } from './rounding/format.js'
import { ARITHMETICS, type Arithmetic, covers, exactly, rounding } from './rounding.js'

/** Products of the same factors, in other orders than the bound was worked out in. */

const float32 = floatIn(FORMATS.float32)
const factors = fc.array(
  fc.double({ min: 1, max: 4, noNaN: true }).map((x) => float32.add(Math.fround(x), 0)),
  { minLength: 3, maxLength: 6 },
)
const product = <T>(mul: (a: T, b: T) => T, xs: readonly T[]): T => xs.reduce((a, b) => mul(a, b))
/** By pairs: (a·b)·(c·d). */
const paired = <T>(mul: (a: T, b: T) => T, xs: readonly T[]): T => {
  if (xs.length === 1) return xs[0] as T
  const half = Math.ceil(xs.length / 2)
  return mul(paired(mul, xs.slice(0, half)), paired(mul, xs.slice(half)))
}

/** How many of some products in another order lie outside the bound of the first order. */
function outside(arithmetic: Arithmetic, seed: number): number {
  const R = rounding(arithmetic)
  return fc
    .sample(fc.tuple(factors, fc.infiniteStream(fc.nat())), { numRuns: 20_000, seed })
    .filter(([xs, keys]) => {
      const { bound } = product(R.mul, xs.map(exactly))
      const shuffled = xs
        .map((x) => [keys.next().value ?? 0, x] as const)
        .sort(([a], [b]) => a - b)
        .map(([, x]) => x)
      const exact = product(RATIONALS.mul, xs.map(fromDouble))
      return [product(float32.mul, shuffled), paired(float32.mul, shuffled)].some(
        (value) => !covers({ value, bound }, exact),
      )
    }).length
}

test('where the binade does not count a product has one bound, in whatever order', () => {
  expect(outside({ ...ARITHMETICS.float32, binade: 'any' }, 1)).toBe(0)
})

test('where it does, another order leaves the bound', () => {
  expect(outside(ARITHMETICS.float32, 1)).toBeGreaterThan(0)
})

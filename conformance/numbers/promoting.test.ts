import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ulp } from '../../reference/numbers/rounding/format.js'
import { arithmeticOf } from '../judge/formats.js'
import { numberOf, OPS, PLAIN, type Platform, type Program, run } from './fixtures/executions.js'
import { exactAt, type Formats, promoting, type Rank } from './promoting.js'

const MIXTURES = [
  ['float64', 'float64'],
  ['float64', 'float32'],
  ['float32', 'float32'],
  ['float32', 'float64'],
  ['float32', 'bfloat16'],
  ['float64', 'float16'],
  ['bfloat16', 'float32'],
  ['bfloat16', 'bfloat16'],
  ['bfloat16', 'float16'],
] as const
const formatsOf = (table: string, data: string): Formats => ({
  host: arithmeticOf('float64'),
  table: arithmeticOf(table),
  data: arithmeticOf(data),
})

/** Corners: ends of formats, neighbours of 1, powers of two, halves between numbers of a short format. */
const number: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(
    0,
    1,
    -1,
    0.5,
    2,
    1 / 3,
    1 + 2 ** -8,
    1 - 2 ** -9,
    1 + 2 ** -24,
    1 - 2 ** -53,
    2 ** -14,
    2 ** -24,
    2 ** -126,
    2 ** -149,
    65504,
    3.4e38,
    1e-5,
    0.9999,
    257 / 256,
  ),
  fc.double({ min: 0.001, max: 10, noNaN: true }),
  fc.double({ min: 0.99, max: 1.01, noNaN: true }),
  fc
    .tuple(fc.double({ min: 1, max: 2, noNaN: true }), fc.integer({ min: -40, max: 40 }), fc.boolean())
    .map(([m, e, minus]) => (minus ? -m : m) * 2 ** e),
)

const LEAVES = 5
const program = (formats: Formats): fc.Arbitrary<Program> =>
  fc.record({
    leaves: fc.array(
      fc
        .tuple(fc.constantFrom<Rank>(0, 1, 2), number)
        .map(([rank, x]) => ({ rank, value: numberOf(x, rank, formats) })),
      { minLength: LEAVES, maxLength: LEAVES },
    ),
    steps: fc
      .array(fc.tuple(fc.constantFrom(...OPS), fc.nat(99), fc.nat(99), fc.nat(99)), {
        minLength: 1,
        maxLength: 12,
      })
      .map((steps) =>
        // the newest first, so that errors pile up
        steps.map(([op, a, b, c], i) => ({
          op,
          on: [a, b, c].map((k) => LEAVES + i - 1 - (k % (LEAVES + i))) as [number, number, number],
        })),
      ),
  })

function check(formats: Formats, platform: Platform, seed: number) {
  let held = 0
  const details = fc.check(
    fc.property(program(formats), (given) => {
      const { held: some, outside } = run(formats, given, platform)
      held += some
      expect(outside).toEqual([])
    }),
    { numRuns: 400, seed },
  )
  return { failed: details.failed, held, why: details.failed ? fc.defaultReportMessage(details) : undefined }
}

describe.each(MIXTURES)('tables in %s, data in %s', (table, data) => {
  const formats = formatsOf(table, data)
  const platforms: readonly (readonly [string, Platform])[] = [
    ['rounded where they meet', PLAIN],
    ['with functions two ulps too high', { ...PLAIN, err: 2 }],
    ['with functions two ulps too low', { ...PLAIN, err: -2 }],
    ...(table === 'bfloat16' && data === 'float16'
      ? []
      : ([['kept in the wider format', { ...PLAIN, upward: true }]] as const)),
  ]
  test.each(platforms)('%s, executions lie within their bounds', (_, platform) => {
    const { why, held } = check(formats, platform, 11)
    expect(why).toBeUndefined()
    expect(held).toBeGreaterThan(1000)
  })
})

const nudged =
  (ulps: number): NonNullable<Platform['spoil']> =>
  (op, value, format) =>
    op === 'mul' || op === 'add' ? value + ulps * ulp(value, format) : value
test.each<[string, Platform]>([
  [
    'truncates operands',
    {
      ...PLAIN,
      convert: ({ value }, to) => {
        const near = PLAIN.convert({ value, rank: 0, format: to }, to)
        return Math.abs(near) > Math.abs(value) ? near - Math.sign(near) * ulp(near, to) : near
      },
    },
  ],
  ['is an ulp off in products and sums', { ...PLAIN, spoil: nudged(1) }],
  ['has functions ten ulps off', { ...PLAIN, err: 10 }],
  ['has the wrong sign at limits', { ...PLAIN, spoil: (op, value) => (op === 'clamp' ? -value : value) }],
])('a platform that %s is outside', (_, platform) => {
  expect(check(formatsOf('float64', 'float32'), platform, 11).failed).toBe(true)
})

describe('the same number', () => {
  const P = promoting(formatsOf('float64', 'bfloat16'))
  const x = exactAt(1 / 3, 1)
  test('less itself is 0, whatever it was rounded to', () => {
    expect(P.sub(x, x)).toEqual({ value: 0, bound: 0, rank: 1 })
    const product = P.mul(x, exactAt(3, 2))
    expect(P.sub(product, product)).toEqual({ value: 0, bound: 0, rank: 2 })
  })
  test('by itself is 1', () => {
    expect(P.div(x, x)).toEqual({ value: 1, bound: 0, rank: 1 })
  })
  test('as another object is not the same number', () => {
    const rounded = P.mul(x, exactAt(1, 2))
    const again = P.mul(x, exactAt(1, 2))
    expect(P.sub(rounded, again).bound).toBeGreaterThan(0)
  })
  test('is a literal wherever it stands, and adopts the format of what it meets', () => {
    expect(P.lit('1/3')).toBe(P.lit('1/3'))
    expect(P.add(P.lit('1/3'), exactAt(0.5, 2)).rank).toBe(2)
    expect(P.add(P.lit(1n), x).rank).toBe(1)
  })
})

describe('a clamp', () => {
  const P = promoting(formatsOf('float32', 'float32'))
  const near = { value: 0.9999, bound: 0.001, rank: 2 as const }
  const one = P.lit(1n)
  test('passes a bound that straddles a limit, and no more', () => {
    expect(P.clamp(near, { high: one })).toEqual({ value: near.value, bound: 0.001, rank: 2 })
    expect(P.clamp({ ...near, value: 1.0005 }, { high: one })).toEqual({ value: 1, bound: 0.001, rank: 2 })
    expect(P.clamp({ ...near, value: -1.0005 }, { low: P.neg(one) })).toEqual({
      value: -1,
      bound: 0.001,
      rank: 2,
    })
  })
  test('is the limit itself certainly beyond it', () => {
    expect(P.clamp({ ...near, value: 1.1 }, { high: one })).toEqual(P.as(one, 2))
    expect(P.clamp({ ...near, value: -1.1 }, { low: P.neg(one), high: one })).toEqual(P.as(P.neg(one), 2))
  })
  test('certainly within is the number', () => {
    expect(P.clamp({ ...near, value: 0.5 }, { low: P.neg(one), high: one })).toEqual({
      value: 0.5,
      bound: 0.001,
      rank: 2,
    })
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { posteriorMean } from '../process/posterior.js'
import type { AnalyticField } from './algebra.js'
import { at, softmax } from './combinators.js'
import { environment, evaluateNode, type Node } from './dag.js'
import { environments, expressions, floats, rationals } from './fixtures/expressions.js'
import { FLOAT32 } from './float.js'
import { formula } from './formula.js'
import { RATIONALS, type Rational } from './rational.js'
import { fromDouble, roundToFormat } from './rounding/convert.js'
import { FORMATS, ulp } from './rounding/format.js'
import {
  ARITHMETICS,
  type Arithmetic,
  bounded,
  covers,
  exactly,
  nearest,
  type Rounded,
  rounding,
  stored,
} from './rounding.js'

const FIELD = ['add', 'sub', 'mul', 'div', 'neg'] as const
const noValue = () => {
  throw new RangeError('not a field operation')
}
const FIELD_ONLY: AnalyticField<Rational> = {
  ...RATIONALS,
  exp: noValue,
  log: noValue,
  expm1: noValue,
  log1p: noValue,
  sin: noValue,
  cos: noValue,
  erf: noValue,
  shift: noValue,
  get pi() {
    return noValue()
  },
}

/** The exact value, or undefined where the expression divides by zero. */
function exactValue(root: Node, inputs: ReadonlyMap<string, Rational>): Rational | undefined {
  try {
    return evaluateNode(root, FIELD_ONLY, environment(inputs))
  } catch (error) {
    if (error instanceof RangeError && /zero|\/0/.test(error.message)) return undefined
    throw error
  }
}

const median = (xs: number[]) => xs.sort((a, b) => a - b)[Math.floor(xs.length / 2)] ?? Number.NaN

/** The medians measured are 3 to 5: a bound that became ten times as wide would be noticed here. */
const SHARP = 30

/** bound/error over the cases in which both are positive and finite. */
const ratioOf = (r: Rounded, x: Rational): number | undefined => {
  if (!(r.bound > 0 && r.bound < Infinity)) return undefined
  const error = Math.abs(roundToFormat(RATIONALS.sub(fromDouble(r.value), x)))
  return error > 0 ? r.bound / error : undefined
}

describe.each(Object.values(ARITHMETICS))('the bound in $format.name', (arithmetic) => {
  const { format } = arithmetic
  const F = rounding(arithmetic)
  const check = (inputs: fc.Arbitrary<ReadonlyMap<string, Rational>>, read: (x: Rational) => Rounded) => {
    const ratios: number[] = []
    let finite = 0
    fc.assert(
      fc.property(expressions(FIELD), inputs, ({ root }, point) => {
        const exact = exactValue(root, point)
        if (!exact) return true
        const known = new Map([...point].map(([name, x]) => [name, read(x)]))
        const result = evaluateNode(root, F, environment(known))
        const ratio = ratioOf(result, exact)
        if (ratio !== undefined) ratios.push(ratio)
        if (result.bound < Infinity) finite += 1
        return covers(result, exact)
      }),
      { numRuns: 4000 },
    )
    return { ratio: median(ratios), finite, of: ratios.length }
  }

  test('holds where the inputs are numbers of the format', () => {
    const exact = floats(format).map(fromDouble)
    const next = (x: Rational) => {
      const value = roundToFormat(x, format)
      return fromDouble(Math.min(format.max, value + ulp(value, format)))
    }
    const report = check(environments(exact, next), (x) => exactly(roundToFormat(x, format)))
    expect(report.finite).toBeGreaterThan(2000)
    expect(report.ratio).toBeLessThan(SHARP)
  })

  test('holds where the inputs are exact numbers that are rounded first', () => {
    const report = check(
      environments(rationals, (x) => RATIONALS.add(x, RATIONALS.lit('1e-20'))),
      (x) => nearest(x, roundToFormat(x, format)),
    )
    expect(report.finite).toBeGreaterThan(2000)
    expect(report.ratio).toBeLessThan(SHARP)
  })
})

describe('another execution in the same model lies within the same bound', () => {
  // float32 as on a GPU: quotients up to 2.5 ulps off, subnormals flushed on the way in and out
  const gpu: Arithmetic = {
    ...ARITHMETICS.float32,
    underflow: 'flush',
    ulps: { ...ARITHMETICS.float32.ulps, div: 2.5 },
  }
  const flushed = (x: number) => (Math.abs(x) < 2 ** FORMATS.float32.emin ? 0 : x)
  const spacing = (x: number) => ulp(x * (1 - 2 ** -30), FORMATS.float32)
  const rogue = (off: () => number): AnalyticField<number> => {
    const out = (x: number) => flushed(Math.fround(x))
    return {
      ...FLOAT32,
      lit: (exact) => flushed(FLOAT32.lit(exact)),
      add: (a, b) => out(flushed(a) + flushed(b)),
      sub: (a, b) => out(flushed(a) - flushed(b)),
      mul: (a, b) => out(flushed(a) * flushed(b)),
      div: (a, b) => {
        const q = out(flushed(a) / flushed(b))
        return out(q + off() * spacing(q))
      },
    }
  }

  test('float32 with 2.5 ulps of division and flushing', () => {
    const F = rounding(gpu)
    const inputs = environments(floats(FORMATS.float32), (x) => x)
    const off = fc.infiniteStream(fc.integer({ min: -2, max: 2 }))
    let finite = 0
    fc.assert(
      fc.property(expressions(FIELD), inputs, off, ({ root }, point, stream) => {
        const exact = exactValue(root, new Map([...point].map(([name, x]) => [name, fromDouble(x)])))
        if (!exact) return true
        const known = new Map([...point].map(([name, x]) => [name, exactly(x)]))
        const { bound } = evaluateNode(root, F, environment(known))
        const other = evaluateNode(
          root,
          rogue(() => stream.next().value ?? 0),
          environment(point),
        )
        if (bound < Infinity) finite += 1
        return bound === Infinity || Number.isNaN(other) || covers({ value: other, bound }, exact)
      }),
      { numRuns: 6000 },
    )
    expect(finite).toBeGreaterThan(3000)
  })
})

describe('what the bound knows', () => {
  const F = rounding(ARITHMETICS.float32)

  test('a node minus itself is 0, and divided by itself 1', () => {
    const x = stored(0.1, FORMATS.float16)
    expect(F.sub(x, x)).toEqual(exactly(0))
    expect(F.div(x, x)).toEqual(exactly(1))
    expect(F.sub(x, { ...x }).bound).toBeGreaterThan(0)
  })

  test('the shifted softmax of large uncertain logits is as sharp as its gaps', () => {
    const weights = formula('roundingTestWeights', 'r', [['x', 'y']], (<T>(
      G: AnalyticField<T>,
      xs: readonly T[],
    ) => softmax(G, [G.div(at(xs, 0), G.lit('1e-6')), G.div(at(xs, 1), G.lit('1e-6'))])) as <T>(
      G: AnalyticField<T>,
      xs: readonly T[],
    ) => readonly T[])
    const [first] = bounded(weights<Rounded>, ARITHMETICS.float32)([exactly(1), exactly(0.5)])
    expect(first?.value).toBe(1)
    // e⁰ = 1 is exact and the other term vanishes beside it: the sum and the quotient are rounded, by 2⁻²⁴ each
    expect(first?.bound).toBeLessThan(2 ** -23 * (1 + 2 ** -22))
  })

  test('an input known to half an ulp widens the bound, by what the formula makes of it', () => {
    const mean = bounded(posteriorMean<Rounded>, ARITHMETICS.float32)
    const at = (read: (x: number) => Rounded) =>
      mean(
        {
          prior: { signal: read(0.75), variance: read(0.4375) },
          step: { signal: read(0.5), variance: read(0.75) },
        },
        { x0: read(1), xt: read(-2) },
      )
    expect(at((x) => stored(x, FORMATS.float16)).bound).toBeGreaterThan(1000 * at(exactly).bound)
  })

  test('where a divisor may be 0 or a result may overflow nothing is claimed', () => {
    const near = { value: 1e-3, bound: 1e-3 }
    expect(F.div(exactly(1), near).bound).toBe(Infinity)
    expect(F.log(near).bound).toBe(Infinity)
    expect(F.mul(exactly(FORMATS.float32.max), exactly(2)).bound).toBe(Infinity)
    expect(F.sqrt(near).bound).toBeLessThan(0.04)
  })
})

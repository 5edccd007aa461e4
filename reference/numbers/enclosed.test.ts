import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { posteriorMean } from '../process/posterior.js'
import type { AnalyticField, Field } from './algebra.js'
import { at, logSumExp, softmax } from './combinators.js'
import { BINARY, evaluateNode, UNARY } from './dag.js'
import { compileEnclosed } from './enclosed.js'
import {
  type Ball,
  contains,
  type Enclosure,
  enclosure,
  hi,
  intersects,
  lo,
  Undecided,
} from './enclosure/index.js'
import { environments, expressions, LEAVES, rationals } from './fixtures/expressions.js'
import { formula } from './formula.js'
import { parseRational, RATIONALS, type Rational } from './rational.js'

/** Up to 128 bits triple-doubles come first, beyond them the balls are alone. */
const [F, G] = [enclosure(100), enclosure(200)]
const width = (ball: Ball) => RATIONALS.sub(hi(ball), lo(ball))
/** Is a at most 2⁻⁴⁰ wider? Every operation rounds its radius up by 2⁻⁴⁷ or so. */
const isAsNarrow = (a: Ball, b: Ball) =>
  RATIONALS.sub(RATIONALS.mul(parseRational(`${2n ** 40n + 1n}/${2n ** 40n}`), width(b)), width(a)).num >= 0n

/** The enclosure, and how often any of its operations was called. */
function counted(E: Enclosure) {
  const calls = { count: 0, log: 0 }
  const counting =
    (f: (...args: never[]) => unknown, name: string) =>
    (...args: never[]) => {
      calls.count++
      if (name === 'log') calls.log++
      return f(...args)
    }
  const entries = Object.entries(E).map(([name, f]) => [
    name,
    typeof f === 'function' ? counting(f, name) : f,
  ])
  return { field: Object.fromEntries(entries) as Enclosure, calls }
}

describe('a formula compiled to enclosures', () => {
  it('gives the balls of the generic call, or as narrow ones, whatever is given before', () => {
    for (const E of [F, G]) {
      const transition = {
        prior: { signal: E.lit('0.9'), variance: E.lit('0.19') },
        step: { signal: E.lit('0.7'), variance: E.lit('0.51') },
      }
      const place = { x0: E.lit('1/3'), xt: E.lit('-2/7') }
      const generic = posteriorMean(E, transition, place)
      const compiled = compileEnclosed(posteriorMean<Ball>, E)(transition, place)
      const given = { 'prior.signal': E.lit('0.9'), 'step.variance': E.lit('0.51'), x0: E.lit('1/3') }
      // what is given is not read from the arguments
      const other = { ...place, x0: E.lit('5') }
      for (const ball of [compiled, compileEnclosed(posteriorMean<Ball>, E, { given })(transition, other)]) {
        expect(intersects(ball, generic) && isAsNarrow(ball, generic)).toBe(true)
        if (E === G) expect(ball).toEqual(generic)
      }
      expect(() => compileEnclosed(posteriorMean<Ball>, E, { given: { x: E.lit('1') } })).toThrow(
        /'x' is no input of posteriorMean/,
      )
    }
  })

  it('multiplies by powers of two without widening', () => {
    const factors = ['1/2', '1/8', '4', '1', '3', '-2', '0.3']
    const scaled = formula('enclosedTestScaled', 'f', ['a'], <T>(G: Field<T>, a: T) =>
      factors.map((text) => G.mul(G.lit(text), G.mul(a, G.lit(text)))),
    )
    for (const E of [F, G]) {
      const compiled = compileEnclosed(scaled<Ball>, E)
      for (const text of ['1/3', '-7', '1e-40', '0']) {
        const generic = scaled(E, E.lit(text))
        const truth = scaled(RATIONALS, parseRational(text))
        compiled(E.lit(text)).forEach((ball, i) => {
          expect(contains(ball, at(truth, i))).toBe(true)
          expect(isAsNarrow(ball, at(generic, i))).toBe(true)
        })
      }
    }
  })

  const mixed = formula('enclosedTest', 'f', [['a', 'b']], <T>(G: AnalyticField<T>, xs: readonly T[]) => [
    G.add(G.log(G.mul(G.lit(2n), G.pi)), logSumExp(G, xs)),
    ...softmax(G, xs),
    G.div(G.sqrt(G.add(G.mul(at(xs, 0), at(xs, 0)), G.lit('1/7'))), G.expm1(at(xs, 1))),
    G.log1p(G.exp(at(xs, 1))),
  ])

  it('computes what is constant once', () => {
    const { field, calls } = counted(G)
    const compiled = compileEnclosed(mixed<Ball>, field)
    const args = [G.lit('1/3'), G.lit('-2')]
    expect([compiled(args), compiled(args)]).toEqual([mixed(G, args), mixed(G, args)])
    expect(calls.log).toBe(3)
  })

  it('asks the balls only for what triple-doubles leave undecided, and holds the true values', () => {
    const E = enclosure(128)
    const { field, calls } = counted(E)
    const compiled = compileEnclosed(mixed<Ball>, field)
    let left = 0
    const number = fc.tuple(fc.integer({ min: -99999, max: 99999 }), fc.integer({ min: 0, max: 8 }))
    fc.assert(
      fc.property(number, number, ([a, i], [b, j]) => {
        fc.pre(b !== 0)
        const texts = [`${a}e-${i}`, `${b}e-${j}`]
        const before = calls.count
        const args = texts.map(E.lit)
        const found = compiled(args)
        const [generic, truth] = [mixed(E, args), mixed(enclosure(400), texts.map(enclosure(400).lit))]
        const isFirst = calls.count === before
        found.forEach((ball, k) => {
          expect(contains(ball, lo(at(truth, k))) && contains(ball, hi(at(truth, k)))).toBe(true)
          if (isFirst) expect(isAsNarrow(ball, at(generic, k))).toBe(true)
          else expect(ball).toEqual(at(generic, k))
        })
        left += isFirst ? 0 : 1
        if (Math.abs(a * 10 ** -i) < 200 && Math.abs(b * 10 ** -j) < 200) expect(isFirst).toBe(true)
      }),
      { numRuns: 300, seed: 1 },
    )
    // where one weight is far below the other
    expect(left).toBeGreaterThan(0)
  })

  it('holds the true value of any expression, or has none where there is none', () => {
    const [E, fine] = [enclosure(128), enclosure(1000)]
    const reading = <R>(read: () => R): R | RangeError => {
      try {
        return read()
      } catch (error) {
        if (error instanceof RangeError) return error
        throw error
      }
    }
    let [count, held, refused] = [0, 0, 0]
    fc.assert(
      fc.property(
        expressions([...BINARY, ...UNARY, 'pi']),
        environments(rationals, (q) => q),
        ({ root }, env) => {
          const values = LEAVES.map((path) => env.get(path) as Rational)
          const expression = formula(
            `enclosedTestRandom${count++}`,
            'f',
            LEAVES,
            <T>(G: AnalyticField<T>, ...xs: T[]) =>
              evaluateNode(root, G, (path) => at(xs, (LEAVES as readonly string[]).indexOf(path))),
          )
          const truth = reading(() => expression(fine, ...values.map(fine.of)))
          const found = reading(() => compileEnclosed(expression<Ball>, E)(...values.map(E.of)))
          if (truth instanceof Undecided) return
          if (truth instanceof RangeError) {
            refused++
            expect(found).toBeInstanceOf(RangeError)
          } else if (!(found instanceof RangeError)) {
            held++
            expect(intersects(found, truth)).toBe(true)
          }
        },
      ),
      { numRuns: 1000, seed: 1 },
    )
    expect(Math.min(held, refused)).toBeGreaterThan(100)
  })

  it('leaves to the balls what has no place in triple-doubles', () => {
    const E = enclosure(128)
    const test = formula('enclosedTestFar', 'f', ['a', 'b'], <T>(G: AnalyticField<T>, a: T, b: T) => [
      G.sub(a, b),
      G.div(a, b),
      G.log(b),
    ])
    const compiled = compileEnclosed(test<Ball>, E)
    const third = E.lit('1/3')
    const long = E.double(1 + 2 ** -40)
    const square = { mid: long.mid ** 5n, exp: 5 * long.exp, rad: 0 }
    const far: [Ball, Ball][] = [
      [square, { ...square, mid: square.mid + 1n }], // 200 bits that cancel
      [{ mid: 1n, exp: -5000, rad: 0 }, third],
      [third, { mid: 1n, exp: 5000, rad: 0 }],
      [third, E.between(parseRational('1/3'), parseRational('1/2'))],
      [third, third], // 0 in the difference
    ]
    for (const [a, b] of far) expect(compiled(a, b)).toEqual(test(E, a, b))
    expect(() => compiled(third, E.lit('-1'))).toThrow(/log of/)
    for (const a of [third, E.lit('0')]) expect(() => compiled(a, E.lit('0'))).toThrow(/division by zero/)
    // what has no value is not hidden by the shift, which needs none of its digits
    const hidden = formula('enclosedTestShift', 'f', ['a'], <T>(G: AnalyticField<T>, a: T) =>
      G.shift([G.sqrt(a), a]),
    )
    expect(() => compileEnclosed(hidden<Ball>, E)(E.lit('-1'))).toThrow(/square root of a negative/)
    const waves = formula('enclosedTestWave', 'f', ['a'], <T>(G: AnalyticField<T>, a: T) =>
      G.sin(G.mul(a, a)),
    )
    expect(compileEnclosed(waves<Ball>, E)(third)).toEqual(waves(E, third))
  })
})

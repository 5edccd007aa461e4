import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compose } from '../process/kernel.js'
import { posteriorMean, posteriorVariance } from '../process/posterior.js'
import type { AnalyticField } from './algebra.js'
import { compile, compileBatch, source } from './codegen.js'
import { logSumExp, softmax } from './combinators.js'
import { environment, evaluate, matchArguments, type Node, outputs, reachable, trace } from './dag.js'
import { FLOAT32, FLOAT64 } from './float.js'
import { formula, withReplacement } from './formula.js'

const number = fc.oneof(fc.double(), fc.double({ min: -10, max: 10 }), fc.constantFrom(0, -0, 1e-320, 1e300))
const kernel = fc.record({ signal: number, variance: number })
const transition = fc.record({ prior: kernel, step: kernel })
const point = fc.record({ x0: number, xt: number })

const everything = formula('dagTestEverything', 'f', [['x', 'y', 'z'], 'w'], (<T>(
  F: AnalyticField<T>,
  xs: readonly T[],
  w: T,
) => ({
  weights: softmax(F, xs),
  level: logSumExp(F, xs),
  rest: F.add(
    F.mul(F.lit('1/3'), F.erf(F.sin(w))),
    F.div(F.expm1(F.cos(w)), F.sub(F.log1p(F.sqrt(F.mul(w, w))), F.neg(F.pi))),
  ),
})) as <T>(F: AnalyticField<T>, xs: readonly T[], w: T) => { weights: readonly T[]; level: T; rest: T })

describe('the expression graph', () => {
  test('names its variables by their place and shares equal subexpressions', () => {
    const traced = trace(posteriorMean<Node>)
    expect(traced.leaves.map((node) => node.op === 'leaf' && [node.leaf.path, node.leaf.tex])).toEqual([
      ['prior.signal', 'a_s'],
      ['prior.variance', 'v_s'],
      ['step.signal', 'a'],
      ['step.variance', 'v'],
      ['x0', 'x_0'],
      ['xt', 'x_t'],
    ])
    const { graph: F, leaves } = traced
    const [a, b] = leaves
    if (!a || !b) throw new Error('posteriorMean has lost its arguments')
    expect(F.mul(a, b)).toBe(F.mul(a, b))
    expect(F.mul(a, b)).not.toBe(F.mul(b, a))
    expect(F.lit('0.5')).toBe(F.lit('1/2'))
    expect(reachable([traced.value]).map(({ id }) => id)).toEqual(
      [...reachable([traced.value])].map(({ id }) => id).sort((x, y) => x - y),
    )
  })

  test('sees the formula as declared, also while it is replaced', async () => {
    const before = trace(posteriorVariance<Node>)
    await withReplacement(
      'posteriorVariance',
      (F) => F.lit(0n),
      async () => {
        expect(outputs(trace(posteriorVariance<Node>).value).length).toBe(1)
        expect(trace(posteriorVariance<Node>).value.op).toBe(before.value.op)
      },
    )
  })

  test('two arguments with the same names are told apart', () => {
    const both = formula(
      'dagTestBoth',
      'f',
      [{ a: 'p' }, { a: 'q' }],
      <T>(F: AnalyticField<T>, x: { a: T }, y: { a: T }): T => F.sub(x.a, y.a),
    )
    const { leaves, value } = trace(both<Node>)
    expect(leaves.map((node) => node.op === 'leaf' && node.leaf.path)).toEqual(['arg1.a', 'arg2.a'])
    expect(evaluate(value, FLOAT64, environment({ 'arg1.a': 5, 'arg2.a': 3 }))).toBe(2)
  })

  test('arguments of another shape do not match', () => {
    const symbols = [['x', 'y'], { a: 'a' }]
    expect(matchArguments(symbols, [[1, 2], { a: 3 }])).toEqual(
      new Map([
        ['arg1.0', 1],
        ['arg1.1', 2],
        ['a', 3],
      ]),
    )
    for (const args of [[[1], { a: 3 }], [[1, 2], {}], [[1, 2]], [{ 0: 1, 1: 2 }, { a: 3 }]])
      expect(matchArguments(symbols, args)).toBeUndefined()
  })
})

const same = (a: unknown, b: unknown) => expect(a).toEqual(b) // toEqual compares numbers by Object.is

describe('generated code has the bits of the generic call', () => {
  test.each([
    ['float64', FLOAT64, (x: number) => x],
    ['float32', FLOAT32, Math.fround],
  ] as const)('%s', (precision, F, round) => {
    const r = ({ signal, variance }: { signal: number; variance: number }) => ({
      signal: round(signal),
      variance: round(variance),
    })
    const [mean, kernelOf, all] = [
      compile(posteriorMean<number>, precision),
      compile(compose<number>, precision),
      compile(everything<number>, precision),
    ]
    fc.assert(
      fc.property(transition, point, fc.tuple(number, number, number), (tr, p, xs) => {
        const t = { prior: r(tr.prior), step: r(tr.step) }
        const q = { x0: round(p.x0), xt: round(p.xt) }
        const x = xs.map(round)
        same(mean(t, q), posteriorMean(F, t, q))
        same(kernelOf(t), compose(F, t))
        same(all(x, q.x0), everything(F, x, q.x0))
      }),
      { numRuns: 2000 },
    )
  })

  test('row by row in a batch, with what does not vary taken out of the loop', () => {
    const batch = compileBatch(posteriorMean<number>, ['x0', 'xt'])
    fc.assert(
      fc.property(transition, fc.array(point), (tr, points) => {
        const into = new Float64Array(points.length)
        batch.run(
          points.length,
          {
            'prior.signal': tr.prior.signal,
            'prior.variance': tr.prior.variance,
            'step.signal': tr.step.signal,
            'step.variance': tr.step.variance,
            x0: { data: Float64Array.from(points.flatMap(({ x0, xt }) => [x0, xt])), stride: 2 },
            xt: points.map(({ xt }) => xt),
          },
          { '': into },
        )
        same(
          [...into],
          points.map((p) => posteriorMean(FLOAT64, tr, p)),
        )
      }),
    )
  })

  test('a batch refuses columns that are missing or short', () => {
    const batch = compileBatch(posteriorVariance<number>, ['prior.variance'])
    const fixed = { 'prior.signal': 1, 'step.signal': 1, 'step.variance': 1 }
    const into = { '': new Float64Array(3) }
    expect(() => batch.run(3, fixed, into)).toThrow("no input was given for 'prior.variance'")
    expect(() => batch.run(3, { ...fixed, 'prior.variance': [1, 2] }, into)).toThrow('has 2 entries')
    expect(() => compileBatch(posteriorVariance<number>, ['x0'])).toThrow(
      "'x0' is no input of posteriorVariance",
    )
  })

  test('no name that a user chose becomes code', () => {
    const path = 'x"];globalThis.leaked=1;["'
    const odd = formula(
      'dagTestOdd',
      'f',
      [{ [path]: 'x' }],
      <T>(F: AnalyticField<T>, r: Record<string, T>): T => F.neg(r[path] as T),
    )
    expect(compile(odd<number>)({ [path]: 3 })).toBe(-3)
    expect('leaked' in globalThis).toBe(false)
    expect(source(trace(odd<Node>))).toContain(JSON.stringify(path))
  })
})

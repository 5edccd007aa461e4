import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { posteriorMean } from '../process/posterior.js'
import type { AnalyticField } from './algebra.js'
import { compileCertified, compileCertifiedBatch } from './certified.js'
import { logSumExp, softmax } from './combinators.js'
import { type Ball, enclosure, roundTo } from './enclosure/index.js'
import { formula } from './formula.js'

const number = fc.double({ min: -700, max: 700, noNaN: true })

const all = formula(
  'certifiedTestAll',
  'f',
  [['x_1', 'x_2', 'x_3']],
  <T>(F: AnalyticField<T>, xs: readonly T[]) => {
    const [x, y, z] = xs as [T, T, T]
    const square = F.mul(y, y)
    return {
      weights: softmax(F, xs),
      logarithms: [logSumExp(F, xs), F.log1p(square), F.expm1(F.div(z, F.lit('1000')))],
      others: [F.sqrt(F.add(square, F.mul(z, z))), F.cos(x), F.neg(F.mul(F.pi, F.sub(y, x)))],
    }
  },
)

describe('compiled certified formulas', () => {
  it('give the double nearest to the true value, whichever stage decides', () => {
    const compiled = compileCertified(all<number>)
    const F = enclosure(2200)
    fc.assert(
      fc.property(fc.tuple(number, number, number), (xs) => {
        const [values, truth] = [compiled(xs), all<Ball>(F, xs.map(F.double))]
        for (const name of ['weights', 'logarithms', 'others'] as const)
          expect(values[name]).toEqual(truth[name].map((ball) => roundTo(ball)))
      }),
      { numRuns: 300, seed: 1 },
    )
  })

  it('decide a product half-way between two doubles by the exact value, ties to even', () => {
    const product = formula('certifiedTestProduct', 'f', ['a', 'b'], <T>(F: AnalyticField<T>, a: T, b: T) =>
      F.mul(a, b),
    )
    const compiled = compileCertified(product<number>)
    // 3·2⁵² + 3 and 3·2⁵² + 9 in steps of 2
    expect(compiled(3, 2 ** 52 + 1)).toBe(3 * 2 ** 52 + 4)
    expect(compiled(3, 2 ** 52 + 3)).toBe(3 * 2 ** 52 + 8)
    expect(compiled(2 ** -537, 2 ** -538)).toBe(0)
    expect(compiled(1.5 * 2 ** -537, 2 ** -537)).toBe(2 * Number.MIN_VALUE)
    expect(compiled(1e200, 1e200)).toBe(Infinity)
  })

  it('name what they cannot decide, and refuse what is no number', () => {
    const back = formula('certifiedTestBack', 'f', ['a', 'b'], <T>(F: AnalyticField<T>, a: T, b: T) => ({
      value: F.exp(F.log(F.mul(a, b))),
    }))
    const compiled = compileCertified(back<number>)
    // half-way between two doubles, which no enclosure of e^(log a) can tell
    expect(() => compiled(3, 2 ** 52 + 1)).toThrow(/certifiedTestBack\.value was not decided to float64/)
    expect(compiled(3, 5)).toEqual({ value: 15 })
    expect(() => compiled(Number.NaN, 1)).toThrow(/finite double/)
    expect(() => compiled(0, 1)).toThrow(/above 0/)
  })

  it('in a batch are the same, row by row', () => {
    const [single, batch] = [
      compileCertified(posteriorMean<number>),
      compileCertifiedBatch(posteriorMean<number>, ['x0', 'step.signal']),
    ]
    const rows = [0.1, 0.7, -3, 1e-300, 5e9]
    const into = new Float64Array(rows.length)
    const prior = { signal: 0.9, variance: 0.3 }
    batch.run(
      rows.length,
      {
        'prior.signal': prior.signal,
        'prior.variance': prior.variance,
        'step.signal': rows.map((x) => 1 / (1 + x * x)),
        'step.variance': 0.2,
        x0: rows,
        xt: -0.4,
      },
      { '': into },
    )
    expect([...into]).toEqual(
      rows.map((x0) =>
        single({ prior, step: { signal: 1 / (1 + x0 * x0), variance: 0.2 } }, { x0, xt: -0.4 }),
      ),
    )
    expect(() => batch.run(1, {}, { '': new Float32Array(1) })).toThrow(
      /would round the nearest doubles again/,
    )
  })
})

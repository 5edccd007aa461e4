import { describe, expect, it } from 'vitest'
import type { AnalyticField } from '../numbers/algebra.js'
import { compileCertified } from '../numbers/certified.js'
import { enclose, enclosure, interval, roundTo } from '../numbers/enclosure/index.js'
import type { Vector } from '../numbers/linear.js'
import { ARITHMETICS, covers, type Rounded, rounding } from '../numbers/rounding.js'
import { hoKernel } from '../process/conventions.js'
import type { Kernel } from '../process/kernel.js'
import { atoms, dataIn, type Law, mixture } from './law.js'
import {
  type Data,
  epsCovariance,
  epsStar,
  logDensity,
  logDensityHessian,
  posteriorWeights,
  score,
  x0Covariance,
  x0Hat,
} from './posterior.js'

const coin = atoms([
  { weight: '1/2', at: [1] },
  { weight: '1/2', at: [-1] },
])

/** What one algebra makes of a law under Ho et al.'s kernel, at a point of literals. */
const at = <T>(F: AnalyticField<T>, law: Law, alphaBar: string, x: readonly string[]) =>
  [hoKernel(F, { alphaBar: F.lit(alphaBar) }), dataIn(F, law), x.map(F.lit)] as const

describe('certified values of a law', () => {
  it('are those in print: q(15) for ±1 at ᾱ = 0.9, which no double holds', () => {
    const density = enclose((F) => F.exp(logDensity(F, ...at(F, coin, '0.9', ['15']))), { digits: 3 })
    expect(density.decimal).toBe('1.16e-429')
  })

  it('agree with the tanh of TB-ATOM to 30 digits', () => {
    // x̂₀ = tanh y with y = √ᾱ·x/(1−ᾱ)
    const general = enclose((F) => x0Hat(F, ...at(F, coin, '0.3', ['0.7']))[0] ?? F.lit(0n), { digits: 30 })
    const closed = enclose(
      (F) => {
        const y = F.div(F.mul(F.sqrt(F.lit('0.3')), F.lit('0.7')), F.lit('0.7'))
        const [up, down] = [F.exp(y), F.exp(F.neg(y))]
        return F.div(F.sub(up, down), F.add(up, down))
      },
      { digits: 30 },
    )
    expect(general.decimal).toBe(closed.decimal)
  })
})

describe('a law compiled to certified doubles', () => {
  it('gives the double nearest to the true posterior, score and density', () => {
    const symbols = [
      { signal: 'a', variance: 'v' },
      [0, 1].map((k) => ({ weight: `w_${k}`, mean: [`m_${k}`], covariance: [[`s_${k}`]] })),
      ['x'],
    ]
    const [F, kernel] = [enclosure(400), { signal: 0.6, variance: 0.64 }]
    const law = [
      { weight: 0.3, mean: [-1], covariance: [[0.25]] },
      { weight: 0.7, mean: [2], covariance: [[0.5]] },
    ]
    const exact = {
      kernel: { signal: F.double(0.6), variance: F.double(0.64) },
      law: law.map(({ weight, mean, covariance }) => ({
        weight: F.double(weight),
        mean: mean.map(F.double),
        covariance: covariance.map((row) => row.map(F.double)),
      })),
    }
    const compiled = [
      compileCertified(posteriorWeights<number>, symbols),
      compileCertified(score<number>, symbols),
    ] as const
    const density = compileCertified(logDensity<number>, symbols)
    for (const x of [0.37, -20, 1e3, 1e-9]) {
      const point = [F.double(x)]
      expect(compiled[0](kernel, law, [x])).toEqual(
        posteriorWeights(F, exact.kernel, exact.law, point).map((b) => roundTo(b)),
      )
      expect(compiled[1](kernel, law, [x])).toEqual(
        score(F, exact.kernel, exact.law, point).map((b) => roundTo(b)),
      )
      expect(density(kernel, law, [x])).toBe(roundTo(logDensity(F, exact.kernel, exact.law, point)))
    }
  })
})

describe('floating readings of a law', () => {
  const three = mixture([
    {
      weight: '0.2',
      mean: ['1', '-0.5'],
      covariance: [
        ['1.3', '0.4'],
        ['0.4', '0.7'],
      ],
    },
    {
      weight: '0.5',
      mean: ['-2', '0.3'],
      covariance: [
        ['0.1', '-0.05'],
        ['-0.05', '2'],
      ],
    },
    { weight: '0.3', mean: ['0.6', '3'] },
  ])
  type OfData = <T>(F: AnalyticField<T>, kernel: Kernel<T>, data: Data<T>, x: Vector<T>) => unknown
  const quantities: readonly (readonly [string, OfData])[] = [
    ['logDensity', logDensity],
    ['posteriorWeights', posteriorWeights],
    ['x0Hat', x0Hat],
    ['epsStar', epsStar],
    ['score', score],
    ['x0Covariance', x0Covariance],
    ['epsCovariance', epsCovariance],
    ['logDensityHessian', logDensityHessian],
  ]
  const places = [
    ['0.99', '0.3', '-0.2'],
    ['0.5', '-1.1', '2.5'],
    ['0.01', '4', '4'],
  ] as const

  it.each(['float64', 'float32'] as const)(
    'in %s lie within their derived bound of the certified value',
    (format) => {
      const [exact, float] = [enclosure(200), rounding(ARITHMETICS[format])]
      for (const [, formula] of quantities)
        for (const [alphaBar, ...x] of places) {
          const truth = flat<ReturnType<typeof exact.lit>>(formula(exact, ...at(exact, three, alphaBar, x)))
          const values = flat<Rounded>(formula(float, ...at(float, three, alphaBar, x)))
          expect(values).toHaveLength(truth.length)
          truth.forEach((ball, i) => {
            const value = values[i]
            expect(value?.bound).toBeLessThan(Infinity)
            const { lo, hi } = interval(ball)
            expect(value && covers(value, lo) && covers(value, hi)).toBe(true)
          })
        }
    },
  )
})

/** The numbers in nested lists, in order. */
const flat = <T>(value: unknown): readonly T[] =>
  Array.isArray(value) ? value.flatMap((v) => flat<T>(v)) : [value as T]

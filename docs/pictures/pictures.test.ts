import { describe, expect, it } from 'vitest'
import { LEDGER } from '../../properties/ledger.js'
import { dataIn } from '../../reference/data/law.js'
import { unchanged } from '../../reference/data/location.js'
import type { Data } from '../../reference/data/posterior.js'
import { epsStar, logDensity, logDensityHessian, score, x0Hat } from '../../reference/data/posterior.js'
import { reverseKernel } from '../../reference/data/reverse.js'
import { at } from '../../reference/numbers/combinators.js'
import { FLOAT64, fromDouble } from '../../reference/numbers/float.js'
import { entryOf } from '../../reference/numbers/linear.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { roundToFormat } from '../../reference/numbers/rounding/convert.js'
import { ARITHMETICS, exactly, type Rounded, rounding } from '../../reference/numbers/rounding.js'
import { hoKernel, hoStep } from '../../reference/process/conventions.js'
import { repeatedVariance, stationaryVariance } from '../../reference/process/forward.js'
import { diffuse } from '../../reference/process/kernel.js'
import { scoreFromEps } from '../../reference/process/predictions.js'
import { PRESETS } from '../../reference/schedule/presets.js'
import { tables } from '../../reference/schedule/tables.js'
import { exact } from '../playground/fixtures/bound.js'
import * as noise from './drawn-noise.js'
import { besides, farthest, farthestEnd, HALF_A_DIGIT, labels, parsed, ticks } from './fixtures/read.js'
import { PICTURES } from './index.js'
import * as lost from './lost-digits.js'
import * as reverse from './reverse-mixture.js'
import * as schedules from './schedules.js'
import * as field from './score-field.js'
import * as stationarity from './stationarity.js'
import * as tweedie from './tweedie.js'

const F = FLOAT64
const drawn = Object.fromEntries(PICTURES.map((picture) => [picture.name, parsed(picture.svg())]))
const figure = (name: string) => {
  const found = drawn[name]
  if (!found) throw new Error(`no figure is named '${name}'`)
  return found
}

describe.each(PICTURES.map((picture) => [picture.name, picture] as const))(
  'the figure %s',
  (name, picture) => {
    it('is the same bytes each time, with a title and a description, and no style or script of its own', () => {
      const svg = picture.svg()
      expect(figure(name).querySelector('title')?.textContent).toBe(picture.title)
      expect(figure(name).querySelector('desc')?.textContent).toBe(picture.alt)
      const foreign =
        /<style|<script| style=|href|https?:(?!\/\/www\.w3\.org\/2000\/svg)| id=|aria-label|NaN|undefined/
      expect(foreign.exec(svg)).toBe(null)
      expect(svg === picture.svg()).toBe(true)
    })

    it('speaks of theorems of the ledger', () => {
      const ids = LEDGER.map(({ id }) => id)
      expect(picture.theorems.filter((id) => !ids.includes(id))).toEqual([])
      expect(picture.theorems.length).toBeGreaterThan(0)
    })

    it('has ticks where its scales have these numbers', () => {
      const all = (['x', 'y'] as const).flatMap((axis) => ticks(figure(name), axis))
      if (name !== 'score-field') expect(all.length).toBeGreaterThan(0)
      for (const { stands, belongs } of all)
        expect(Math.abs(stands - belongs)).toBeLessThanOrEqual(HALF_A_DIGIT)
    })

    it('takes its colours from the page', () => {
      const colors = [...picture.svg().matchAll(/(?:fill|stroke)="([^"]+)"/g)].map(([, color]) => color)
      expect(
        colors.filter((color) => !/^(none|currentColor|var\(--picture-[a-z]+\))$/.test(color ?? '')),
      ).toEqual([])
    })
  },
)

/** Float64 with its bound: the numbers of a picture, and those that they are held against, are this far from the truth. */
const R = rounding(ARITHMETICS.float64)
const none = unchanged(R)
const HALF = R.lit('1/2')
const PAIR = ['1', '-1'].map((sign) => ({ weight: HALF, mean: [R.lit(sign)] }))
const reverseAt = (beta: number) =>
  reverseKernel(
    R,
    { prior: hoKernel(R, { alphaBar: R.lit('9/10') }), step: hoStep(R, { beta: exactly(beta) }) },
    PAIR,
    [R.lit(0n)],
  )
/** The sign of a number that is known so well; 0 where it is not. */
const signOf = ({ value, bound }: Rounded) => (Math.abs(value) > bound ? Math.sign(value) : 0)

const expectAt = (picture: string, mark: string, points: readonly (readonly [number, number, number?])[]) =>
  expect(farthest(figure(picture), mark, points), `${picture}: ${mark}`).toBeLessThanOrEqual(HALF_A_DIGIT)

describe('what is drawn is what the reference says:', () => {
  // Another route than the one drawn, which is rounded once: the formulas in float64, with their bounds.
  it('the schedules', () => {
    for (const { preset } of schedules.SHOWN) {
      const float = tables(R, PRESETS[preset])
      for (const table of ['alphaBar', 'posteriorVariance', 'snr'] as const) {
        const points = schedules.TIMES.map((t) => {
          const { value, bound } = at(float[table], t)
          return [t, value, bound + 2 ** -52 * value] as const
        })
        expectAt(
          'schedules',
          `${table}-${preset}`,
          points.filter(([, y]) => table === 'alphaBar' || y > 0),
        )
      }
    }
  })

  it('the digits: those of float32 above what is promised of them, and 3.8 at t = 1 by subtraction', () => {
    const { subtracted, carried } = lost.ways()
    for (const [name, way] of Object.entries({ subtracted, carried })) {
      expectAt('lost-digits', `${name}-had`, way.had)
      expectAt('lost-digits', `${name}-promised`, way.promised)
      expect(way.had.filter(([, digits], i) => digits <= at(way.promised, i)[1])).toEqual([])
    }
    // 1 − fround(1 − 1e-4): the difference is exact, and so is what it misses
    const missed = RATIONALS.sub(fromDouble(1 - Math.fround(1 - 1e-4)), RATIONALS.lit('1/10000'))
    expect(at(subtracted.had, 0)[1]).toBe(-Math.log10(Math.abs(roundToFormat(missed)) / 1e-4))
  })

  it('the modes of REV-MIX, and the density', () => {
    const law = reverse.reverseAt(0.5)
    const theorem = LEDGER.find(({ id }) => id === 'REV-MIX')
    const text = theorem?.counterexamples.map((example) => example.text).join()
    const [, stated] = /two modes ±([\d.]+)/.exec(text ?? '') ?? []
    expect(labels(figure('reverse-mixture'))).toEqual(expect.arrayContaining([`${stated}`, `−${stated}`]))
    expectAt(
      'reverse-mixture',
      'density',
      reverse.GRID.map((y) => [y, Math.exp(logDensity(F, unchanged(F), law, [y]))]),
    )
    const { upper, fork } = reverse.branches()
    expectAt('reverse-mixture', 'upper', upper)
    expectAt(
      'reverse-mixture',
      'lower',
      upper.map(([x, y]) => [x, -y]),
    )
    // as far as can be seen: each stands where the score falls through 0, and the fork where the middle becomes a minimum
    const drawing = figure('reverse-mixture')
    for (const [beta, mode] of upper.slice(1)) {
      const slope = (y: number) => at(score(R, none, reverseAt(beta), [exactly(y)]), 0)
      expect(besides(drawing, 'upper', 'y', mode).map((y) => signOf(slope(y)))).toEqual([1, -1])
    }
    const around = besides(drawing, 'upper', 'x', fork)
    const bend = (beta: number) => entryOf(logDensityHessian(R, none, reverseAt(beta), [R.lit(0n)]), 0, 0)
    expect(around.map((beta) => signOf(bend(beta)))).toEqual([-1, 1])
    expect(around.map((beta) => reverse.modeOf(reverse.reverseAt(beta)) > 0)).toEqual([false, true])
  })

  it('the fields, arrow by arrow', () => {
    const data = dataIn(F, field.LAW)
    for (const [name, formula] of [
      ['score', score],
      ['epsStar', epsStar],
    ] as const) {
      const all = field.TIMES.map((t) => field.places(name, t))
      const scale = field.scaleOf(all.flat())
      field.TIMES.forEach((t, k) => {
        const ends = at(all, k).map(({ at: x }) => {
          const [u = 0, v = 0] = formula(F, at(field.KERNELS, t), data, x)
          return { from: x, to: [x[0] + scale * u, x[1] + scale * v] as const }
        })
        // the code that is made of a formula gives the bits of the formula
        expect(at(all, k).map(({ at: x, field: f }) => [...x, ...f])).toEqual(
          at(all, k).map(({ at: x }) => [...x, ...formula(F, at(field.KERNELS, t), data, x)]),
        )
        expect(farthestEnd(figure('score-field'), `${name}-${t}`, ends)).toBeLessThanOrEqual(HALF_A_DIGIT)
      })
    }
  })

  it('Tweedie’s two routes: the arrows, by the score, end on the curve, by the posterior mean', () => {
    for (const [name, data] of Object.entries(tweedie.PRIORS)) {
      const expected = (x: number) => F.mul(tweedie.KERNEL.signal, at(x0Hat(F, tweedie.KERNEL, data, [x]), 0))
      expectAt(
        'tweedie',
        `${name}-curve`,
        tweedie.GRID.map((x) => [x, expected(x)]),
      )
      // the bounds of both routes: the score's, which the arrows take, and that of the mean
      const kernel = hoKernel(R, { alphaBar: HALF })
      const law = exact(data) as Data<Rounded>
      const both = (x: number) => {
        const [here, mean, slope] = [
          [exactly(x)],
          at(x0Hat(R, kernel, law, [exactly(x)]), 0),
          at(score(R, kernel, law, [exactly(x)]), 0),
        ]
        const route = R.add(at(here, 0), R.mul(kernel.variance, slope))
        return R.mul(kernel.signal, mean).bound + route.bound
      }
      const ends = tweedie.STARTS.map((x) => ({
        from: [x, x] as const,
        to: [x, expected(x), both(x)] as const,
      }))
      expect(farthestEnd(figure('tweedie'), `${name}-arrows`, ends)).toBeLessThanOrEqual(HALF_A_DIGIT)
    }
  })

  it('the variances of the chains, by the closed form, and their limits', () => {
    for (const { name, alpha, beta, from } of stationarity.CHAINS) {
      if (alpha === '1') continue // no closed form: it stays
      const [a, b] = [RATIONALS.lit(alpha), RATIONALS.lit(beta)]
      const step = { signal: a, variance: RATIONALS.mul(b, b) }
      let power = RATIONALS.lit(1n)
      const points: (readonly [number, number])[] = []
      for (let t = 0; t <= stationarity.STEPS; t++) {
        const variance = repeatedVariance(RATIONALS, step, { power, initial: RATIONALS.lit(from) })
        points.push([t, roundToFormat(variance)])
        power = RATIONALS.mul(power, RATIONALS.mul(a, a))
      }
      expectAt(
        'stationarity',
        `chain-${name}`,
        points.filter(([, y]) => y < 4.2),
      )
    }
    expectAt(
      'stationarity',
      'chain-stays',
      Array.from({ length: stationarity.STEPS + 1 }, (_, t) => [t, 3.5]),
    )
    const limit = stationaryVariance(RATIONALS, {
      signal: RATIONALS.lit('0.9'),
      variance: RATIONALS.lit('0.25'),
    })
    expect(labels(figure('stationarity')).join()).toContain(`to ${roundToFormat(limit).toFixed(3)}`)
    // the circle: a limit within e of 1 is that of a β within √(1−α²)·e of √(1−α²)
    expectAt(
      'stationarity',
      'level-1',
      stationarity.levelCurve(1).map(([x, y]) => {
        const [alpha, beta] = [exactly(x), exactly(y)]
        const reached = stationaryVariance(R, { signal: alpha, variance: R.mul(beta, beta) })
        const circle = R.sqrt(R.sub(R.lit(1n), R.mul(alpha, alpha)))
        const e = Math.abs(reached.value - 1) + reached.bound
        return [x, circle.value, circle.bound + 2 * circle.value * e]
      }),
    )
  })

  it('the drawn noise and the score', () => {
    for (const name of ['signs', 'gaussian'] as const) {
      const points = noise.GRID.map(
        (x) => [x, at(score(F, noise.KERNEL, noise.LAWS[name].data, [x]), 0)] as const,
      )
      expectAt('drawn-noise', `${name}-score`, points.filter(noise.inside))
      expectAt('drawn-noise', `${name}-drawn`, noise.drawnScores(name).filter(noise.inside))
    }
    // a draw of data ±1 lies on the line of its sign: −(x ∓ a)/v is −ε/√v
    const kernel = hoKernel(R, { alphaBar: HALF })
    noise.draws('signs').forEach(({ x0, eps }, i) => {
      const [x, y] = [
        diffuse(R, kernel, { x0: exactly(x0), eps: exactly(eps) }),
        scoreFromEps(R, kernel, { eps: exactly(eps) }),
      ]
      expect([x.value, y.value]).toEqual(at(noise.drawnScores('signs'), i))
      const line = R.neg(R.div(R.sub(x, R.mul(kernel.signal, exactly(x0))), kernel.variance))
      expect(Math.abs(line.value - y.value)).toBeLessThanOrEqual(line.bound + y.bound)
    })
  })
})

import { describe, expect, it } from 'vitest'
import { LEDGER } from '../../properties/ledger.js'
import { dataIn } from '../../reference/data/law.js'
import { unchanged } from '../../reference/data/location.js'
import { epsStar, logDensity, score, x0Hat } from '../../reference/data/posterior.js'
import { at } from '../../reference/numbers/combinators.js'
import { FLOAT64 } from '../../reference/numbers/float.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { roundToFormat } from '../../reference/numbers/rounding/convert.js'
import { repeatedVariance, stationaryVariance } from '../../reference/process/forward.js'
import { scoreFromEps } from '../../reference/process/predictions.js'
import { PRESETS } from '../../reference/schedule/presets.js'
import { tables } from '../../reference/schedule/tables.js'
import * as noise from './drawn-noise.js'
import { farthest, farthestEnd, HALF_A_DIGIT, labels, parsed, ticks } from './fixtures/read.js'
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
      if (name !== 'score-field') expect(all.length).toBeGreaterThan(6)
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

const expectAt = (picture: string, mark: string, points: readonly (readonly [number, number])[]) =>
  expect(farthest(figure(picture), mark, points), `${picture}: ${mark}`).toBeLessThanOrEqual(HALF_A_DIGIT)

describe('what is drawn is what the reference says:', () => {
  // Another route than the one drawn: the formulas in float64, whose relative error here is below 1e-12 and moves nothing.
  it('the schedules', () => {
    for (const { preset } of schedules.SHOWN) {
      const float = tables(F, PRESETS[preset])
      for (const table of ['alphaBar', 'posteriorVariance', 'snr'] as const) {
        const points = schedules.TIMES.map((t) => [t, at(float[table], t)] as const)
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
    // 1 − fround(1 − 1e-4), the difference being exact
    const error = Math.abs(1 - Math.fround(1 - 1e-4) - 1e-4)
    expect(Math.abs(at(subtracted.had, 0)[1] - -Math.log10(error / 1e-4))).toBeLessThan(1e-6)
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
    // each is a zero of the score where it falls; before the fork there is none but 0
    for (const [beta, mode] of upper.slice(1)) {
      const slope = (y: number) => at(score(F, unchanged(F), reverse.reverseAt(beta), [y]), 0)
      expect([slope(mode * (1 - 1e-9)) > 0, slope(mode * (1 + 1e-9)) < 0]).toEqual([true, true])
    }
    expect([
      reverse.modeOf(reverse.reverseAt(fork * 0.999)),
      reverse.modeOf(reverse.reverseAt(fork * 1.001)) > 0,
    ]).toEqual([0, true])
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
        expect(ends.length).toBeGreaterThan(40)
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
      const ends = tweedie.STARTS.map((x) => ({ from: [x, x] as const, to: [x, expected(x)] as const }))
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
    // the circle
    expectAt(
      'stationarity',
      'level-1',
      stationarity.levelCurve(1).map(([x]) => [x, Math.sqrt(1 - x * x)]),
    )
  })

  it('the drawn noise and the score', () => {
    for (const name of ['signs', 'gaussian'] as const) {
      const points = noise.GRID.map(
        (x) => [x, at(score(F, noise.KERNEL, noise.LAWS[name].data, [x]), 0)] as const,
      )
      expectAt(
        'drawn-noise',
        `${name}-score`,
        points.filter(([, y]) => Math.abs(y) <= 4.2),
      )
      const draws = noise.drawnScores(name).filter(([x, y]) => Math.abs(x) <= 3 && Math.abs(y) <= 4.2)
      expectAt('drawn-noise', `${name}-drawn`, draws)
      expect(draws.length).toBeGreaterThan(280)
    }
    // a draw of data ±1 lies on the line of its sign: −(x ∓ a)/v
    const off = noise.drawnScores('signs').map(([x, y]) =>
      Math.min(
        ...[-1, 1].map((x0) => {
          const eps = F.div(F.sub(x, F.mul(noise.KERNEL.signal, x0)), Math.sqrt(noise.KERNEL.variance))
          return Math.abs(y - scoreFromEps(F, noise.KERNEL, { eps }))
        }),
      ),
    )
    expect(Math.max(...off)).toBeLessThan(1e-12)
  })
})

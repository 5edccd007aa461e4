import { at } from '../../reference/numbers/combinators.js'
import { FLOAT32, FORMATS, fromDouble, roundToFormat } from '../../reference/numbers/float.js'
import { RATIONALS, type Rational } from '../../reference/numbers/rational.js'
import { ARITHMETICS, rounding } from '../../reference/numbers/rounding.js'
import { hoKernel } from '../../reference/process/conventions.js'
import { PRESETS } from '../../reference/schedule/presets.js'
import { tables } from '../../reference/schedule/tables.js'
import { COLORS, draw } from './draw.js'
import { across, axis, curve, dots, label, type Point } from './marks.js'
import type { Picture } from './picture.js'

const { ho } = PRESETS

/** The digits of a number rounded to float32: −log₁₀ of half an ulp of 1. */
const HELD = -Math.log10(FORMATS.float32.u)

export const TIMES: readonly number[] = Array.from({ length: 1000 }, (_, i) => i + 1).filter(
  (t) => t <= 40 || (t <= 200 && t % 4 === 0) || t % 16 === 0 || t === 1000,
)

/** −log₁₀ of the relative error. */
const digits = (error: number, exact: number) => -Math.log10(error / exact)

const difference = (value: number, exact: Rational) => {
  const gap = RATIONALS.sub(fromDouble(value), exact)
  return Math.abs(roundToFormat(gap))
}

interface Way {
  /** Digits that the float32 number has, by t. */
  readonly had: readonly Point[]
  /** Digits that the rounding reading promises. */
  readonly promised: readonly Point[]
}

/** The noise variance by 1 − ᾱ_t from the table of ᾱ, and by v ← α·v + β, in float32 against exact rationals. */
export function ways(): { readonly subtracted: Way; readonly carried: Way } {
  const exact = tables(RATIONALS, ho).variance
  const R = rounding(ARITHMETICS.float32)
  const [float, bound] = [tables(FLOAT32, ho), tables(R, ho)]
  const way = (value: (t: number) => number, limit: (t: number) => number): Way => {
    const over = (error: (t: number) => number) =>
      TIMES.map((t): Point => [t, digits(error(t), roundToFormat(at(exact, t)))])
    return { had: over((t) => difference(value(t), at(exact, t))), promised: over(limit) }
  }
  return {
    subtracted: way(
      (t) => hoKernel(FLOAT32, { alphaBar: at(float.alphaBar, t) }).variance,
      (t) => hoKernel(R, { alphaBar: at(bound.alphaBar, t) }).variance.bound,
    ),
    carried: way(
      (t) => at(float.variance, t),
      (t) => at(bound.variance, t).bound,
    ),
  }
}

/** The point of a curve at t. */
const along = (points: readonly Point[], t: number): Point =>
  at(
    points.filter(([x]) => x === t),
    0,
  )

const picture = {
  name: 'lost-digits',
  title: 'Digits that 1 − ᾱ loses in float32',
  alt:
    'Correct decimal digits of the noise variance over t on a logarithmic axis, Ho et al.’s schedule in float32. By subtraction, ' +
    '1 minus the squared signal, about four digits are right at t = 1 and six or more beyond t = 300. Carried by the recursion ' +
    'of the steps, about seven digits are right at every t. Below each cloud of points a line: the digits that the derived bound promises.',
  caption: String.raw`Ho et al.’s schedule in float32: how many digits of the noise variance are right. By $1-\bar\alpha_t$ what is
left of $\bar\alpha_t$ near 1 is mostly its rounding; by $v \leftarrow \alpha v + \beta$, a sum of positive terms,
little is lost.
Points: what float32 gives, against exact rationals. Lines: what the rounding reading promises.`,
  theorems: ['FWD-COV', 'FWD-MARG'],
}

export const lostDigits: Picture = {
  ...picture,
  svg: () => {
    const { subtracted, carried } = ways()
    const one = (name: string, { had, promised }: Way, color: string) => [
      dots(`${name}-had`, had, color, { fillOpacity: 0.55 }),
      curve(`${name}-promised`, promised, color),
    ]
    const x = axis('*t*', { type: 'log', domain: [1, 1000], ticks: [1, 10, 100, 1000], tickFormat: 'd' })
    const below = { fontSize: 12, textAnchor: 'start' } as const
    return draw(picture, [
      [
        {
          width: 640,
          height: 300,
          title: 'correct digits of the noise variance in float32',
          options: {
            marginRight: 80,
            x,
            y: axis('', { domain: [2, 9], ticks: 8 }),
            marks: [
              across(HELD, { strokeDasharray: '3 3' }),
              label([1000, HELD], 'half an ulp', COLORS.muted, { dx: 8 }),
              ...one('subtracted', subtracted, COLORS.orange),
              ...one('carried', carried, COLORS.blue),
              label([1.1, 8.85], 'carried by *v* ← *αv* + *β*', COLORS.blue, below),
              label(along(carried.promised, 8), 'promised', COLORS.blue, { ...below, dy: 20 }),
              label([250, 3.7], 'subtracted: 1 − *ᾱ*_{t}', COLORS.orange, below),
              label(along(subtracted.promised, 12), 'promised', COLORS.orange, { ...below, dy: 14 }),
            ],
          },
        },
      ],
    ])
  },
}

import * as Plot from '@observablehq/plot'
import ndarray from 'ndarray'
import { dataBatch } from '../../reference/batch/data-batch.js'
import { mixture } from '../../reference/data/law.js'
import { at } from '../../reference/numbers/combinators.js'
import { FLOAT64 } from '../../reference/numbers/float.js'
import { kernels } from '../../reference/schedule/kernels.js'
import { PRESETS } from '../../reference/schedule/presets.js'
import { COLORS, draw, type Panel } from './draw.js'
import { arrows, label, type Point, written } from './marks.js'
import type { Picture } from './picture.js'

/** Three components in the plane, one of them narrow and slanted. */
export const LAW = mixture([
  {
    weight: '1/2',
    mean: ['-1', '-1/2'],
    covariance: [
      ['1/10', '1/20'],
      ['1/20', '1/8'],
    ],
  },
  {
    weight: '3/10',
    mean: ['1', '1'],
    covariance: [
      ['1/5', '-1/10'],
      ['-1/10', '1/10'],
    ],
  },
  {
    weight: '1/5',
    mean: ['1', '-1'],
    covariance: [
      ['1/20', '0'],
      ['0', '1/20'],
    ],
  },
])
const batch = dataBatch(LAW)
export const KERNELS = kernels(FLOAT64, PRESETS.ho)

export const TIMES = [50, 250, 600] as const
type Field = 'score' | 'epsStar'

const REACH = 2.6
const CELL = REACH / 7
const AXIS = Array.from({ length: 13 }, (_, i) => (i - 6) * CELL)

export interface Place {
  readonly at: Point
  readonly field: Point
}

const asRows = (points: readonly Point[]) => ndarray(Float64Array.from(points.flat()), [points.length, 2])
const densities = (t: number, points: readonly Point[]): readonly number[] =>
  Array.from(batch.logDensity(at(KERNELS, t), asRows(points)).data, Math.exp)

/** The field where x_t is not too rare: at the points of the grid whose density is at least a thousandth of the largest. */
export function places(name: Field, t: number): readonly Place[] {
  const points = AXIS.flatMap((y) => AXIS.map((x): Point => [x, y]))
  const q = densities(t, points)
  const field = batch[name](at(KERNELS, t), asRows(points))
  return points
    .map((x, i): Place => ({ at: x, field: [field.get(i, 0), field.get(i, 1)] }))
    .filter((_, i) => at(q, i) >= Math.max(...q) / 1000)
}

/** How long the arrow of a field of length 1 is: the longest of all is a cell of the grid, so that none leaves the frame. */
export const scaleOf = (all: readonly Place[]) =>
  CELL / Math.max(...all.map(({ field: [u, v] }) => Math.hypot(u, v)))

const SIZE = 214

/** Cells of the shading, from the lowest row to the highest. */
const FINE = 48
const centre = (i: number) => ((2 * i + 1) / FINE - 1) * REACH
const CELLS = Array.from(
  { length: FINE * FINE },
  (_, i): Point => [centre(i % FINE), centre(Math.floor(i / FINE))],
)

function panel(name: Field, t: number, scale: number, key: number | undefined): Panel {
  const q = densities(t, CELLS)
  const most = Math.max(...q)
  const square = { domain: [-REACH, REACH], axis: null }
  const color = name === 'score' ? COLORS.blue : COLORS.orange
  const arrow = ({ at: from, field: [u, v] }: Place) => ({
    from,
    to: [from[0] + scale * u, from[1] + scale * v] as const,
  })
  const start: Point = [REACH - 0.12 - scale * (key ?? 0), REACH - 0.25]
  return {
    width: SIZE,
    height: SIZE + 22,
    title: `${name === 'score' ? '∇log *q*_{t}' : '*ε*^{∗}'},  *t* = ${t}`,
    options: {
      marginLeft: 6,
      marginRight: 6,
      marginTop: 28,
      marginBottom: 6,
      x: square,
      y: square,
      marks: [
        Plot.contour(q, {
          width: FINE,
          height: FINE,
          value: (value: number) => value,
          x1: -REACH,
          x2: REACH,
          y1: -REACH,
          y2: REACH,
          thresholds: [0.02, 0.1, 0.25, 0.5, 0.75].map((part) => part * most),
          fill: COLORS.shade,
          fillOpacity: 0.13,
          stroke: 'none',
          className: 'density',
        }),
        Plot.frame({ stroke: COLORS.line }),
        arrows(`${name}-${t}`, places(name, t).map(arrow), color, { headLength: 3.2, strokeWidth: 0.9 }),
        ...(key === undefined
          ? []
          : [
              arrows('key', [{ from: start, to: [start[0] + scale * key, start[1]] }], COLORS.ink),
              label(start, `${written(key, 0)}`, COLORS.ink, { textAnchor: 'end', dx: -4 }),
            ]),
      ],
    },
  }
}

const picture = {
  name: 'score-field',
  title: 'The score and the optimal noise prediction of a mixture in the plane',
  alt:
    'Six square panels: above, arrows of the score at t = 50, 250 and 600; below, arrows of the optimal noise prediction at the same ' +
    'times, over the shaded density of three humps that melt into one. The score points to where the density rises and is longest at ' +
    'small t; the noise prediction points the other way, away from the humps, and is shortest there.',
  caption: String.raw`A mixture of three Gaussians under Ho et al.’s schedule: above $\nabla\log q_t$, below $\varepsilon^* = -\sqrt{1-\bar\alpha_t}\,
\nabla\log q_t$, over the density. The arrows of a row have one scale; an arrow in a corner says how long. The score grows as the noise
shrinks, like $1/\sqrt{1-\bar\alpha_t}$ where the data has no spread of its own; $\varepsilon^*$ stays of the size of the noise.`,
  theorems: ['SCORE-EPS', 'TB-GMM'],
}

const row = (name: Field, key: number) => {
  const all = TIMES.flatMap((t) => places(name, t))
  const scale = scaleOf(all)
  return TIMES.map((t, i) => panel(name, t, scale, i === 2 ? key : undefined))
}

export const scoreField: Picture = {
  ...picture,
  svg: () => draw(picture, [row('score', 5), row('epsStar', 2)]),
}

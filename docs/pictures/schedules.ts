import type * as Plot from '@observablehq/plot'
import { at } from '../../reference/numbers/combinators.js'
import { FORMATS } from '../../reference/numbers/float.js'
import { floatTables } from '../../reference/schedule/float-tables.js'
import { PRESETS, type Preset } from '../../reference/schedule/presets.js'
import { COLORS, draw, type Panel } from './draw.js'
import { axis, curve, label, type Point, powersOfTen } from './marks.js'
import type { Picture } from './picture.js'

/** The schedules shown, and where along the first panel their names stand. */
export const SHOWN = [
  { preset: 'ho', name: 'linear', color: COLORS.blue, at: 320 },
  { preset: 'stable-diffusion', name: 'scaled linear', color: COLORS.orange, at: 430 },
  { preset: 'cosine', name: 'cosine', color: COLORS.green, at: 560 },
] as const satisfies readonly { preset: Preset; name: string; color: string; at: number }[]

/** Close together at the ends, where the curves bend. */
export const TIMES: readonly number[] = Array.from({ length: 1000 }, (_, i) => i + 1).filter(
  (t) => t <= 10 || t >= 990 || t % 10 === 0,
)

const TABLES = ['alphaBar', 'snr', 'posteriorVariance'] as const
type Table = (typeof TABLES)[number]

/** The entries of each table that are drawn: on a logarithmic axis, those above 0. */
export const curves = () =>
  SHOWN.map((shown) => {
    const tables = floatTables(PRESETS[shown.preset], FORMATS.float64, TABLES)
    const entries = (table: Table) =>
      TIMES.map((t): Point => [t, at(tables[table], t)]).filter(([, y]) => table === 'alphaBar' || y > 0)
    return { ...shown, entries }
  })
type Curves = ReturnType<typeof curves>

const WIDE = { width: 640, height: 250 }
const NARROW = { width: 320, height: 220 }

const panel = (
  all: Curves,
  table: Table,
  title: string,
  { width, height, y, names = [] }: { width: number; height: number; y: object; names?: Plot.Markish[] },
): Panel => ({
  width,
  height,
  title,
  options: {
    marginRight: 20,
    x: axis('*t*', { domain: [0, 1000], ticks: [0, 250, 500, 750, 1000], tickFormat: 'd' }),
    y: axis('', y),
    marks: [
      ...all.map(({ preset, color, entries }) => curve(`${table}-${preset}`, entries(table), color)),
      ...names,
    ],
  },
})

/** The name of each curve, along it. */
const namesOf = (all: Curves) =>
  all.map(({ entries, name, color, at: t }) => {
    const points = entries('alphaBar')
    const value = (time: number) =>
      at(
        points,
        points.findIndex(([x]) => x === time),
      )[1]
    const [run, fall] = [(60 * WIDE.width) / 1125, (value(t - 30) - value(t + 30)) * 174]
    const angle = (Math.atan2(fall, run) * 180) / Math.PI
    return label([t, value(t)], name, color, { rotate: angle, textAnchor: 'middle', dx: 7, dy: -8 })
  })

const picture = {
  name: 'schedules',
  title: 'Three noise schedules',
  alt:
    'Three panels over t from 1 to 1000, for the linear schedule of Ho et al., the scaled linear one of Stable Diffusion and the ' +
    'cosine schedule. The squared signal falls from 1 to nearly 0: linear first, cosine last. The variance of the reverse step ' +
    'and the signal-to-noise ratio are on logarithmic axes: the ratio falls over eight orders of magnitude and more.',
  caption: String.raw`The squared signal $\bar\alpha_t$, the variance $\tilde\beta_t$ of $q(x_{t-1} \mid x_t, x_0)$, and the
signal-to-noise ratio $\bar\alpha_t/(1-\bar\alpha_t)$: the linear schedule of Ho et al., the scaled linear one of Stable
Diffusion, the cosine one of Nichol and Dhariwal. $\tilde\beta_1 = 0$ has no place on a logarithmic axis.`,
  theorems: ['FWD-MARG', 'POST-MEAN', 'X-SNR'],
}

export const schedules: Picture = {
  ...picture,
  svg: () => {
    const all = curves()
    return draw(picture, [
      [
        panel(all, 'alphaBar', 'squared signal *ᾱ*_{t}', {
          ...WIDE,
          y: { domain: [0, 1], ticks: 5 },
          names: namesOf(all),
        }),
      ],
      [
        panel(all, 'posteriorVariance', 'variance *β̃*_{t} of the reverse step', {
          ...NARROW,
          y: powersOfTen(-5, 0),
        }),
        panel(all, 'snr', 'signal-to-noise ratio', { ...NARROW, y: powersOfTen(-10, 6, 4) }),
      ],
    ])
  },
}

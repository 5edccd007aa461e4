import { generator } from '../../gpu/training/random.js'
import { type Data, score } from '../../reference/data/posterior.js'
import { at } from '../../reference/numbers/combinators.js'
import { FLOAT64 } from '../../reference/numbers/float.js'
import { hoKernel } from '../../reference/process/conventions.js'
import { diffuse } from '../../reference/process/kernel.js'
import { scoreFromEps } from '../../reference/process/predictions.js'
import { COLORS, draw, type Panel } from './draw.js'
import { across, axis, curve, dots, label, type Point } from './marks.js'
import type { Picture } from './picture.js'

const F = FLOAT64
const half = F.lit('1/2')
export const KERNEL = hoKernel(F, { alphaBar: half })

export const LAWS = {
  signs: {
    data: [-1, 1].map((sign) => ({ weight: half, mean: [sign] })) as Data<number>,
    draw: (random: { uniform: () => number }) => (random.uniform() < 0.5 ? -1 : 1),
  },
  gaussian: {
    data: [{ weight: 1, mean: [0], covariance: [[1]] }] as Data<number>,
    draw: (random: { normal: () => number }) => random.normal(),
  },
} as const
type Name = keyof typeof LAWS

/** 300 draws of (x₀, ε). */
export function draws(name: Name): readonly { readonly x0: number; readonly eps: number }[] {
  const random = generator(14)
  return Array.from({ length: 300 }, () => ({ x0: LAWS[name].draw(random), eps: random.normal() }))
}

/** What the formula with the drawn noise says at each: (x_t, −ε/√(1−ᾱ)). */
export const drawnScores = (name: Name): readonly Point[] =>
  draws(name).map(({ x0, eps }): Point => [diffuse(F, KERNEL, { x0, eps }), scoreFromEps(F, KERNEL, { eps })])

export const GRID: readonly number[] = Array.from({ length: 121 }, (_, i) => (i - 60) / 20)
export const scores = (name: Name): readonly Point[] =>
  GRID.map((x): Point => [x, at(score(F, KERNEL, LAWS[name].data, [x]), 0)])

const REACH = 4.2
/** Whether a point is in the frame. */
export const inside = ([x, y]: Point) => Math.abs(x) <= 3 && Math.abs(y) <= REACH

const panel = (name: Name, title: string, more: Panel['options']['marks']): Panel => ({
  width: 320,
  height: 320,
  title,
  options: {
    marginRight: 16,
    x: axis('*x*_{t}', { domain: [-3, 3], ticks: [-2, 0, 2], tickFormat: 'd' }),
    y: axis('', { domain: [-REACH, REACH], ticks: [-4, -2, 0, 2, 4] }),
    marks: [
      across(0),
      dots(`${name}-drawn`, drawnScores(name).filter(inside), COLORS.orange, { fillOpacity: 0.6 }),
      curve(`${name}-score`, scores(name).filter(inside), COLORS.blue, { strokeWidth: 2.25 }),
      ...(more ?? []),
    ],
  },
})

const picture = {
  name: 'drawn-noise',
  title: 'The score is not the drawn noise: erratum E14',
  alt:
    'Two panels over x at time t, squared signal one half. Orange dots are minus the drawn noise over the root of one minus the squared ' +
    'signal, for 300 draws; a blue curve is the score of the marginal law. For data ±1 the dots lie on two parallel lines, one a sign, ' +
    'and the curve winds between them: at 0 the dots say plus or minus 1.41 and the score is 0. For Gaussian data the dots are a ' +
    'cloud around the straight line of the score.',
  caption: String.raw`$\bar\alpha_t = \tfrac12$; each dot is one draw of $(x_0, \varepsilon)$. What [L] prints as the score,
$-\varepsilon_t/\sqrt{1-\bar\alpha_t}$ with the drawn noise, is a dot; the score is their average at given $x_t$. Left: data $\pm1$;
at $x_t = 0$ the score is 0 and the printed formula says $\pm1.4142136$. Right: unit Gaussian data.`,
  theorems: ['SCORE-EPS'],
}

export const drawnNoise: Picture = {
  ...picture,
  svg: () =>
    draw(picture, [
      [
        panel('signs', 'data ±1', [
          label([0.6, 3.6], '−*ε*/√(1 − *ᾱ*_{t})', COLORS.orange, { dx: 0 }),
          label([-0.35, 2.2], '*x*_{0} = 1', COLORS.orange, { dx: 8 }),
          label([0.3, -2.2], '*x*_{0} = −1', COLORS.orange, { textAnchor: 'end', dx: -8 }),
          label([-2.5, 3.2], '∇log *q*_{t}', COLORS.blue, { dx: 14 }),
        ]),
        panel('gaussian', 'unit Gaussian data', [
          label([-2.5, 2.5], '∇log *q*_{t}', COLORS.blue, { dx: 14, dy: -4 }),
        ]),
      ],
    ]),
}

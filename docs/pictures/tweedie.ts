import { type Data, score, x0Hat } from '../../reference/data/posterior.js'
import { at } from '../../reference/numbers/combinators.js'
import { FLOAT64 } from '../../reference/numbers/float.js'
import { hoKernel } from '../../reference/process/conventions.js'
import { COLORS, draw, type Panel } from './draw.js'
import { arrows, axis, curve, label, type Point } from './marks.js'
import type { Picture } from './picture.js'

const F = FLOAT64
const half = F.lit('1/2')
export const KERNEL = hoKernel(F, { alphaBar: half })

/** The priors: unit Gaussian, and two narrow humps. */
export const PRIORS = {
  gaussian: [{ weight: 1, mean: [0], covariance: [[1]] }],
  humps: [-1, 1].map((sign) => ({ weight: half, mean: [sign], covariance: [[F.lit('1/25')]] })),
} as const satisfies Readonly<Record<string, Data<number>>>

/** a·E[x₀|x]. */
export const shrunk = (data: Data<number>, x: number) =>
  F.mul(KERNEL.signal, at(x0Hat(F, KERNEL, data, [x]), 0))
/** x + v·∇log q(x): Tweedie's route to the same. */
export const moved = (data: Data<number>, x: number) =>
  F.add(x, F.mul(KERNEL.variance, at(score(F, KERNEL, data, [x]), 0)))

export const GRID: readonly number[] = Array.from({ length: 97 }, (_, i) => (i - 48) / 20)
/** Without 0, where nothing moves. */
export const STARTS: readonly number[] = Array.from({ length: 15 }, (_, i) => (i - 7) * 0.32).filter(
  (x) => x !== 0,
)

const panel = (name: keyof typeof PRIORS, title: string, options: { curveAt: Point; dy: number }): Panel => {
  const data = PRIORS[name]
  return {
    width: 320,
    height: 320,
    title,
    options: {
      marginRight: 16,
      x: axis('*x*_{t}', { domain: [-2.4, 2.4], ticks: [-2, -1, 0, 1, 2], tickFormat: 'd' }),
      y: axis('', { domain: [-2.4, 2.4], ticks: [-2, -1, 0, 1, 2], tickFormat: 'd' }),
      marks: [
        curve(
          `${name}-diagonal`,
          [
            [-2.4, -2.4],
            [2.4, 2.4],
          ],
          COLORS.muted,
          { strokeWidth: 1 },
        ),
        arrows(
          `${name}-arrows`,
          STARTS.map((x) => ({ from: [x, x], to: [x, moved(data, x)] })),
          COLORS.orange,
        ),
        curve(
          `${name}-curve`,
          GRID.map((x): Point => [x, shrunk(data, x)]),
          COLORS.blue,
        ),
        label([1.85, 2], '*x*_{t}', COLORS.muted, { textAnchor: 'end', dx: -4, dy: -4 }),
        label(options.curveAt, '√*ᾱ*_{t} E[*x*_{0} | *x*_{t}]', COLORS.blue, {
          textAnchor: 'start',
          dx: 0,
          dy: options.dy,
        }),
        label([-1.5, -1.8], '(1 − *ᾱ*_{t}) ∇log *q*_{t}', COLORS.orange, { dx: 8 }),
      ],
    },
  }
}

const picture = {
  name: 'tweedie',
  title: 'Tweedie: the score moves each point to its expectation',
  alt:
    'Two panels over x at time t, squared signal one half. A grey diagonal is x itself, a blue curve the expected clean part; orange ' +
    'arrows lead from one to the other, of length one minus the squared signal times the score. For a unit Gaussian prior the curve ' +
    'is a straight line of half the slope: everything shrinks to 0. For two narrow humps the curve is a step: points shrink to the nearer hump.',
  caption: String.raw`$\sqrt{\bar\alpha_t}\,\mathrm E[x_0 \mid x_t] = x_t + (1-\bar\alpha_t)\nabla\log q_t(x_t)$ at $\bar\alpha_t = \tfrac12$. The arrows are
computed from the score, the curve from the posterior mean. Left: unit Gaussian data, shrunk to the mean. Right: two narrow humps at
$\pm 1$, shrunk to the nearer one.`,
  theorems: ['TWEEDIE-DDPM', 'TWEEDIE-1'],
}

export const tweedie: Picture = {
  ...picture,
  svg: () =>
    draw(picture, [
      [
        panel('gaussian', 'unit Gaussian data', { curveAt: [0.75, 0.1], dy: 6 }),
        panel('humps', 'two humps at ±1', { curveAt: [0.35, 0], dy: 4 }),
      ],
    ]),
}

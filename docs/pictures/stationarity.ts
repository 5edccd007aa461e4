import * as Plot from '@observablehq/plot'
import { square } from '../../reference/numbers/combinators.js'
import { FLOAT64, roundToFormat } from '../../reference/numbers/float.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { stationaryVariance } from '../../reference/process/forward.js'
import { nextVariance } from '../../reference/process/step.js'
import { COLORS, draw } from './draw.js'
import { across, axis, crossing, curve, dots, label, type Point } from './marks.js'
import type { Picture } from './picture.js'

/** Chains x ← α·x + β·ε by the name of what becomes of them; the numbers are those of FWD-STAT's counterexamples. */
export const CHAINS = [
  { name: 'keeps', alpha: '-0.6', beta: '0.8', from: '3', color: COLORS.blue },
  { name: 'other-limit', alpha: '0.9', beta: '0.5', from: '0', color: COLORS.orange },
  { name: 'runs-away', alpha: '1.1', beta: '0.1', from: '1', color: COLORS.purple },
  { name: 'stays', alpha: '1', beta: '0', from: '3.5', color: COLORS.green },
] as const
type Chain = (typeof CHAINS)[number]

const { lit } = RATIONALS
export const STEPS = 14

/** Var x_t, t = 0, 1, …, exactly, then rounded. */
export function variances({ alpha, beta, from }: Pick<Chain, 'alpha' | 'beta' | 'from'>): readonly Point[] {
  const step = { alpha: square(RATIONALS, lit(alpha)), beta: square(RATIONALS, lit(beta)) }
  let variance = lit(from)
  return Array.from({ length: STEPS + 1 }, (_, t): Point => {
    if (t > 0) variance = nextVariance(RATIONALS, variance, step)
    return [t, roundToFormat(variance)]
  })
}

/** v_∞ at (α, β). */
export const limit = (alpha: number, beta: number) =>
  stationaryVariance(FLOAT64, { signal: alpha, variance: square(FLOAT64, beta) })

export const LEVELS = [0.5, 1, 2] as const

/** The β > 0 of this limit, by α from −1 to 1. */
export const levelCurve = (level: number): readonly Point[] =>
  Array.from({ length: 99 }, (_, i): Point => {
    const alpha = Math.cos((Math.PI * (99 - i)) / 100)
    return [alpha, crossing((beta) => level - limit(alpha, beta), [0, 2])]
  })

const picture = {
  name: 'stationarity',
  title: 'N(0, 1) is kept only where α² + β² = 1',
  alt:
    'Left: the variance of four chains by step. With alpha = −0.6 and beta = 0.8 it goes to 1; with 0.9 and 0.5 to 1.316; with 1.1 and ' +
    '0.1 it grows without bound; with 1 and 0 it stays where it began, at 3.5. Right: the plane of alpha and beta with the curves of ' +
    'equal limit variance one half, 1 and 2: the curve of 1 is the unit circle. Beyond alpha = ±1 there is no limit.',
  caption: String.raw`$x \leftarrow \alpha x + \beta\varepsilon$. Left: the variance step by step. Right: where each chain lies, with the curves
of equal limit $\beta^2/(1-\alpha^2)$; that of 1 is the circle $\alpha^2 + \beta^2 = 1$. Its two points $(\pm 1, 0)$ keep any variance:
the equation alone is not enough.`,
  theorems: ['FWD-STAT'],
}

const names: Readonly<Record<Chain['name'], { at: Point; text: string; options?: Plot.TextOptions }>> = {
  keeps: { at: [14, 1], text: '*α* = −0.6, *β* = 0.8: to 1', options: { dy: 12 } },
  'other-limit': { at: [14, 1.31], text: '*α* = 0.9, *β* = 0.5: to 1.316', options: { dy: -10 } },
  'runs-away': { at: [14, 4.1], text: '*α* = 1.1, *β* = 0.1: no limit' },
  stays: { at: [14, 3.5], text: '*α* = 1, *β* = 0: stays', options: { dy: -9 } },
}

export const stationarity: Picture = {
  ...picture,
  svg: () =>
    draw(picture, [
      [
        {
          width: 330,
          height: 300,
          title: 'variance of *x*_{t}',
          options: {
            marginRight: 20,
            x: axis('*t*', { domain: [0, STEPS], ticks: 7 }),
            y: axis('', { domain: [0, 4.2], ticks: 4 }),
            marks: [
              across(1, { strokeDasharray: '3 3' }),
              ...CHAINS.flatMap((chain) => {
                const points = variances(chain).filter(([, y]) => y < 4.2)
                const { at: place, text, options } = names[chain.name]
                return [
                  curve(`line-${chain.name}`, points, chain.color, { strokeWidth: 1, strokeOpacity: 0.5 }),
                  dots(`chain-${chain.name}`, points, chain.color, { r: 2.4 }),
                  label(place, text, chain.color, { textAnchor: 'end', dx: 0, ...options }),
                ]
              }),
            ],
          },
        },
        {
          width: 310,
          height: 300,
          title: 'limit variance by *α* and *β*',
          options: {
            marginRight: 20,
            x: axis('*α*', { domain: [-1.25, 1.25], ticks: [-1, 0, 1], tickFormat: 'd' }),
            y: axis('', { domain: [0, 1.5], ticks: [0, 0.5, 1, 1.5] }),
            marks: [
              Plot.rect(
                [
                  [-1.25, -1],
                  [1, 1.25],
                ],
                { x1: '0', x2: '1', y1: 0, y2: 1.5, fill: COLORS.shade, fillOpacity: 0.12 },
              ),
              Plot.text(
                [
                  [-1.125, 0.75],
                  [1.125, 0.75],
                ],
                {
                  x: '0',
                  y: '1',
                  text: ['no limit', 'no limit'],
                  rotate: -90,
                  fill: COLORS.muted,
                },
              ),
              ...LEVELS.map((level) =>
                curve(
                  `level-${LEVELS.indexOf(level)}`,
                  levelCurve(level),
                  level === 1 ? COLORS.ink : COLORS.muted,
                  {
                    strokeWidth: level === 1 ? 1.75 : 1,
                  },
                ),
              ),
              label([-1.25, 1.25], '*β*', COLORS.ink, { textAnchor: 'end', dx: -10 }),
              ...LEVELS.map((level) =>
                label([0, Math.sqrt(level)], level === 0.5 ? '½' : `${level}`, COLORS.muted, {
                  textAnchor: 'middle',
                  dx: 0,
                }),
              ),
              ...CHAINS.map(({ name, alpha, beta, color }) =>
                dots(`at-${name}`, [[Number(alpha), Number(beta)]], color, { r: 4 }),
              ),
            ],
          },
        },
      ],
    ]),
}

import * as Plot from '@observablehq/plot'
import { COLORS } from './draw.js'

/** The marks that the figures share. */

export type Point = readonly [x: number, y: number]

/** A line through points; `name` is the class by which a test finds it. */
export const curve = (
  name: string,
  points: readonly Point[],
  color: string,
  options: Plot.LineOptions = {},
) => Plot.line(points, { x: '0', y: '1', stroke: color, strokeWidth: 1.75, className: name, ...options })

export const dots = (name: string, points: readonly Point[], color: string, options: Plot.DotOptions = {}) =>
  Plot.dot(points, { x: '0', y: '1', fill: color, r: 1.6, className: name, ...options })

/** A label beside what it names, with a halo so that a line behind it does not cross it. */
export const label = (at: Point, text: string, color: string, options: Plot.TextOptions = {}) =>
  Plot.text([at], {
    x: '0',
    y: '1',
    text: [text],
    fill: color,
    stroke: COLORS.paper,
    strokeWidth: 4,
    textAnchor: 'start',
    dx: 5,
    ...options,
  })

/** Arrows from points to points, in the coordinates of the data. */
export const arrows = (
  name: string,
  ends: readonly { readonly from: Point; readonly to: Point }[],
  color: string,
  options: Plot.ArrowOptions = {},
) =>
  Plot.arrow(ends, {
    x1: ({ from }) => from[0],
    y1: ({ from }) => from[1],
    x2: ({ to }) => to[0],
    y2: ({ to }) => to[1],
    stroke: color,
    strokeWidth: 1,
    headLength: 4,
    headAngle: 45,
    className: name,
    ...options,
  })

/** A thin line where a coordinate is 0, or has another value that matters. */
export const across = (y: number, options: Plot.RuleYOptions = {}) =>
  Plot.ruleY([y], { stroke: COLORS.line, ...options })

/** The axes: small ticks, letters of mathematics for names. */
export const axis = (name: string, options: Plot.ScaleOptions = {}): Plot.ScaleOptions => ({
  label: name,
  labelArrow: 'none',
  tickSize: 4,
  ...options,
})

/** 10^n for the ticks of a logarithmic axis. */
export const powersOfTen = (low: number, high: number, every = 1) => ({
  type: 'log' as const,
  domain: [10 ** low, 10 ** high],
  ticks: Array.from({ length: Math.floor((high - low) / every) + 1 }, (_, i) => 10 ** (low + i * every)),
  tickFormat: (x: number) => (x === 1 ? '1' : `10^{${`${Math.round(Math.log10(x))}`.replace('-', '−')}}`),
})

/** A number in a label: a true minus. */
export const written = (x: number, digits: number) => x.toFixed(digits).replace('-', '−')

/** Where a function that is positive on the left becomes negative, to the last bit. */
export function crossing(f: (x: number) => number, [from, to]: Point): number {
  let [low, high] = [from, to]
  for (;;) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) return middle
    if (f(middle) > 0) low = middle
    else high = middle
  }
}

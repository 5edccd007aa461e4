import { at } from '../../reference/numbers/combinators.js'
import type { Predict } from '../checks/samplers.js'
import type { Problem } from '../training/problem.js'
import { type Arrow, arrows, dots, drawing, type Frame, line, panel, shades } from './svg.js'

/** The pictures of a training, as SVG text. They need two dimensions, but for the curves. */

/** A square around the data at time t. */
function frameOf(problem: Problem, t: number): Frame {
  const { signal, variance } = at(problem.kernels, t)
  const reach = 3.2 * Math.sqrt(signal * signal * problem.spread + variance)
  const [x = 0, y = 0] = problem.center.map((m) => signal * m)
  return { x: [x - reach, x + reach], y: [y - reach, y + reach] }
}

function gridOf({ x, y }: Frame, n: number): Float64Array {
  const out = new Float64Array(2 * n * n)
  for (let j = 0; j < n; j++)
    for (let i = 0; i < n; i++) {
      out[2 * (j * n + i)] = x[0] + ((i + 0.5) / n) * (x[1] - x[0])
      out[2 * (j * n + i) + 1] = y[0] + ((j + 0.5) / n) * (y[1] - y[0])
    }
  return out
}

const ARROWS = 17
const CELLS = 32

/** q_t over its largest value on the grid. */
function density(problem: Problem, frame: Frame, t: number): string {
  const logs = problem.logDensity(t, gridOf(frame, CELLS))
  const most = logs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  return shades(CELLS, (i, j) => 0.9 * Math.exp((logs[j * CELLS + i] ?? Number.NEGATIVE_INFINITY) - most))
}

/**
 * The score −ε/s: learned, exact, and the difference ten times as long, over the density of x_t, at three times. All
 * arrows of a row have one scale, that of the longest exact arrow, by the root of their length.
 */
export async function scoreFields(problem: Problem, predict: Predict): Promise<string> {
  const times = [...new Set([0.05, 0.3, 0.7].map((u) => Math.max(1, Math.round(u * problem.T))))]
  const rows: string[][] = []
  for (const t of times) {
    const frame = frameOf(problem, t)
    const x = gridOf(frame, ARROWS)
    const count = ARROWS * ARROWS
    const exact = problem.epsStar(t, x)
    const learned = await predict({ count, x, t: new Int32Array(count).fill(t) })
    const difference = exact.map((e, i) => 10 * ((learned[i] ?? 0) - e))
    const longest = Math.max(
      ...Array.from({ length: count }, (_, r) => Math.hypot(exact[2 * r] ?? 0, exact[2 * r + 1] ?? 0)),
    )
    const shadow = density(problem, frame, t)
    const field = (title: string, eps: Float64Array, color: string) =>
      panel(`${title}, t = ${t}`, frame, shadow + arrows(frame, arrowsOf(frame, x, eps, longest), color))
    rows.push([
      field('learned score', learned, '#111'),
      field('exact score', exact, '#111'),
      field('difference × 10', difference, '#b01818'),
    ])
  }
  return drawing(rows)
}

function arrowsOf({ x }: Frame, points: Float64Array, eps: Float64Array, longest: number): readonly Arrow[] {
  const cell = (x[1] - x[0]) / ARROWS
  return Array.from({ length: points.length / 2 }, (_, r) => {
    const [u, v] = [-(eps[2 * r] ?? 0), -(eps[2 * r + 1] ?? 0)]
    const length = Math.hypot(u, v)
    const scale = length === 0 ? 0 : (1.1 * cell * Math.sqrt(length / longest)) / length
    return { from: [points[2 * r] ?? 0, points[2 * r + 1] ?? 0], by: [u * scale, v * scale] }
  })
}

/** Samples at t = 1 by each sampler over the exact density of x_1. */
export function sampleClouds(
  problem: Problem,
  clouds: readonly { readonly title: string; readonly x: Float64Array }[],
): string {
  const frame = frameOf(problem, 1)
  const shadow = density(problem, frame, 1)
  const most = 1500
  return drawing([
    clouds.map(({ title, x }) => {
      const points = Array.from(
        { length: Math.min(most, x.length / 2) },
        (_, r) => [x[2 * r] ?? 0, x[2 * r + 1] ?? 0] as const,
      )
      return panel(title, frame, shadow + dots(frame, points, '#c2410c', 0.8))
    }),
  ])
}

export interface CurvePoint {
  readonly step: number
  readonly loss: number
  readonly excess: number
}

/** Loss (its irreducible part drawn across) and excess risk by step, and the excess risk by t, on logarithmic axes. */
export function curves(
  history: readonly CurvePoint[],
  irreducible: number,
  byTime: readonly { readonly t: number; readonly excess: number }[],
): string {
  const log = (value: number) => Math.log10(Math.max(value, 1e-12))
  const framed = (points: readonly (readonly [number, number])[]): Frame => {
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
    const [low, high] = [Math.min(...ys), Math.max(...ys)]
    return {
      x: [Math.min(...xs), Math.max(...xs, Math.min(...xs) + 1)],
      y: [low - 0.05, Math.max(high, low + 0.1) + 0.05],
    }
  }
  const chart = (title: string, points: readonly (readonly [number, number])[], across?: number) => {
    const frame = framed(across === undefined ? points : [...points, [at(points, 0)[0], across]])
    const level =
      across === undefined
        ? ''
        : line(
            frame,
            [
              [frame.x[0], across],
              [frame.x[1], across],
            ],
            '#15803d',
          )
    return panel(title, frame, level + line(frame, points, '#1d4ed8'), (y) => (10 ** y).toExponential(1))
  }
  return drawing([
    [
      chart(
        'loss by step (green: irreducible)',
        history.map(({ step, loss }) => [step, log(loss)]),
        log(irreducible),
      ),
      chart(
        'excess risk by step',
        history.map(({ step, excess }) => [step, log(excess)]),
      ),
      chart(
        'excess risk by t',
        byTime.map(({ t, excess }) => [t, log(excess)]),
      ),
    ],
  ])
}

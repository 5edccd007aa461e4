import type { Component } from '../../reference/data/component.js'
import { at } from '../../reference/numbers/combinators.js'
import { FLOAT64 } from '../../reference/numbers/float.js'
import { ldl, type Vector } from '../../reference/numbers/linear.js'
import type { Kernel } from '../../reference/process/kernel.js'
import { kernels } from '../../reference/schedule/kernels.js'
import { PRESETS, type Preset } from '../../reference/schedule/presets.js'

/** What the playground shows: a mixture in the plane, a schedule, a time, a field, and the point that is asked about. */

export type Point = readonly [x: number, y: number]

/** A Gaussian by what a hand takes hold of: where it is, how long its axes are, how they are turned. */
export interface Blob {
  /** Any positive number: the weights of a law are these over their sum. */
  readonly weight: number
  readonly mean: Point
  /** Standard deviations along the axes. */
  readonly axes: Point
  /** Of the first axis, in radians, counterclockwise. */
  readonly angle: number
}

export const FIELDS = ['score', 'epsStar'] as const
export type Field = (typeof FIELDS)[number]

/** The schedules offered: those whose x_t stays in view. */
export const SCHEDULES = [
  'ho',
  'stable-diffusion',
  'cosine',
  'zero-terminal-snr',
  'vdm',
  'sub-vp',
] as const satisfies readonly Preset[]
export type ScheduleName = (typeof SCHEDULES)[number]

export interface Scene {
  readonly blobs: readonly Blob[]
  readonly schedule: ScheduleName
  readonly t: number
  readonly field: Field
  readonly probe: Point
}

export const T = 1000

/** Half the width and half the height of what is in view. */
export const REACH: Point = [3.2, 2.4]

export const MOST = 5
export const AXIS = { least: 0.05, most: 1.6 } as const

export const START: Scene = {
  blobs: [
    { weight: 5, mean: [-1.4, -0.5], axes: [0.5, 0.25], angle: 0.7 },
    { weight: 3, mean: [1.2, 1], axes: [0.55, 0.2], angle: -0.4 },
    { weight: 2, mean: [1.1, -1.1], axes: [0.25, 0.25], angle: 0 },
  ],
  schedule: 'ho',
  t: 120,
  field: 'score',
  probe: [0.2, 0.3],
}

/** R diag(axes²) Rᵀ, with one off-diagonal entry for both places: symmetric to the last bit. */
export function covarianceOf({ axes: [a, b], angle }: Blob): readonly [Point, Point] {
  const [c, s] = [Math.cos(angle), Math.sin(angle)]
  const [va, vb] = [a * a, b * b]
  const off = c * s * (va - vb)
  return [
    [c * c * va + s * s * vb, off],
    [off, s * s * va + c * c * vb],
  ]
}

/** The mixture as the formulas of the reference take it, in doubles. */
export function dataOf({ blobs }: Pick<Scene, 'blobs'>): readonly Component<number>[] {
  const total = blobs.reduce((sum, { weight }) => sum + weight, 0)
  return blobs.map((blob) => ({
    weight: blob.weight / total,
    mean: blob.mean,
    covariance: covarianceOf(blob),
  }))
}

const known = new Map<ScheduleName, readonly Kernel<number>[]>()

/** √ᾱ_t and v_t of the scene's time. */
export function kernelOf({ schedule, t }: Pick<Scene, 'schedule' | 't'>): Kernel<number> {
  const all = known.get(schedule) ?? kernels(FLOAT64, PRESETS[schedule])
  known.set(schedule, all)
  return at(all, t)
}

/** m + L√D·z, where L D Lᵀ is the covariance: z standard normal gives the component's law. */
export function place({ mean, covariance = [] }: Component<number>, z: Vector<number>): Vector<number> {
  const { lower, pivots } = ldl(FLOAT64, covariance)
  const scaled = z.map((value, i) => Math.sqrt(at(pivots, i)) * value)
  return mean.map((m, i) => m + at(lower, i).reduce((sum, l, j) => sum + l * at(scaled, j), at(scaled, i)))
}

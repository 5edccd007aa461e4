import type { Component } from '../../reference/data/component.js'
import { epsStar, logDensity, score } from '../../reference/data/posterior.js'
import type { Formula, Symbols } from '../../reference/numbers/formula.js'
import { type Kernel, kernelSymbols } from '../../reference/process/kernel.js'
import { type Field, REACH } from './scene.js'

/** The points where the field is computed: COLUMNS × ROWS cells of the view, in float32 so that every backend has the same points. */

export const COLUMNS = 96
export const ROWS = 72

const centres = (n: number, reach: number) =>
  Float32Array.from({ length: n }, (_, i) => ((2 * i + 1) / n - 1) * reach)
export const XS = centres(COLUMNS, REACH[0])
/** From the bottom. */
export const YS = centres(ROWS, REACH[1])

/** The field and the log density on the grid, row by row from the bottom. */
export interface Drawn {
  /** What computed them. */
  readonly backend: 'cpu' | 'webgl2'
  readonly u: Float32Array | Float64Array
  readonly v: Float32Array | Float64Array
  readonly logDensity: Float32Array | Float64Array
}

export interface Painter {
  readonly backend: Drawn['backend']
  /** What computes, in words. */
  readonly device: string
  readonly draw: (field: Field, kernel: Kernel<number>, data: readonly Component<number>[]) => Promise<Drawn>
}

export const FORMULAS: Readonly<Record<Field | 'logDensity', Formula>> = { score, epsStar, logDensity }

/** A variable for each number of a mixture of `count` Gaussians in the plane. */
export const symbolsOf = (count: number): readonly Symbols[] => [
  kernelSymbols('a', 'v'),
  Array.from({ length: count }, (_, k) => ({
    weight: `w_${k}`,
    mean: [`m_{${k}1}`, `m_{${k}2}`],
    covariance: [
      [`c_{${k}11}`, `c_{${k}12}`],
      [`c_{${k}21}`, `c_{${k}22}`],
    ],
  })),
  ['x_1', 'x_2'],
]

import { at } from '../../reference/numbers/combinators.js'
import type { Dimensions } from '../kernels/spelling.js'

/** A multilayer perceptron: the number of inputs, of units in each hidden layer, of outputs. */
export interface Shape {
  readonly widths: readonly number[]
}

export interface LayerShape {
  readonly inputs: number
  readonly outputs: number
}

/** @throws RangeError where a width is no positive integer or there is no layer. */
export function shape(widths: readonly number[]): Shape {
  if (widths.length < 2 || widths.some((n) => !Number.isInteger(n) || n < 1))
    throw new RangeError(
      `a network of widths [${widths}]: expected at least inputs and outputs, each a positive integer`,
    )
  return { widths }
}

export const layersOf = ({ widths }: Shape): readonly LayerShape[] =>
  widths.slice(1).map((outputs, l) => ({ inputs: at(widths, l), outputs }))

/** θ, first and second moment of one layer, bias as last row; x runs along the outputs. */
export const stateDimensions = ({ inputs, outputs }: LayerShape): Dimensions => [outputs, inputs + 1, 3]

export const parameterCount = (network: Shape): number =>
  layersOf(network).reduce((total, { inputs, outputs }) => total + (inputs + 1) * outputs, 0)

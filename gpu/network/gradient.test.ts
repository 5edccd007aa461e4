import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { at } from '../../reference/numbers/combinators.js'
import type { Dual } from '../../reference/numbers/dual.js'
import { equal, type Rational, rational, sign } from '../../reference/numbers/rational.js'
import { ARITHMETICS, exactly, type Rounded } from '../../reference/numbers/rounding/model.js'
import { dualNumbers, EXACT_NUMBERS, roundedNumbers } from '../kernels/algebras.js'
import { type KernelAlgebra, overAlgebra } from '../kernels/reading.js'
import { type Dimensions, sizeOf } from '../kernels/spelling.js'
import { KERNELS } from '../kernels/table.js'
import { generator } from '../training/random.js'
import type { Call } from './plan.js'
import { layersOf, parameterCount, type Shape, shape, stateDimensions } from './shape.js'
import { gradients } from './step.js'

/** The backward kernels against dual numbers through the forward kernels: both read from the kernels' own text. */

interface Tensor<T> {
  readonly dimensions: Dimensions
  readonly values: readonly T[]
}

const callOver =
  <T>(F: KernelAlgebra<T>): Call<Tensor<T>> =>
  ({ name, output, constants }, ...args) => {
    const inputs = args.map(({ dimensions }) => dimensions)
    const cells = overAlgebra(F, KERNELS[name], { output, constants, inputs })
    return { dimensions: output, values: cells(args.map(({ values }) => values)) }
  }

interface Example<T> {
  readonly network: Shape
  readonly rows: number
  readonly states: readonly Tensor<T>[]
  readonly batch: { readonly input: Tensor<T>; readonly target: Tensor<T>; readonly weight: Tensor<T> }
}

function example<T>(network: Shape, rows: number, draw: () => T): Example<T> {
  const tensor = (dimensions: Dimensions): Tensor<T> => ({
    dimensions,
    values: Array.from({ length: sizeOf(dimensions) }, draw),
  })
  const { widths } = network
  return {
    network,
    rows,
    states: layersOf(network).map((layer) => tensor(stateDimensions(layer))),
    batch: {
      input: tensor([at(widths, 0), rows]),
      target: tensor([at(widths, widths.length - 1), rows]),
      weight: tensor([rows]),
    },
  }
}

const read = <T>(F: KernelAlgebra<T>, { network, rows, states, batch }: Example<T>) =>
  gradients(callOver(F), network, rows, states, batch)

const summed = <T>(F: KernelAlgebra<T>, values: readonly T[]): T => values.reduce((a, b) => F.add(a, b))

/** θ of a layer is the first third of its state. */
const thetaSize = ({ values }: Tensor<unknown>) => values.length / 3

/** The example over dual numbers, with the direction given as a tangent to every θ. */
function along<T>(given: Example<T>, direction: readonly (readonly (T | undefined)[])[]): Example<Dual<T>> {
  const still = ({ dimensions, values }: Tensor<T>): Tensor<Dual<T>> => ({
    dimensions,
    values: values.map((value) => ({ value })),
  })
  const { network, rows, states, batch } = given
  return {
    network,
    rows,
    states: states.map(({ dimensions, values }, l) => ({
      dimensions,
      values: values.map((value, i) => {
        const tangent = direction[l]?.[i]
        return tangent === undefined ? { value } : { value, tangent }
      }),
    })),
    batch: { input: still(batch.input), target: still(batch.target), weight: still(batch.weight) },
  }
}

/** d/dh of the loss along a direction, by dual numbers. */
function slopeAlong<T>(
  D: KernelAlgebra<Dual<T>>,
  given: Example<T>,
  direction: readonly (readonly (T | undefined)[])[],
) {
  return summed(D, read(D, along(given, direction)).loss.values).tangent
}

describe('the gradient', () => {
  it('is the derivative of the loss by every parameter, exactly, at random rationals', () => {
    const D = dualNumbers<Rational>(EXACT_NUMBERS, (a) => sign(a) < 0)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        const random = generator(seed)
        const draw = () => rational(BigInt(random.below(7) - 3), BigInt(1 + random.below(2)))
        const given = example(shape([2, 2, 2, 1]), 2, draw)
        const { slopes } = read(EXACT_NUMBERS, given)
        given.states.forEach((state, l) => {
          for (let i = 0; i < thetaSize(state); i++) {
            const direction = given.states.map(({ values }, m) =>
              values.map((_, j) => (m === l && j === i ? rational(1n) : undefined)),
            )
            const slope = slopeAlong(D, given, direction) ?? rational(0n)
            expect(equal(slope, at(at(slopes, l).values, i))).toBe(true)
          }
        })
      }),
      { numRuns: 4, seed: 11 },
    )
  })

  const F = roundedNumbers(ARITHMETICS.float64)
  const D = dualNumbers<Rounded>(F, ({ value }) => value < 0)
  const agree = (a: Rounded, b: Rounded) => {
    expect(a.bound + b.bound).toBeLessThan(Infinity)
    expect(Math.abs(a.value - b.value)).toBeLessThanOrEqual(a.bound + b.bound)
  }

  it.each([[[3, 5, 5, 2]], [[1, 4, 1]], [[6, 4, 3, 3, 2]]])(
    'of a network %s agrees with dual numbers by every parameter, within the rounding bounds',
    (widths) => {
      const network = shape(widths)
      expect(parameterCount(network)).toBeLessThanOrEqual(100)
      const random = generator(3)
      const given = example(network, 5, () => exactly(random.normal()))
      const { slopes } = read(F, given)
      given.states.forEach((state, l) => {
        for (let i = 0; i < thetaSize(state); i++) {
          const direction = given.states.map(({ values }, m) =>
            values.map((_, j) => (m === l && j === i ? exactly(1) : undefined)),
          )
          agree(slopeAlong(D, given, direction) ?? exactly(0), at(at(slopes, l).values, i))
        }
      })
    },
  )

  it('of a larger network agrees along random directions', () => {
    const random = generator(4)
    const given = example(shape([10, 21, 18, 2]), 9, () => exactly(0.3 * random.normal()))
    const { slopes } = read(F, given)
    for (let k = 0; k < 5; k++) {
      const direction = given.states.map((state) =>
        state.values.map((_, j) => (j < thetaSize(state) ? exactly(random.normal()) : undefined)),
      )
      const products = slopes.flatMap(({ values }, l) =>
        values.map((slope, i) => F.mul(slope, at(at(direction, l), i) ?? exactly(0))),
      )
      agree(slopeAlong(D, given, direction) ?? exactly(0), summed(F, products))
    }
  })
})

import { posteriorWeights } from '../../reference/data/posterior.js'
import type { ExponentialField } from '../../reference/numbers/algebra.js'
import { at, dot, square, sum } from '../../reference/numbers/combinators.js'
import type { Vector } from '../../reference/numbers/linear.js'
import type { Kernel } from '../../reference/process/kernel.js'
import { epsFromX0 } from '../../reference/process/predictions.js'
import type { Guard, Point, Relation, Statement } from '../evidence/index.js'
import { kernelOf, noisy } from '../reverse/variables.js'
import { range, read } from './variables.js'

/** A prediction f of the noise at one x, where x₀ is one of K points: any numbers. */
interface Prediction<T> {
  readonly kernel: Kernel<T>
  readonly data: readonly { readonly weight: T; readonly mean: Vector<T> }[]
  readonly x: Vector<T>
  readonly f: Vector<T>
  /** ‖a − b‖². */
  readonly distance: (a: Vector<T>, b: Vector<T>) => T
  /** E[‖ε − g‖² | x], by the posterior weights of the points. */
  readonly loss: (g: Vector<T>) => T
}

/** At one x, x₀ on K points of ℝ^d with any weights, f any: what `conclude` says of the loss. */
export const predictionOnPoints = (
  K: number,
  d: number,
  conclude: <T>(F: ExponentialField<T>, prediction: Prediction<T>) => readonly Relation<T>[],
): Statement => ({
  variables: [
    'signal',
    'std',
    ...range(1, d).flatMap((i) => [`x${i}`, `f${i}`]),
    ...range(1, K).flatMap((k) => [`w${k}`, ...range(1, d).map((i) => `z${k}_${i}`)]),
  ],
  guards: [noisy as Guard<string>],
  conclude: <T>(F: ExponentialField<T>, v: Point<string, T>) => {
    const kernel = kernelOf(F, { signal: read(v, 'signal'), std: read(v, 'std') })
    const coordinates = (name: string) => range(1, d).map((i) => read(v, `${name}${i}`))
    const [x, f] = [coordinates('x'), coordinates('f')]
    const data = range(1, K).map((k) => ({ weight: read(v, `w${k}`), mean: coordinates(`z${k}_`) }))
    const distance = (a: Vector<T>, b: Vector<T>) =>
      sum(
        F,
        a.map((one, i) => square(F, F.sub(one, at(b, i)))),
      )
    const weights = posteriorWeights(F, kernel, data, x)
    const noises = data.map(({ mean }) => x.map((xt, i) => epsFromX0(F, kernel, { xt, x0: at(mean, i) })))
    const loss = (g: Vector<T>) =>
      dot(
        F,
        weights,
        noises.map((eps) => distance(eps, g)),
      )
    return conclude(F, { kernel, data, x, f, distance, loss })
  },
})

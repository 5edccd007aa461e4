import type { Component } from '../../reference/data/component.js'
import type { Data } from '../../reference/data/posterior.js'
import type { ExponentialField } from '../../reference/numbers/algebra.js'
import { at } from '../../reference/numbers/combinators.js'
import { constant, type Dual, dualExponentials, gradient, hessian } from '../../reference/numbers/dual.js'
import { type Matrix, symmetric, type Vector, vector } from '../../reference/numbers/linear.js'
import type { Kernel, Transition } from '../../reference/process/kernel.js'
import { equals, exceeds, type Point, type Relation, type Statement } from '../evidence/index.js'

/**
 * Statements about the posterior of a mixture, in variables: K components in d dimensions, each a Gaussian with full
 * covariance or a point, the kernel (a, s²) and the point x. Smaller shapes use the first of the same variables, so that
 * one statement, at one random point, speaks of all shapes up to the largest.
 */
export interface Shape {
  /** Number of components. */
  readonly K: number
  /** Dimension. */
  readonly d: number
  /** Which components are points, from the number of the component; none where it is left out. */
  readonly isPoint?: (k: number) => boolean
}

/** What a statement about a mixture speaks of, in one algebra. */
export interface Mixture<T> {
  readonly kernel: Kernel<T>
  /** s, the root of the kernel's variance. */
  readonly std: T
  readonly data: Data<T>
  readonly x: Vector<T>
}

const name = (kind: string, ...indices: readonly number[]) => [kind, ...indices.map((i) => i + 1)].join('_')
const range = (n: number) => Array.from({ length: n }, (_, i) => i)

export function mixtureVariables({ K, d }: Shape): readonly string[] {
  return [
    'signal',
    'std',
    ...range(d).map((i) => name('x', i)),
    ...range(K).flatMap((k) => [
      name('w', k),
      ...range(d).flatMap((i) => [name('m', k, i), ...range(i + 1).map((j) => name('c', k, i, j))]),
    ]),
  ]
}

/** One variable of a statement whose names are made at run time. */
export function read<T>(v: Point<string, T>, key: string): T {
  const value = v[key]
  if (value === undefined) throw new RangeError(`the statement has no variable '${key}'`)
  return value
}

export function mixtureOf<T>(
  { mul }: ExponentialField<T>,
  v: Point<string, T>,
  { K, d, isPoint }: Shape,
): Mixture<T> {
  const std = read(v, 'std')
  const component = (k: number): Component<T> => {
    const point = { weight: read(v, name('w', k)), mean: vector(d, (i) => read(v, name('m', k, i))) }
    if (isPoint?.(k)) return point
    return { ...point, covariance: symmetric(d, (i, j) => read(v, name('c', k, i, j))) }
  }
  return {
    kernel: { signal: read(v, 'signal'), variance: mul(std, std) },
    std,
    data: range(K).map(component),
    x: vector(d, (i) => read(v, name('x', i))),
  }
}

/** s > 0: what the formulas of the posterior take for granted of a kernel in these variables. */
export const noisyMixture: Statement['guards'] = [
  {
    kind: 'guard',
    text: 'the kernel adds noise: s > 0 (ᾱ_t < 1)',
    given: ({ lit }, v) => [exceeds(read(v, 'std'), lit(0n))],
  },
]

type Conclude = <T>(
  F: ExponentialField<T>,
  mixture: Mixture<T>,
  v: Point<string, T>,
) => readonly Relation<T>[]

/** The same conclusions for each of the shapes; `more` are variables beyond those of the mixture. */
export function forShapes(
  shapes: readonly Shape[],
  conclude: Conclude,
  more: readonly string[] = [],
): Statement {
  const largest = {
    K: Math.max(...shapes.map(({ K }) => K)),
    d: Math.max(...shapes.map(({ d }) => d)),
  }
  return {
    variables: [...mixtureVariables(largest), ...more],
    guards: noisyMixture,
    conclude: (F, v) =>
      shapes.flatMap((shape) =>
        conclude(F, mixtureOf(F, v, shape), v).map((relation) => ({
          ...relation,
          label: `K = ${shape.K}, d = ${shape.d}: ${relation.label ?? 'conclusion'}`,
        })),
      ),
  }
}

const kinds: readonly Shape['isPoint'][] = [undefined, () => true, (k) => k % 2 === 0]

/** The noise of the location model, a full covariance in d dimensions, as variables. */
export const noiseVariables = (d: number): readonly string[] =>
  range(d).flatMap((i) => range(i + 1).map((j) => name('n', i, j)))

export const noiseOf = <T>(v: Point<string, T>, d: number): Matrix<T> =>
  symmetric(d, (i, j) => read(v, name('n', i, j)))

/** Every K ≤ 4 and d ≤ 3; all Gaussians, all points, and every other one a point. */
export const SHAPES: readonly Shape[] = [1, 2, 3, 4].flatMap((K) =>
  [1, 2, 3].flatMap((d) => kinds.map((isPoint) => (isPoint ? { K, d, isPoint } : { K, d }))),
)

/** One component, Gaussian or point, in d ≤ 3 dimensions: the generic term of a mixture. */
export const TERMS: readonly Shape[] = SHAPES.filter(({ K }) => K === 1)

/** Two components in one dimension and one in two: what a normal form still does at once. */
export const SMALL: readonly Shape[] = [
  { K: 1, d: 1 },
  { K: 2, d: 1 },
  { K: 2, d: 1, isPoint: () => true },
  { K: 2, d: 1, isPoint: (k) => k === 0 },
]

export const vectorEquals = <T>(a: Vector<T>, b: Vector<T>, label: string): readonly Relation<T>[] =>
  a.map((left, i) => equals(left, at(b, i), `${label}, entry ${i + 1}`))

export const matrixEquals = <T>(a: Matrix<T>, b: Matrix<T>, label: string): readonly Relation<T>[] =>
  a.flatMap((row, i) => vectorEquals(row, at(b, i), `${label}, row ${i + 1}`))

export const lifted = <T>({ kernel: { signal, variance }, data }: Mixture<T>) => ({
  kernel: { signal: constant(signal), variance: constant(variance) },
  data: data.map(
    ({ weight, mean, covariance }): Component<Dual<T>> => ({
      weight: constant(weight),
      mean: mean.map(constant),
      ...(covariance === undefined ? {} : { covariance: covariance.map((row) => row.map(constant)) }),
    }),
  ),
})

type Potential = <T>(F: ExponentialField<T>, kernel: Kernel<T>, data: Data<T>, x: Vector<T>) => T

/** The gradient in x of a function of the mixture at x, by dual numbers. */
export function gradientOf<T>(F: ExponentialField<T>, potential: Potential, mixture: Mixture<T>): Vector<T> {
  const { kernel, data } = lifted(mixture)
  return gradient<T, ExponentialField<Dual<T>>>(
    dualExponentials(F),
    (D, x) => potential(D, kernel, data, x),
    mixture.x,
  )
}

/** The Hessian in x of a function of the mixture at x, by dual numbers over dual numbers. */
export function hessianOf<T>(F: ExponentialField<T>, potential: Potential, mixture: Mixture<T>): Matrix<T> {
  const { kernel, data } = lifted({ ...mixture, ...lifted(mixture), x: [], std: constant(mixture.std) })
  return hessian<T, ExponentialField<Dual<Dual<T>>>>(
    dualExponentials(dualExponentials(F)),
    (D, x) => potential(D, kernel, data, x),
    mixture.x,
  )
}

/** A transition 0→s→t of a mixture: the kernel 0→s of a {@link Mixture}, a step s→t, and x_t in the place of x. */
export interface MixtureTransition<T> {
  readonly transition: Transition<T>
  readonly data: Data<T>
  readonly xt: Vector<T>
}

/** The same conclusions for each of the shapes, of a transition. */
export const forTransitions = (
  shapes: readonly Shape[],
  conclude: <T>(
    F: ExponentialField<T>,
    mixture: MixtureTransition<T>,
    v: Point<string, T>,
  ) => readonly Relation<T>[],
  more: readonly string[] = [],
): Statement => {
  const stated = forShapes(
    shapes,
    (F, { kernel, data, x }, v) => {
      const stepStd = read(v, 'stepStd')
      const step = { signal: read(v, 'stepSignal'), variance: F.mul(stepStd, stepStd) }
      return conclude(F, { transition: { prior: kernel, step }, data, xt: x }, v)
    },
    ['stepSignal', 'stepStd', ...more],
  )
  return { ...stated, guards: [...stated.guards, ...noisySteps] }
}

const noisySteps: Statement['guards'] = [
  {
    kind: 'guard',
    text: 'the step adds noise: v > 0 (β_t > 0)',
    given: ({ lit }, v) => [exceeds(read(v, 'stepStd'), lit(0n))],
  },
]

/**
 * The same algebra with the first exponent as the shift: no value depends on it, and exponentials that differ by the shift alone
 * are then one.
 */
export const firstShift = <T>(F: ExponentialField<T>): ExponentialField<T> => {
  const { lit, add, sub, mul, div, neg, sqrt, exp, log } = F
  return { lit, add, sub, mul, div, neg, sqrt, exp, log, shift: (xs) => at(xs, 0) }
}

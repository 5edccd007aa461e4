import type { ExponentialField, Field } from './algebra.js'
import { at, dot, sum } from './combinators.js'

/**
 * Vectors and matrices as readonly arrays over an algebra. Everything but the logarithm of a determinant stays in
 * a field: symmetric systems are solved by A = L D Lᵀ, with no root, no pivoting and so no comparison.
 */
export type Vector<T> = readonly T[]

/** By rows. */
export type Matrix<T> = readonly Vector<T>[]

export const vector = <T>(d: number, entry: (i: number) => T): Vector<T> =>
  Array.from({ length: d }, (_, i) => entry(i))

export const matrix = <T>(rows: number, columns: number, entry: (i: number, j: number) => T): Matrix<T> =>
  vector(rows, (i) => vector(columns, (j) => entry(i, j)))

/** The symmetric matrix with these entries on and below the diagonal: equal to its transpose in every reading. */
export function symmetric<T>(d: number, entry: (i: number, j: number) => T): Matrix<T> {
  const lower = vector(d, (i) => vector(i + 1, (j) => entry(i, j)))
  return matrix(d, d, (i, j) => entryOf(lower, Math.max(i, j), Math.min(i, j)))
}

export const entryOf = <T>(a: Matrix<T>, i: number, j: number): T => at(at(a, i), j)

export const addVectors = <T>(F: Field<T>, a: Vector<T>, b: Vector<T>): Vector<T> =>
  a.map((x, i) => F.add(x, at(b, i)))

export const subVectors = <T>(F: Field<T>, a: Vector<T>, b: Vector<T>): Vector<T> =>
  a.map((x, i) => F.sub(x, at(b, i)))

export const negVector = <T>(F: Field<T>, a: Vector<T>): Vector<T> => a.map((x) => F.neg(x))

export const scaleVector = <T>(F: Field<T>, by: T, a: Vector<T>): Vector<T> => a.map((x) => F.mul(by, x))

export const scaleMatrix = <T>(F: Field<T>, by: T, a: Matrix<T>): Matrix<T> =>
  a.map((row) => scaleVector(F, by, row))

export const addMatrices = <T>(F: Field<T>, a: Matrix<T>, b: Matrix<T>): Matrix<T> =>
  a.map((row, i) => addVectors(F, row, at(b, i)))

export const subMatrices = <T>(F: Field<T>, a: Matrix<T>, b: Matrix<T>): Matrix<T> =>
  a.map((row, i) => subVectors(F, row, at(b, i)))

export const transpose = <T>(a: Matrix<T>): Matrix<T> =>
  matrix(a[0]?.length ?? 0, a.length, (i, j) => entryOf(a, j, i))

/** A b. */
export const apply = <T>(F: Field<T>, a: Matrix<T>, b: Vector<T>): Vector<T> => a.map((row) => dot(F, row, b))

/** A B. */
export function multiply<T>(F: Field<T>, a: Matrix<T>, b: Matrix<T>): Matrix<T> {
  const columns = transpose(b)
  return a.map((row) => columns.map((column) => dot(F, row, column)))
}

export const trace = <T>(F: Field<T>, a: Matrix<T>): T =>
  sum(
    F,
    a.map((row, i) => at(row, i)),
  )

/** a bᵀ. */
export const outer = <T>(F: Field<T>, a: Vector<T>, b: Vector<T>): Matrix<T> =>
  a.map((x) => scaleVector(F, x, b))

/** aᵀ a. */
export const squaredNorm = <T>(F: Field<T>, a: Vector<T>): T => dot(F, a, a)

/** A = L D Lᵀ: the rows of L left of its unit diagonal, and the diagonal of D. */
export interface Ldl<T> {
  readonly lower: Matrix<T>
  readonly pivots: Vector<T>
}

/**
 * The LDLᵀ factors of a symmetric matrix, read from its lower triangle. Every pivot must be invertible, as all are
 * where A is positive definite.
 *
 * With M = L D, row i is M_ij = A_ij − Σ_{k<j} M_ik L_jk, L_ij = M_ij / D_j, D_i = A_ii − Σ_k M_ik L_ik.
 */
export function ldl<T>(F: Field<T>, a: Matrix<T>): Ldl<T> {
  const lower: T[][] = []
  const pivots: T[] = []
  a.forEach((row, i) => {
    const scaled: T[] = []
    const left: T[] = []
    for (let j = 0; j < i; j++) {
      const m = less(F, at(row, j), scaled, at(lower, j))
      scaled.push(m)
      left.push(F.div(m, at(pivots, j)))
    }
    lower.push(left)
    pivots.push(less(F, at(row, i), scaled, left))
  })
  return { lower, pivots }
}

// a − Σ_k m_k l_k over the entries of l. `m` may be longer.
const less = <T>(F: Field<T>, a: T, m: Vector<T>, l: Vector<T>): T =>
  l.reduce((rest, x, k) => F.sub(rest, F.mul(at(m, k), x)), a)

/** y = L⁻¹ b and z = D⁻¹ y, by forward substitution. */
function halfSolve<T>(F: Field<T>, { lower, pivots }: Ldl<T>, b: Vector<T>): { y: Vector<T>; z: Vector<T> } {
  const y: T[] = []
  b.forEach((x, i) => {
    y.push(less(F, x, y, at(lower, i)))
  })
  return { y, z: y.map((yi, i) => F.div(yi, at(pivots, i))) }
}

/** A⁻¹ b = L⁻ᵀ D⁻¹ L⁻¹ b. */
export const solve = <T>(F: Field<T>, factors: Ldl<T>, b: Vector<T>): Vector<T> =>
  backSolve(F, factors, halfSolve(F, factors, b).z)

function backSolve<T>(F: Field<T>, { lower }: Ldl<T>, z: Vector<T>): Vector<T> {
  const last = z.length - 1
  const x: T[] = [] // from the last entry to the first
  for (let i = last; i >= 0; i--) {
    const below = vector(last - i, (k) => entryOf(lower, last - k, i))
    x.push(less(F, at(z, i), x, below))
  }
  return x.reverse()
}

/** bᵀ A⁻¹ b = Σ (L⁻¹b)ᵢ² / Dᵢ: positive terms only where A is positive definite. */
export function inverseQuadratic<T>(F: Field<T>, factors: Ldl<T>, b: Vector<T>): T {
  const { y, z } = halfSolve(F, factors, b)
  return dot(F, y, z)
}

/** A⁻¹ B for a symmetric product (B commutes with A), from the lower triangle of the solution. */
export function solveSymmetric<T>(F: Field<T>, factors: Ldl<T>, b: Matrix<T>): Matrix<T> {
  const columns = transpose(b).map((column) => solve(F, factors, column))
  return symmetric(b.length, (i, j) => entryOf(columns, j, i))
}

/** A⁻¹. */
export const inverse = <T>(F: Field<T>, factors: Ldl<T>): Matrix<T> =>
  solveSymmetric(F, factors, identity(F, factors.pivots.length))

export const identity = <T>(F: Field<T>, d: number): Matrix<T> =>
  diagonal(
    F,
    vector(d, () => F.lit(1n)),
  )

export const diagonal = <T>(F: Field<T>, entries: Vector<T>): Matrix<T> =>
  matrix(entries.length, entries.length, (i, j) => (i === j ? at(entries, i) : F.lit(0n)))

/** log det A = Σ log Dᵢ: a sum of logarithms, since the product over many dimensions leaves the range of floats. */
export const logDeterminant = <T>(F: ExponentialField<T>, { pivots }: Ldl<T>): T =>
  sum(
    F,
    pivots.map((pivot) => F.log(pivot)),
  )

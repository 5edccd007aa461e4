import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { product } from './combinators.js'
import {
  addMatrices,
  apply,
  diagonal,
  entryOf,
  identity,
  inverse,
  inverseQuadratic,
  ldl,
  type Matrix,
  matrix,
  multiply,
  outer,
  scaleMatrix,
  solve,
  solveSymmetric,
  squaredNorm,
  trace,
  transpose,
} from './linear.js'
import { equal, lowestTerms, RATIONALS as Q, type Rational, rational, sign } from './rational.js'

const number = fc
  .tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 1, max: 5 }))
  .map(([n, d]) => rational(BigInt(n), BigInt(d)))
const square = (d: number) =>
  fc.array(fc.array(number, { minLength: d, maxLength: d }), { minLength: d, maxLength: d })

// B Bᵀ + I is positive definite whatever B.
const definite = fc.integer({ min: 1, max: 4 }).chain((d) =>
  fc.record({
    a: square(d).map((b) => addMatrices(Q, multiply(Q, b, transpose(b)), identity(Q, d))),
    b: fc.array(number, { minLength: d, maxLength: d }),
  }),
)

const reduced = (a: Matrix<Rational>) => a.map((row) => row.map(lowestTerms))

/** The determinant by expansion along the first row: slow, and independent of any factorisation. */
const determinant = (a: Matrix<Rational>): Rational =>
  a.length === 0
    ? Q.lit(1n)
    : (a[0] ?? []).reduce((total, x, j) => {
        const minor = a.slice(1).map((row) => row.filter((_, k) => k !== j))
        const term = Q.mul(x, determinant(minor))
        return j % 2 === 0 ? Q.add(total, term) : Q.sub(total, term)
      }, Q.lit(0n))

describe('symmetric positive definite systems, in exact rationals', () => {
  it('factors A = L D Lᵀ with positive pivots, whose product is det A', () => {
    fc.assert(
      fc.property(definite, ({ a }) => {
        const { lower, pivots } = ldl(Q, a)
        const d = a.length
        const l = matrix(d, d, (i, j) => (j < i ? entryOf(lower, i, j) : Q.lit(i === j ? 1n : 0n)))
        expect(reduced(multiply(Q, multiply(Q, l, diagonal(Q, pivots)), transpose(l)))).toEqual(reduced(a))
        expect(pivots.every((pivot) => sign(pivot) === 1)).toBe(true)
        expect(equal(product(Q, pivots), determinant(a))).toBe(true)
      }),
    )
  })

  it('solves A x = b, inverts A and evaluates bᵀA⁻¹b', () => {
    fc.assert(
      fc.property(definite, ({ a, b }) => {
        const factors = ldl(Q, a)
        const x = solve(Q, factors, b)
        expect(apply(Q, a, x).map(lowestTerms)).toEqual(b.map(lowestTerms))
        expect(reduced(multiply(Q, a, inverse(Q, factors)))).toEqual(identity(Q, a.length))
        const quadratic = inverseQuadratic(Q, factors, b)
        expect(equal(quadratic, trace(Q, outer(Q, b, x)))).toBe(true)
        // where the factors are those of the identity it is the norm
        expect(equal(inverseQuadratic(Q, ldl(Q, identity(Q, b.length)), b), squaredNorm(Q, b))).toBe(true)
      }),
    )
  })

  it('solves for a matrix that commutes with A', () => {
    fc.assert(
      fc.property(definite, ({ a }) => {
        const b = multiply(Q, a, a)
        expect(reduced(solveSymmetric(Q, ldl(Q, a), b))).toEqual(reduced(a))
        expect(reduced(scaleMatrix(Q, Q.lit('1/2'), addMatrices(Q, a, a)))).toEqual(reduced(a))
      }),
    )
  })

  it('reads the lower triangle only', () => {
    const [one, two, junk] = [Q.lit(1n), Q.lit(2n), Q.lit(99n)]
    expect(
      ldl(Q, [
        [two, junk],
        [one, two],
      ]),
    ).toEqual(
      ldl(Q, [
        [two, one],
        [one, two],
      ]),
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ExponentialField } from '../numbers/algebra.js'
import { at } from '../numbers/combinators.js'
import { constant, type Dual, dualExponentials, gradient, hessian } from '../numbers/dual.js'
import {
  addMatrices,
  addVectors,
  identity,
  type Matrix,
  multiply,
  outer,
  scaleMatrix,
  scaleVector,
  subMatrices,
  transpose,
  type Vector,
} from '../numbers/linear.js'
import { lowestTerms, RATIONALS as Q, type Rational, rational } from '../numbers/rational.js'
import type { Kernel } from '../process/kernel.js'
import { averageMatrixOf, averageOf } from './combine.js'
import { componentPosterior, componentSpread } from './component.js'
import { gaussianPosterior, gaussianSpread } from './gaussian.js'
import {
  type Data,
  epsCovariance,
  epsStar,
  logDensityHessian,
  logPotential,
  posteriorWeights,
  score,
  x0Covariance,
  x0Hat,
} from './posterior.js'

/**
 * Rationals in which each exponential and each logarithm of a distinct argument is some positive rational: an identity
 * that holds here holds because of the algebra, not because of what e^x is.
 */
function opaqueRationals(): ExponentialField<Rational> {
  const known = new Map<string, Rational>()
  const opaque = (name: string) => (a: Rational) => {
    const { num, den } = lowestTerms(a)
    const key = `${name} ${num}/${den}`
    const value = known.get(key) ?? rational(BigInt((known.size * 37) % 101) + 1n, BigInt(known.size) + 2n)
    known.set(key, value)
    return value
  }
  return { ...Q, exp: opaque('exp'), log: opaque('log'), shift: () => Q.lit('7/3') }
}

const integer = (min: number, max: number) => fc.integer({ min, max })
const number = fc.tuple(integer(-9, 9), integer(1, 5)).map(([n, d]) => rational(BigInt(n), BigInt(d)))
const positive = fc.tuple(integer(1, 9), integer(1, 5)).map(([n, d]) => rational(BigInt(n), BigInt(d)))
const vectors = (d: number) => fc.array(number, { minLength: d, maxLength: d })
const covariances = (d: number) =>
  fc
    .array(vectors(d), { minLength: d, maxLength: d })
    .map((b) => addMatrices(Q, multiply(Q, b, transpose(b)), identity(Q, d)))

const components = (d: number) =>
  fc.oneof(
    fc.record({ weight: positive, mean: vectors(d), covariance: covariances(d) }),
    fc.record({ weight: positive, mean: vectors(d) }),
  )

const cases = fc.tuple(integer(1, 3), integer(1, 4)).chain(([d, k]) =>
  fc.record({
    std: positive,
    signal: positive,
    data: fc.array(components(d), { minLength: k, maxLength: k }),
    x: vectors(d),
  }),
)
interface Case {
  readonly F: ExponentialField<Rational>
  readonly kernel: Kernel<Rational>
  readonly std: Rational
  readonly data: Data<Rational>
  readonly x: Vector<Rational>
}
const forAll = (check: (given: Case) => void) =>
  fc.assert(
    fc.property(cases, ({ std, signal, data, x }) =>
      check({ F: opaqueRationals(), kernel: { signal, variance: Q.mul(std, std) }, std, data, x }),
    ),
    { numRuns: 60 },
  )

const terms = (a: Vector<Rational>) => a.map(lowestTerms)
const matrixTerms = (a: Matrix<Rational>) => a.map(terms)

describe('one Gaussian component, in exact rationals', () => {
  it('has the textbook gain, covariance Σ − aKΣ and mean m + K(x − a·m)', () => {
    forAll(({ F, kernel, data, x }) => {
      const { signal } = kernel
      for (const component of data) {
        if (component.covariance === undefined) continue
        const { gain, x0Covariance, epsCovariance } = gaussianSpread(F, kernel, component)
        const lost = scaleMatrix(F, signal, multiply(F, gain, component.covariance))
        expect(matrixTerms(x0Covariance)).toEqual(matrixTerms(subMatrices(F, component.covariance, lost)))
        expect(matrixTerms(epsCovariance)).toEqual(matrixTerms(scaleMatrix(F, signal, gain)))
        const { x0Hat } = gaussianPosterior(F, kernel, component, x)
        const moved = x.map((xi, i) => F.sub(xi, F.mul(signal, at(component.mean, i))))
        const textbook = gain.map((row, i) =>
          row.reduce((total, k, j) => F.add(total, F.mul(k, at(moved, j))), at(component.mean, i)),
        )
        expect(terms(x0Hat)).toEqual(terms(textbook))
      }
    })
  })

  it('at Σ = 0 is the point mass, but for the logarithms', () => {
    forAll(({ F, kernel, data, x }) => {
      for (const { weight, mean } of data) {
        const zero = mean.map(() => mean.map(() => F.lit(0n)))
        const gaussian = componentPosterior(F, kernel, { weight, mean, covariance: zero }, x)
        const atom = componentPosterior(F, kernel, { weight, mean }, x)
        expect(terms(gaussian.score)).toEqual(terms(atom.score))
        expect(terms(gaussian.x0Hat)).toEqual(terms(atom.x0Hat))
        expect(lowestTerms(gaussian.logWeight)).toEqual(lowestTerms(atom.logWeight))
        const { gain: _, ...spread } = gaussianSpread(F, kernel, { mean, covariance: zero })
        expect(Object.values(spread).map(matrixTerms)).toEqual(
          Object.values(componentSpread(F, kernel, { weight, mean })).map(matrixTerms),
        )
      }
    })
  })
})

describe('Gaussians and points combined, in rationals with opaque exponentials', () => {
  it('has posterior weights that sum to one', () => {
    forAll(({ F, kernel, data, x }) => {
      const total = posteriorWeights(F, kernel, data, x).reduce((a, b) => F.add(a, b))
      expect(lowestTerms(total)).toEqual(F.lit(1n))
    })
  })

  it('splits x: a·x̂₀ + s·ε* = x, and a·x̂₀ = x + s²·score', () => {
    forAll(({ F, kernel, std, data, x }) => {
      const signalPart = scaleVector(F, kernel.signal, x0Hat(F, kernel, data, x))
      const noisePart = scaleVector(F, std, epsStar(F, kernel, data, x))
      expect(terms(addVectors(F, signalPart, noisePart))).toEqual(terms(x))
      const pull = scaleVector(F, kernel.variance, score(F, kernel, data, x))
      expect(terms(signalPart)).toEqual(terms(addVectors(F, x, pull)))
    })
  })

  it('has Cov(x₀|x) = E[x₀x₀ᵀ|x] − x̂₀x̂₀ᵀ, textbook form', () => {
    forAll(({ F, kernel, data, x }) => {
      const weights = posteriorWeights(F, kernel, data, x)
      const parts = data.map((c) => ({
        ...componentPosterior(F, kernel, c, x),
        ...componentSpread(F, kernel, c),
      }))
      const second = averageMatrixOf(
        F,
        weights,
        parts.map((p) => addMatrices(F, p.x0Covariance, outer(F, p.x0Hat, p.x0Hat))),
      )
      const mean = averageOf(
        F,
        weights,
        parts.map((p) => p.x0Hat),
      )
      expect(matrixTerms(x0Covariance(F, kernel, data, x))).toEqual(
        matrixTerms(subMatrices(F, second, outer(F, mean, mean))),
      )
    })
  })

  it('satisfies second-order Tweedie: Cov(ε|x) = I + s²∇²log q, a²Cov(x₀|x) = s²Cov(ε|x)', () => {
    forAll(({ F, kernel, data, x }) => {
      const hessian = scaleMatrix(F, kernel.variance, logDensityHessian(F, kernel, data, x))
      const ofEps = epsCovariance(F, kernel, data, x)
      expect(matrixTerms(ofEps)).toEqual(matrixTerms(addMatrices(F, identity(F, x.length), hessian)))
      const ofX0 = scaleMatrix(F, Q.mul(kernel.signal, kernel.signal), x0Covariance(F, kernel, data, x))
      expect(matrixTerms(ofX0)).toEqual(matrixTerms(scaleMatrix(F, kernel.variance, ofEps)))
    })
  })

  it('has the score and the Hessian that differentiation of log q gives', () => {
    forAll(({ F, kernel, data, x }) => {
      const once = dualExponentials(F)
      const slope = gradient<Rational, typeof once>(
        once,
        (D, point) => logPotential(D, lifted(kernel, constant), liftedData(data, constant), point),
        x,
      )
      expect(terms(slope)).toEqual(terms(score(F, kernel, data, x)))
      const twice = dualExponentials(once)
      const fixed = (a: Rational): Dual<Dual<Rational>> => constant(constant(a))
      const curvature = hessian<Rational, typeof twice>(
        twice,
        (D, point) => logPotential(D, lifted(kernel, fixed), liftedData(data, fixed), point),
        x,
      )
      expect(matrixTerms(curvature)).toEqual(matrixTerms(logDensityHessian(F, kernel, data, x)))
    })
  })
})

const lifted = <T, U>({ signal, variance }: Kernel<T>, lift: (a: T) => U): Kernel<U> => ({
  signal: lift(signal),
  variance: lift(variance),
})
const liftedData = <T, U>(data: Data<T>, lift: (a: T) => U): Data<U> =>
  data.map(({ weight, mean, covariance }) => {
    const point = { weight: lift(weight), mean: mean.map(lift) }
    return covariance === undefined ? point : { ...point, covariance: covariance.map((row) => row.map(lift)) }
  })

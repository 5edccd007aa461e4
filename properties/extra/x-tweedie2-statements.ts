import { scatterOf } from '../../reference/data/combine.js'
import { componentPosterior, componentSpread } from '../../reference/data/component.js'
import { locationCovariance, locationMarginal, unchanged } from '../../reference/data/location.js'
import {
  epsCovariance,
  logDensityHessian,
  logPotential,
  x0Covariance,
} from '../../reference/data/posterior.js'
import { at, logSumExp, square, sum } from '../../reference/numbers/combinators.js'
import { derivative, dualExponentials } from '../../reference/numbers/dual.js'
import {
  addMatrices,
  identity,
  multiply,
  outer,
  scaleMatrix,
  scaleVector,
  subMatrices,
  subVectors,
} from '../../reference/numbers/linear.js'
import { atLeast, enclosed, guard, printed, statement } from '../evidence/index.js'
import {
  forShapes,
  hessianOf,
  matrixEquals,
  noiseOf,
  noiseVariables,
  read,
  SHAPES,
  TERMS,
  vectorEquals,
} from '../reverse/mixture.js'

/** Within a component: a²C_k = s²I − s⁴V_k⁻¹, Cov(ε|x,k) = I − s²V_k⁻¹, and ∇² log(w_k N_k) = −V_k⁻¹. */
export const within = forShapes(TERMS, (F, mixture) => {
  const { kernel, data, x } = mixture
  const { x0Covariance, epsCovariance, precision } = componentSpread(F, kernel, at(data, 0))
  const v = kernel.variance
  const rest = subMatrices(F, identity(F, x.length), scaleMatrix(F, v, precision))
  const curvature = hessianOf(F, (D, k, law, y) => componentPosterior(D, k, at(law, 0), y).logWeight, mixture)
  return [
    ...matrixEquals(
      scaleMatrix(F, square(F, kernel.signal), x0Covariance),
      scaleMatrix(F, v, rest),
      'a²C_k = s²(I − s²V_k⁻¹)',
    ),
    ...matrixEquals(epsCovariance, rest, 'Cov(ε|x,k) = I − s²V_k⁻¹'),
    ...matrixEquals(curvature, scaleMatrix(F, F.lit('-1'), precision), '∇² log(w_k N_k) = −V_k⁻¹'),
  ]
})

/** Between two components: a(μ_k − μ_l) = s²(g_k − g_l), so that their outer squares agree too. */
export const betweenIn = (shapes: typeof SHAPES) =>
  forShapes(
    shapes.filter(({ K }) => K === 2),
    (F, { kernel, data, x }) => {
      const [one, two] = [0, 1].map((k) => componentPosterior(F, kernel, at(data, k), x))
      if (one === undefined || two === undefined) throw new RangeError('a pair is needed')
      const means = scaleVector(F, kernel.signal, subVectors(F, one.x0Hat, two.x0Hat))
      const scores = scaleVector(F, kernel.variance, subVectors(F, one.score, two.score))
      return vectorEquals(means, scores, 'a(μ_k − μ_l) = s²(g_k − g_l)')
    },
  )

const range = (n: number) => Array.from({ length: n }, (_, i) => i)

/** Σ r_k (u_k − ū)(u_k − ū)ᵀ = Σ_{k<l} r_k r_l (u_k − u_l)(u_k − u_l)ᵀ where Σ r_k = 1. */
export const symmetrised = (K: number, d: number) =>
  statement<string>({
    variables: range(K).flatMap((k) => [
      ...(k < K - 1 ? [`r_${k}`] : []),
      ...range(d).map((i) => `u_${k}_${i}`),
    ]),
    guards: [],
    conclude: (F, v) => {
      const free = range(K - 1).map((k) => read(v, `r_${k}`))
      const weights = [...free, F.sub(F.lit(1n), sum(F, free))]
      const vectors = range(K).map((k) => range(d).map((i) => read(v, `u_${k}_${i}`)))
      const pairs = range(K).flatMap((k) => range(k).map((l) => [k, l] as const))
      const halves = pairs.map(([k, l]) => {
        const gap = subVectors(F, at(vectors, k), at(vectors, l))
        return scaleMatrix(F, F.mul(at(weights, k), at(weights, l)), outer(F, gap, gap))
      })
      const zero = scaleMatrix(F, F.lit(0n), identity(F, d))
      const total = halves.reduce((a, b) => addMatrices(F, a, b), zero)
      return matrixEquals(scatterOf(F, weights, vectors), total, 'scatter')
    },
  })

/** Through the public functions, the Hessian by dual numbers over dual numbers. */
export const tweedie = (shapes: typeof SHAPES) =>
  forShapes(shapes, (F, mixture) => {
    const { kernel, data, x } = mixture
    const hessian = hessianOf(F, logPotential, mixture)
    const ofEps = addMatrices(F, identity(F, x.length), scaleMatrix(F, kernel.variance, hessian))
    return [
      ...matrixEquals(hessian, logDensityHessian(F, kernel, data, x), '∇² log q'),
      ...matrixEquals(epsCovariance(F, kernel, data, x), ofEps, 'Cov(ε|x) = I + s²∇² log q'),
      ...matrixEquals(
        scaleMatrix(F, square(F, kernel.signal), x0Covariance(F, kernel, data, x)),
        scaleMatrix(F, kernel.variance, ofEps),
        'a²Cov(x₀|x) = s²I + s⁴∇² log q',
      ),
    ]
  })

const D = 3
/** Cov(μ|t) = Σ + Σ ∇² log p(t) Σ. */
export const location = (shapes: typeof SHAPES) =>
  forShapes(
    shapes,
    (F, mixture, v) => {
      const { data, x } = mixture
      const noise = noiseOf(v, x.length)
      const marginal = locationMarginal(F, noise, data)
      const hessian = hessianOf(F, logPotential, { ...mixture, kernel: unchanged(F), data: marginal })
      const formula = addMatrices(F, noise, multiply(F, multiply(F, noise, hessian), noise))
      return matrixEquals(locationCovariance(F, noise, data, x), formula, 'Cov(μ|t) = Σ + Σ∇² log p Σ')
    },
    noiseVariables(D),
  )

export const only = (K: number, d: number) => SHAPES.filter((shape) => shape.K <= K && shape.d <= d)

/**
 * The consequence ∇² log q ⪰ −I/s²: I + s²∇² log q is Cov(ε|x), an average of a²Σ_kV_k⁻¹ and s² times a scatter, which
 * along any direction is not negative.
 */
export const notNegative = statement({
  variables: ['r1', 'r2', 'u1', 'u2', 'u3'],
  guards: [
    guard<'r1' | 'r2'>('r_k ≥ 0, Σ r_k = 1', ({ lit, add }, { r1, r2 }) => [
      atLeast(r1, lit(0n)),
      atLeast(r2, lit(0n)),
      atLeast(lit(1n), add(r1, r2)),
    ]),
  ],
  conclude: (F, { r1, r2, u1, u2, u3 }) => {
    const weights = [r1, r2, F.sub(F.lit(1n), F.add(r1, r2))]
    return [atLeast(at(at(scatterOf(F, weights, [[u1], [u2], [u3]]), 0), 0), F.lit(0n), 'scatter')]
  },
})

/** x₀ = ±1, Laplace noise of variance 1, |x| < 1: log q = log(e^{λ(x−1)} + e^{−λ(x+1)}) + constant, λ = √2. */
export const laplace = () => {
  const exponents = <T>(F: Parameters<typeof logSumExp<T>>[0], x: T): readonly T[] => {
    const rate = F.sqrt(F.lit(2n))
    return [F.mul(rate, F.sub(x, F.lit(1n))), F.neg(F.mul(rate, F.add(x, F.lit(1n))))]
  }
  const variance = enclosed((F) => {
    const [up, down] = exponents(F, F.lit('1/2'))
    if (up === undefined || down === undefined) throw new RangeError('two exponents are needed')
    const probability = F.div(F.lit(1n), F.add(F.lit(1n), F.exp(F.sub(down, up))))
    return F.mul(F.lit(4n), F.mul(probability, F.sub(F.lit(1n), probability)))
  })
  const formula = enclosed((F) => {
    const slope = <T>(G: Parameters<typeof logSumExp<T>>[0], y: T) =>
      derivative(dualExponentials(G), (D, x) => logSumExp(D, exponents(D, x)), y)
    return F.add(
      F.lit(1n),
      derivative(dualExponentials(F), (D, x) => slope(D, x), F.lit('1/2')),
    )
  })
  return [printed('0.6292903', variance, 'x = .5: Cov(x₀|x)'), printed('2.258581', formula, '1 + (log q)″')]
}

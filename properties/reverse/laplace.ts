import type { AnalyticField } from '../../reference/numbers/algebra.js'

/**
 * t = μ + noise with μ ∼ N(0, 1) and Laplace noise of variance 1, density (λ/2) e^{−λ|n|}, λ = √2. Splitting the integrals
 * at μ = t and completing squares, with A = e^{−λt} Φ(t − λ) and B = e^{λt} Φ(−t − λ):
 *
 *   p(t) = (λ/2) e^{λ²/2} (A + B),   E[μ|t] = λ (A − B)/(A + B).
 *
 * The boundary terms of ∫ μ φ(μ) e^{∓λ(t−μ)} dμ are ∓φ(t) and cancel. The density is given without its constant factor.
 */
export function laplaceSmoothed<T>(F: AnalyticField<T>, t: T): { readonly density: T; readonly mean: T } {
  const { lit, add, sub, mul, div, neg, exp, erf, sqrt } = F
  const rate = sqrt(lit(2n))
  const normalCdf = (x: T) => mul(lit('1/2'), add(lit(1n), erf(div(x, rate))))
  const below = mul(exp(neg(mul(rate, t))), normalCdf(sub(t, rate)))
  const above = mul(exp(mul(rate, t)), normalCdf(neg(add(t, rate))))
  const density = add(below, above)
  return { density, mean: div(mul(rate, sub(below, above)), density) }
}

import { expect, test } from 'vitest'
import { plain } from './plain.js'

test.each([
  [String.raw`\bar\alpha_t`, 'ᾱ_t'],
  [String.raw`\bar{\alpha}_{t-1}`, 'ᾱ_{t−1}'],
  [String.raw`\tilde\mu`, 'μ̃'],
  [String.raw`\hat{x}_0`, 'x̂₀'],
  [String.raw`\sigma_{12}^{-1}`, 'σ₁₂⁻¹'],
  [String.raw`\frac{a_s v\, x_0 + a\, v_s\, x_t}{a^2 v_s + v}`, '(a_s v x₀ + a v_s x_t)/(a² v_s + v)'],
  [String.raw`\sqrt{1-\bar\alpha_t}\,\varepsilon`, '√(1−ᾱ_t) ε'],
  [String.raw`\frac{1}{2}\sqrt\beta`, '½√β'],
  [String.raw`\tfrac12[\|x\|^2 - d\log v]`, '½[‖x‖² − d log v]'],
  [
    String.raw`\frac{\sqrt v}{s_t}\,\varepsilon = \frac{a}{b} + \frac1a(x - y)`,
    '(√v/s_t) ε = a/b + (1/a)(x − y)',
  ],
  [String.raw`\frac ab \to \nabla\log q, \frac{a}{b}\text{ for } x^2y`, 'a/b → ∇ log q, a/b for x²y'],
  [String.raw`\frac{\beta^2}{2\sigma^2\alpha(1-x)} + \sqrt{2\pi}`, 'β²/(2σ²α(1−x)) + √(2π)'],
  [String.raw`\log\tfrac{p}{1-p} + \mathrm E\operatorname{tr}\mathrm{Cov}(x)`, 'log(p/(1−p)) + E tr Cov(x)'],
  [String.raw`A \succeq 0, \Big(\frac{v}{V}\Big)^2, S S^\top`, 'A ⪰ 0, (v/V)², S Sᵀ'],
  [String.raw`0.05\cdot x_{10} + x^10`, '0.05· x₁₀ + x¹0'],
  [String.raw`q(x_s \mid x_t, x_0) = \mathcal N(\tilde\mu, \tilde v I)`, 'q(x_s | x_t, x₀) = N(μ̃, ṽ I)'],
  [
    String.raw`\mathbb{E}\left[\varepsilon \mid x\right] \implies \lVert x\rVert^2 \le d`,
    '𝔼[ε | x] ⟹ ‖x‖² ≤ d',
  ],
  [String.raw`\prod_{s \le t} \alpha_s,\quad \operatorname{Cov}(x_0)`, '∏_{s ≤ t} α_s, Cov(x₀)'],
  [String.raw`\textstyle\sum_k r_k u_k`, '∑_k r_k u_k'],
  [String.raw`\unknown{x} a}b`, String.raw`\unknownx a}b`],
])('%s', (tex, text) => {
  expect(plain(tex)).toBe(text.normalize('NFC'))
})

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
  [String.raw`\frac{1}{2}\sqrt\beta`, '1/2√β'],
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

import { expect, test } from 'vitest'
import { typeset } from './typeset.js'

test.each([
  ['√ᾱ_{t−1} β_t x₀', '√ᾱ<sub>t−1</sub> β<sub>t</sub> x<sub>0</sub>'],
  ['α^{2t} ≤ 1/(1+t·h)', 'α<sup>2t</sup> ≤ 1/(1+t·h)'],
  ['x_t² > 2^101', 'x<sub>t</sub><sup>2</sup> &gt; 2<sup>101</sup>'],
  ['(1−ᾱ)^2, ε²⁰', '(1−ᾱ)<sup>2</sup>, ε<sup>20</sup>'],
  ['beta_start of `a_b<c>`', 'beta_start of <code>a_b&lt;c&gt;</code>'],
  ['1−ᾱ²_{i−1}', '1−ᾱ<sup>2</sup><sub>i−1</sub>'],
  [
    'L_simple, p_data‖p_φ, SNR_{t−1}',
    'L<sub>simple</sub>, p<sub>data</sub>‖p<sub>φ</sub>, SNR<sub>t−1</sub>',
  ],
  ['βΣα^kε_{t−k}, Σβ_t', 'βΣα<sup>k</sup>ε<sub>t−k</sub>, Σβ<sub>t</sub>'],
  ['a²V_k·c_1_2, ½ᾱ_T', 'a<sup>2</sup>V<sub>k</sub>·c<sub>1,2</sub>, ½ᾱ<sub>T</sub>'],
  ['∏_{i<k} x_{t}^2 = 2^(N+1)', '∏<sub>i&lt;k</sub> x<sub>t</sub><sup>2</sup> = 2<sup>N+1</sup>'],
  ['L_x₀', 'L<sub>x<sub>0</sub></sub>'],
  ['v_∞ and β̃_t', 'v<sub>∞</sub> and β̃<sub>t</sub>'],
  ['N(0, I) & "so on"', 'N(0, I) &amp; &quot;so on&quot;'],
])('%s', (text, expected) => expect(typeset(text).html).toBe(expected))

test('ids become links where they lead somewhere', () => {
  const link = (word: string) => (word === 'POST-MEAN' || word === 'E14' ? `../${word}/` : undefined)
  expect(typeset('by POST-MEAN, E14, NO-THEOREM, E99', link).html).toBe(
    'by <a href="../POST-MEAN/">POST-MEAN</a>, <a href="../E14/">E14</a>, NO-THEOREM, E99',
  )
})

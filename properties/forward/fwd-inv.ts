import { square } from '../../reference/numbers/combinators.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { diffuse } from '../../reference/process/kernel.js'
import { epsFromX0, x0FromEps } from '../../reference/process/predictions.js'
import {
  confirmed,
  differs,
  equals,
  exactly,
  exceeds,
  guard,
  provedByNormalForm,
  provedByZ3,
  refused,
  statement,
} from '../evidence/index.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { FWD_MARG } from './fwd-marg.js'

const noisy = guard<'s'>('s = √v > 0 (ᾱ_t < 1)', (F, { s }) => [exceeds(s, F.lit(0n))])
const signalled = guard<'a'>('a ≠ 0 (ᾱ_t > 0), for x₀ from ε', (F, { a }) => [differs(a, F.lit(0n))])

const noiseRecovered = statement({
  variables: ['a', 's', 'x0', 'eps'],
  guards: [noisy],
  conclude: (F, { a, s, x0, eps }) => {
    const kernel = { signal: a, variance: square(F, s) }
    const xt = diffuse(F, kernel, { x0, eps })
    return [equals(epsFromX0(F, kernel, { xt, x0 }), eps, 'ε from x_t and x₀')]
  },
})

const dataRecovered = statement({
  variables: ['a', 's', 'x0', 'eps', 'xt'],
  guards: [noisy, signalled],
  conclude: (F, { a, s, x0, eps, xt }) => {
    const kernel = { signal: a, variance: square(F, s) }
    const seen = diffuse(F, kernel, { x0, eps })
    const inverted = epsFromX0(F, kernel, { xt, x0 })
    return [
      equals(x0FromEps(F, kernel, { xt: seen, eps }), x0, 'x₀ from x_t and ε'),
      equals(diffuse(F, kernel, { x0, eps: inverted }), xt, 'x_t back from x₀ and ε(x_t|x₀)'),
    ]
  },
})

export const FWD_INV = theorem({
  id: 'FWD-INV',
  title: 'The noise is determined by x_t and x₀',
  statement: String.raw`\varepsilon(x_t|x_0) = \frac{x_t - \sqrt{\bar\alpha_t}\,x_0}{\sqrt{1-\bar\alpha_t}},\quad x_0 = \frac{x_t - \sqrt{1-\bar\alpha_t}\,\varepsilon}{\sqrt{\bar\alpha_t}}`,
  sources: [
    cite('P', 'Mechanism 3'),
    cite('B', 'Reformulation'),
    cite('L', 'step 2'),
    cite('X', 'noise from x_t and x₀'),
  ],
  uses: [FWD_MARG],
  hypotheses: [noisy, signalled],
  reduction:
    'x_t = a·x₀ + s·ε is one linear equation in each coordinate; it is solved for ε where s ≠ 0 and for x₀ where a ≠ 0.',
  formulas: [diffuse, epsFromX0, x0FromEps],
  claims: [
    provedByNormalForm('Diffusing x₀ with ε and inverting gives ε back.', noiseRecovered),
    provedByNormalForm('And x₀ back from ε, and x_t from the inverted noise.', dataRecovered),
    provedByZ3('The first for all reals with s > 0, its denominator discharged.', noiseRecovered),
    provedByZ3('The second for all reals with s > 0 and a ≠ 0.', dataRecovered),
  ],
  counterexamples: [
    {
      drops: 'x₀ is known: only x_t is given',
      text: 'ε is not determined: x₀ = ±1, ᾱ = ½, x_t = 0 has ε = ∓1.',
      check: confirmed(() => {
        const { lit, sub } = RATIONALS
        // a = s = √½ is irrational, but ε depends on a/s = 1 alone at x_t = 0: any a = s will do.
        const kernel = { signal: lit('1/2'), variance: lit('1/4') }
        const eps = (x0: bigint) => epsFromX0(RATIONALS, kernel, { xt: lit(0n), x0: lit(x0) })
        return [
          exactly('-1', eps(1n), 'ε at x₀ = 1'),
          exactly('1', eps(-1n), 'ε at x₀ = −1'),
          exactly('0', sub(square(RATIONALS, kernel.signal), kernel.variance), 'a² − s², as at ᾱ = ½'),
        ]
      }),
    },
    {
      drops: 'a ≠ 0: ᾱ_T = 0',
      text: 'x₀ cannot be had from ε.',
      check: confirmed(() => {
        const { lit } = RATIONALS
        const pure = { signal: lit(0n), variance: lit(1n) }
        return [
          refused(
            'x₀ from ε at ᾱ = 0 divides by zero',
            () => x0FromEps(RATIONALS, pure, { xt: lit(1n), eps: lit(1n) }),
            /zero/,
          ),
        ]
      }),
    },
  ],
  errata: [],
})

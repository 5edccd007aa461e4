import { epsStar, score } from '../../reference/data/posterior.js'
import { at, square } from '../../reference/numbers/combinators.js'
import { FLOAT64 } from '../../reference/numbers/float.js'
import type { Generator } from '../../reference/numbers/random.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { diffuse } from '../../reference/process/kernel.js'
import { bounded, type Estimator, enclosed, statistical } from '../evidence/index.js'
import { fairSigns, irreducibleError } from './fair-signs.js'

/** Predictions on fair signs, by seeded draws: in float64, through the functions of the reference, against values enclosed. */

/** Fair signs at ᾱ = ½: a draw and what is expected of it at x. ε − ε* = (x̂₀ − x₀)·a/s lies within 2a/s = 2. */
function signsAtHalf(random: Generator) {
  const kernel = { signal: Math.SQRT1_2, variance: 0.5 }
  const [x0, eps] = [random.below(2) === 0 ? -1 : 1, random.normal()]
  const law = fairSigns(FLOAT64)
  const x = diffuse(FLOAT64, kernel, { x0, eps })
  return {
    x,
    eps,
    std: Math.SQRT1_2,
    epsHat: at(epsStar(FLOAT64, kernel, law, [x]), 0),
    score: at(score(FLOAT64, kernel, law, [x]), 0),
  }
}

/** OPT-EPS: the least loss, and the first variation. */
export const leastLoss = statistical(
  'Fair signs, ᾱ = ½: (ε − ε*(x))² averages to E Var(ε|x) = 0.4496, and (ε − ε*(x))·h(x) to 0 for h = sin, cos and sign.',
  (): readonly Estimator[] => [
    {
      name: '(ε − ε*)²',
      expected: enclosed(irreducibleError),
      bound: bounded(0, 4),
      draws: 30_000,
      draw: (random) => {
        const { eps, epsHat } = signsAtHalf(random)
        return square(FLOAT64, eps - epsHat)
      },
    },
    ...(['sin', 'cos', 'sign'] as const).map((name) => ({
      name: `(ε − ε*)·${name} x`,
      expected: RATIONALS.lit('0'),
      bound: bounded(-2, 2),
      draws: 20_000,
      draw: (random: Generator) => {
        const { x, eps, epsHat } = signsAtHalf(random)
        return (eps - epsHat) * Math[name](x)
      },
    })),
  ],
)

/** SCORE-EPS: the regression that denoising score matching is. −ε/s − S = −(ε − ε*)/s lies within 2a/s² = 2√2. */
export const scoreRegression = statistical(
  'Fair signs, ᾱ = ½: the conditional score −ε/s regresses on S(x): (−ε/s − S(x))·h(x) averages to 0 for h = 1, sin and cos.',
  (): readonly Estimator[] =>
    (['1', 'sin', 'cos'] as const).map((name) => ({
      name: `(−ε/s − S)·${name === '1' ? '1' : `${name} x`}`,
      expected: RATIONALS.lit('0'),
      bound: bounded(-2 * Math.SQRT2, 2 * Math.SQRT2),
      draws: 20_000,
      draw: (random) => {
        const { x, eps, std, score: slope } = signsAtHalf(random)
        return (-eps / std - slope) * (name === '1' ? 1 : Math[name](x))
      },
    })),
)

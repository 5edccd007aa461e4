import { noised } from '../../reference/data/noised.js'
import { posteriorWeights } from '../../reference/data/posterior.js'
import type { Exact } from '../../reference/numbers/algebra.js'
import { at, square } from '../../reference/numbers/combinators.js'
import type { Ball, Enclosure } from '../../reference/numbers/enclosure/index.js'
import { scalarCrossEntropy, scalarKl, withLog } from '../../reference/objective/gaussian-kl.js'
import { hoKernel, hoStep } from '../../reference/process/conventions.js'
import { compose, type Transition } from '../../reference/process/kernel.js'
import { posteriorMean, posteriorVariance } from '../../reference/process/posterior.js'
import { gaussianExpectation } from '../evidence/index.js'
import { entropyOfPair, fairSigns } from './fair-signs.js'

/** Fair signs, ᾱ_s = .7, α = .6, so that ᾱ_t = .42: E x_s² = E x_t² = 1. */
const transitionIn = (F: Enclosure): Transition<Ball> => ({
  prior: hoKernel(F, { alphaBar: F.lit('7/10') }),
  step: hoStep(F, { beta: F.lit('2/5') }),
})

/**
 * I(x₀; x) = log 2 − E[−log r(x)], r the posterior probability of the sign that was drawn. By symmetry the drawn sign is +1:
 * x = a + s·z. There r = 1/(1 + e^{−w}), w = 2(R² + R·z) with R = a/s. For |Im z| ≤ 1/4 and R ≤ 2, |Im w| ≤ 1: then
 * |1 + e^{−w}| ≥ 1, and |log(1 + e^{−w})| ≤ log 2 + |Re w| + 1 ≤ 2 + 2R² + 2R|Re z| ≤ 10·e^{|Re z|}.
 */
function information(F: Enclosure, { signal, variance }: Transition<Ball>['prior']): Ball {
  const { lit, add, sub, mul, neg, log, sqrt } = F
  const std = sqrt(variance)
  const surprise = (z: Ball) => {
    const x = [add(signal, mul(std, z))]
    return neg(log(at(posteriorWeights(F, { signal, variance }, fairSigns(F), x), 0)))
  }
  return sub(
    log(lit(2n)),
    gaussianExpectation(F, surprise, { strip: '1/4', factor: lit(10n), rate: '1' }, 11),
  )
}

/** −I(x_s; x₀|x_t) = I(x_t; x₀) − I(x_s; x₀), since x₀ – x_s – x_t is Markov. */
export function gap(F: Enclosure): Ball {
  const transition = transitionIn(F)
  return F.sub(information(F, compose(F, transition)), information(F, transition.prior))
}

/** Models φ(x_s|x_t) = N(c·x_t, V). */
export const MODELS: readonly { readonly slope: Exact; readonly variance: Exact }[] = [
  { slope: '1/2', variance: '1/3' },
  { slope: '9/10', variance: '1' },
  { slope: '0', variance: '5/2' },
]

/** −E log p(x_s|x_t): the entropies of x_s and of the step less that of x_t, by Bayes. a/s = √(7/3) ≤ 2 at s, √(.42/.58) ≤ 1 at t. */
export function reverseEntropy(F: Enclosure): Ball {
  const transition = transitionIn(F)
  const entropy = (kernel: Transition<Ball>['prior'], ratio: bigint) =>
    entropyOfPair(F, noised(F, kernel, fairSigns(F)), ratio)
  const { variance } = transition.step
  const ofStep = scalarCrossEntropy(F, withLog(F, variance), { gapSquare: variance, logTwoPi: logTwoPi(F) })
  return F.sub(F.add(entropy(transition.prior, 2n), ofStep), entropy(compose(F, transition), 1n))
}

const logTwoPi = ({ log, mul, lit, pi }: Enclosure) => log(mul(lit(2n), pi))

/** E over (x_s, x_t) of KL(p(·|x_t)‖φ), less the entropy: E(x_s − c·x_t)² = 1 − 2c·E x_s x_t + c², E x_s x_t = √α. */
export function crossEntropy(F: Enclosure, model: (typeof MODELS)[number]): Ball {
  const { lit, add, sub, mul } = F
  const [slope, { signal }] = [lit(model.slope), transitionIn(F).step]
  const gapSquare = add(sub(lit(1n), mul(mul(lit(2n), slope), signal)), square(F, slope))
  return scalarCrossEntropy(F, withLog(F, lit(model.variance)), { gapSquare, logTwoPi: logTwoPi(F) })
}

/** E over (x₀, x_t) of KL(q(·|x_t,x₀)‖φ), with E x₀² = E x_t² = 1 and E x₀x_t = √ᾱ_t. */
export function conditionalKl(F: Enclosure, model: (typeof MODELS)[number]): Ball {
  const { lit, add, sub, mul } = F
  const transition = transitionIn(F)
  const ofX0 = posteriorMean(F, transition, { x0: lit(1n), xt: lit(0n) })
  const ofXt = sub(posteriorMean(F, transition, { x0: lit(0n), xt: lit(1n) }), lit(model.slope))
  const squares = add(square(F, ofX0), square(F, ofXt))
  const product = mul(mul(lit(2n), mul(ofX0, ofXt)), compose(F, transition).signal)
  const phi = withLog(F, lit(model.variance))
  return scalarKl(F, withLog(F, posteriorVariance(F, transition)), phi, {
    gapSquare: add(squares, product),
  })
}

import { empirical, type Law } from '../data/law.js'
import { lawCovariance, lawMean } from '../data/noised.js'
import {
  leastNoiseLoss,
  marginalEntropy,
  marginalKl,
  marginalPriorKl,
  meanSquareError,
  mutualInformation,
} from '../integral/expectations.js'
import { square, sum } from '../numbers/combinators.js'
import { entryOf } from '../numbers/linear.js'
import { denoisedReconstruction, denoisedStep } from '../objective/denoised.js'
import { elboPrior } from '../objective/elbo.js'
import { optimalReverseVariance } from '../process/reverse-step.js'
import type { Place } from './place.js'
import { NEEDS_NOISE, NEEDS_NOISE_UNDER_POINTS, type Quantity, quantity } from './quantity.js'

/** An integral of n digits takes n points on each cell, each to n digits, and the rule itself longer. */
const MOST_DIGITS_OF_INTEGRAL = 150

const average = quantity({
  from: 1,
  over: 'T',
  takes: ['data'],
  domain: NEEDS_NOISE,
  mostDigits: MOST_DIGITS_OF_INTEGRAL,
})

/** The data, or where no signal of them is left, a law of one Gaussian, of which x_t has the same: there is no integral. */
const seenLaw = <X>({ level, isZero, law }: Place<X>): Law =>
  isZero(level().alphaBar) ? empirical([new Array<bigint>(law.dimension).fill(0n)]) : law

/** E‖x₀ − x̂₀(x_t)‖². */
const error = <X>({ integral, kernel, law }: Place<X>): X =>
  integral(kernel(), (stage, seen, bits) => meanSquareError(stage, seen, law, bits))

/** The variance σ² of the model's reverse kernel. */
function modelVariance<X>(place: Place<X>): X {
  const { F, reverseVariance, bridge, undone, law } = place
  if (reverseVariance === 'beta') return undone().step.beta
  if (reverseVariance === 'posterior') return bridge().variance
  const loss = place.integral(place.kernel(), (stage, seen, bits) => leastNoiseLoss(stage, seen, law, bits))
  return optimalReverseVariance(F, undone(), { epsVariance: F.div(loss, F.lit(BigInt(law.dimension))) })
}

const model = <X>(place: Place<X>) => ({
  error: error(place),
  dimension: place.F.lit(BigInt(place.law.dimension)),
  reverseVariance: modelVariance(place),
})

/** The prior term over the data: coordinate by coordinate, as the prior is isotropic. */
function priorTerm<X>({ F, kernel, data }: Place<X>): X {
  const [mean, covariance] = [lawMean(F, data), lawCovariance(F, data)]
  const squares = mean.map((m, i) => F.add(square(F, m), entryOf(covariance, i, i)))
  return sum(
    F,
    squares.map((x0Square) => elboPrior(F, kernel(), { x0Square, priorVariance: F.lit(1n) })),
  )
}

/** Averages over the data and the noise, in nats. */
export const AVERAGES: readonly Quantity[] = [
  quantity({
    over: 'T',
    takes: ['data'],
    domain: NEEDS_NOISE_UNDER_POINTS,
    mostDigits: MOST_DIGITS_OF_INTEGRAL,
  })('entropy', '−E log q(x_t), the differential entropy of x_t', ({ integral, kernel, law }) =>
    integral(kernel(), (stage, seen, bits) => marginalEntropy(stage, seen, law, bits)),
  ),
  average('mutual-information', 'I(x₀; x_t)', ({ F, level, isZero, integral, kernel, law }) =>
    // without signal x_t is independent of x₀
    isZero(level().alphaBar)
      ? F.lit(0n)
      : integral(kernel(), (stage, seen, bits) => mutualInformation(stage, seen, law, bits)),
  ),
  average('marginal-kl', 'KL(q(x_t) ‖ N(0, I)), the distance of x_t from the prior', (place) =>
    place.integral(place.kernel(), (stage, seen, bits) => marginalPriorKl(stage, seen, seenLaw(place), bits)),
  ),
  quantity({
    over: 'T',
    takes: ['data', 'against'],
    domain: NEEDS_NOISE_UNDER_POINTS,
    mostDigits: MOST_DIGITS_OF_INTEGRAL,
  })('kl', 'KL(q(x_t) ‖ q′(x_t)) of the data from other data, both noised', (place) =>
    place.integral(place.kernel(), (stage, seen, bits) =>
      marginalKl(stage, seen, [place.law, place.against], bits),
    ),
  ),
  average('mmse', 'E‖x₀ − E[x₀|x_t]‖², the least mean square error', error),
  average('least-eps-loss', 'E‖ε − ε*(x_t)‖², what no noise prediction goes below', (place) =>
    place.integral(place.kernel(), (stage, seen, bits) => leastNoiseLoss(stage, seen, place.law, bits)),
  ),
  quantity({ from: 1, over: 'T', takes: ['data'], domain: NEEDS_NOISE })(
    'elbo-prior',
    'E KL(q(x_t|x₀) ‖ N(0, I)): at T the prior term of the ELBO of any model',
    priorTerm,
  ),
  quantity({
    from: 2,
    takes: ['data'],
    optional: ['s', 'reverseVariance'],
    domain: 'the step to s = 0 is the reconstruction: ask for s ≥ 1',
    mostDigits: MOST_DIGITS_OF_INTEGRAL,
    over: 'T',
  })(
    'elbo-step',
    'E KL(q(x_s|x_t,x₀) ‖ N(μ̃(x_t, x̂₀), σ²I)), a step of the ELBO with x̂₀ = E[x₀|x_t]',
    (place) => denoisedStep(place.F, place.transition(), model(place)),
  ),
  quantity({
    from: 1,
    takes: ['data'],
    optional: ['reverseVariance'],
    domain: 'β̃ is 0 at t = 1: ask with the reverse variance beta or optimal',
    mostDigits: MOST_DIGITS_OF_INTEGRAL,
    over: '1',
  })(
    'elbo-reconstruction',
    '−E log N(x₀; E[x₀|x_t], σ²I): at t = 1 the reconstruction term of the ELBO',
    (place) => {
      const { F } = place
      return denoisedReconstruction(F, { ...model(place), logTwoPi: F.log(F.mul(F.lit(2n), F.pi)) })
    },
  ),
]

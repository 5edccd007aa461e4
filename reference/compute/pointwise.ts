import {
  epsCovariance,
  epsStar,
  logDensity,
  logDensityHessian,
  posteriorWeights,
  score,
  x0Covariance,
  x0Hat,
} from '../data/posterior.js'
import { at } from '../numbers/combinators.js'
import { priorKl } from '../process/forward.js'
import { convertPrediction } from '../process/parameterisation.js'
import { posteriorMean } from '../process/posterior.js'
import { logSnr, snr, surdValue } from '../process/step.js'
import {
  NEEDS_NOISE,
  NEEDS_NOISE_UNDER_POINTS,
  NEEDS_SIGNAL_AND_NOISE,
  type Quantity,
  quantity,
} from './quantity.js'

const ofStep = quantity({ from: 1 })
const ofLevel = quantity({})
const ofBridge = quantity({ from: 1, optional: ['s'], domain: NEEDS_NOISE })
const ofData = quantity({ takes: ['data', 'x'], domain: NEEDS_NOISE_UNDER_POINTS })

/** The quantities of a schedule, and of data at a point. */
export const POINTWISE: readonly Quantity[] = [
  ofStep('beta', 'β_t, the noise variance that step t adds', ({ step }) => step().beta),
  ofStep('alpha', 'α_t, the squared signal that step t keeps', ({ step }) => step().alpha),
  ofLevel('alpha-bar', 'ᾱ_t = Π α, the squared signal', ({ level }) => level().alphaBar),
  ofLevel(
    'variance',
    'v_t, the noise variance: 1 − ᾱ_t where it is preserved',
    ({ level }) => level().variance,
  ),
  ofLevel('signal', '√ᾱ_t, the factor of x₀ in x_t', ({ kernel }) => kernel().signal),
  ofLevel('std', '√v_t, the factor of ε in x_t', ({ F, level }) => F.sqrt(level().variance)),
  quantity({ from: 1, domain: NEEDS_NOISE })('snr', 'ᾱ_t/v_t, the signal-to-noise ratio', ({ F, level }) =>
    snr(F, level()),
  ),
  quantity({ from: 1, domain: NEEDS_SIGNAL_AND_NOISE })('log-snr', 'log(ᾱ_t/v_t)', ({ F, level }) =>
    logSnr(F, level()),
  ),
  ofBridge('transition-signal', 'the factor of x_s in x_t', ({ transition }) => transition().step.signal),
  ofBridge(
    'transition-variance',
    'the noise variance added from s to t',
    ({ transition }) => transition().step.variance,
  ),
  ofBridge(
    'posterior-variance',
    'β̃, the variance of q(x_s | x_t, x₀); Ho et al.: β_t (1−ᾱ_{t−1})/(1−ᾱ_t)',
    (place) => place.bridge().variance,
  ),
  quantity({ from: 2, optional: ['s'], domain: 'β̃ is 0 where s = 0: ask for s ≥ 1' })(
    'posterior-log-variance',
    'log β̃',
    ({ F, bridge }) => F.log(bridge().variance),
  ),
  ofBridge('posterior-mean-x0-weight', 'the factor of x₀ in the mean of q(x_s | x_t, x₀)', (place) =>
    surdValue(place.F, place.bridge().x0Weight),
  ),
  ofBridge('posterior-mean-xt-weight', 'the factor of x_t in the mean of q(x_s | x_t, x₀)', (place) =>
    surdValue(place.F, place.bridge().xtWeight),
  ),
  quantity({ from: 1, takes: ['x0', 'xt'], optional: ['s'] })(
    'posterior-mean',
    'μ̃, the mean of q(x_s | x_t, x₀)',
    ({ F, transition, x0, xt }) =>
      x0.map((value, i) => posteriorMean(F, transition(), { x0: value, xt: at(xt, i) })),
  ),
  quantity({ from: 1, takes: ['from', 'to', 'xt', 'value'], optional: ['s'] })(
    'convert',
    'a prediction at x_t as another: eps, x0, v, score or posterior-mean',
    ({ F, isZero, from, to, transition, xt, value }) =>
      value.map((v, i) =>
        convertPrediction({ F, isZero }, { from, to }, transition(), { xt: at(xt, i), value: v }),
      ),
  ),
  quantity({ from: 1, over: 'T', takes: ['x0'], domain: NEEDS_NOISE })(
    'prior-kl',
    'KL(q(x_t | x₀) ‖ N(0, I)), at T the prior term of the ELBO',
    ({ F, kernel, x0 }) => priorKl(F, kernel(), { x0 }),
  ),
  ofData('log-density', 'log q(x) of x_t', ({ F, kernel, data, x }) => logDensity(F, kernel(), data, x)),
  ofData('score', '∇ log q(x)', ({ F, kernel, data, x }) => score(F, kernel(), data, x)),
  ofData('eps-star', 'ε*(x) = E[ε | x_t = x]', ({ F, kernel, data, x }) => epsStar(F, kernel(), data, x)),
  ofData('x0-hat', 'x̂₀(x) = E[x₀ | x_t = x]', ({ F, kernel, data, x }) => x0Hat(F, kernel(), data, x)),
  ofData('posterior-weights', 'P(component k | x_t = x)', ({ F, kernel, data, x }) =>
    posteriorWeights(F, kernel(), data, x),
  ),
  ofData('posterior-covariance', 'Cov(x₀ | x_t = x)', ({ F, kernel, data, x }) =>
    x0Covariance(F, kernel(), data, x),
  ),
  ofData('eps-covariance', 'Cov(ε | x_t = x)', ({ F, kernel, data, x }) =>
    epsCovariance(F, kernel(), data, x),
  ),
  ofData('hessian', '∇² log q(x)', ({ F, kernel, data, x }) => logDensityHessian(F, kernel(), data, x)),
]

import { compose } from '../../reference/process/kernel.js'
import { posteriorVariance } from '../../reference/process/posterior.js'
import { epsFromX0 } from '../../reference/process/predictions.js'
import { ddimStep } from '../../reference/process/reverse-step.js'
import { transitionAt } from '../known/known.js'
import type { JudgeField } from '../numbers/judge-field.js'
import { ETA_OF_VARIANCE } from './ddim.js'
import { type Args, elementwise, type Form, type Operation, type Plan } from './operation.js'
import { betaTilde } from './posterior.js'

/** Steps between two continuous times, given x̂₀: DDIM of any η; η = 1 is the ancestral step, η = 0 Euler's. */

type Eta = <T>(F: JudgeField<T>, args: Args<T>) => T
type Power = 'η²' | 'η'

const scaled = <T>(F: JudgeField<T>, eta: T, power: Power, variance: T): T =>
  F.mul(power === 'η' ? eta : F.mul(eta, eta), variance)

const noiseOf = <T>(F: JudgeField<T>, args: Args<T>): readonly T[] =>
  args.has('noise') ? args.vec('noise') : args.vec('xt').map(() => F.lit(0n))

/** The truth: the reference's step. */
const truth =
  (eta: Eta, power: Power): Form =>
  (F, known, args) => {
    const transition = transitionAt(F, known, args.time('s'), args.time('t'))
    const reverseVariance = scaled(F, eta(F, args), power, posteriorVariance(F, transition))
    const whole = compose(F, transition)
    const noise = noiseOf(F, args)
    return elementwise(args, ['xt', 'x0'], ({ xt, x0 }, i) =>
      ddimStep(F, transition, {
        xt,
        eps: epsFromX0(F, whole, { xt, x0 }),
        noise: noise[i] ?? F.lit(0n),
        reverseVariance,
      }),
    )
  }

/** α_s·x₀ + √(v_s − σ²)·(x_t − α_t·x₀)/√v_t + σ·z. */
const byNoise =
  (eta: Eta, power: Power): Form =>
  (F, known, args) => {
    const [s, t] = [args.time('s'), args.time('t')]
    const [from, to] = [known.level(s), known.level(t)]
    const variance = scaled(F, eta(F, args), power, betaTilde(F, known, s, t))
    const [a, along, std] = [F.sqrt(from.alphaBar), F.sqrt(F.sub(from.variance, variance)), F.sqrt(variance)]
    const noise = noiseOf(F, args)
    return elementwise(args, ['xt', 'x0'], ({ xt, x0 }, i) => {
      const eps = F.div(F.sub(xt, F.mul(F.sqrt(to.alphaBar), x0)), F.sqrt(to.variance))
      return F.add(F.add(F.mul(a, x0), F.mul(along, eps)), F.mul(std, noise[i] ?? F.lit(0n)))
    })
  }

/** c·x_t + (α_s − c·α_t)·x₀ + σ·z, c = √((v_s − σ²)/v_t): the coefficients collected. */
const collected =
  (eta: Eta, power: Power): Form =>
  (F, known, args) => {
    const [s, t] = [args.time('s'), args.time('t')]
    const [from, to] = [known.level(s), known.level(t)]
    const variance = scaled(F, eta(F, args), power, betaTilde(F, known, s, t))
    const c = F.div(F.sqrt(F.sub(from.variance, variance)), F.sqrt(to.variance))
    const rest = F.sub(F.sqrt(from.alphaBar), F.mul(c, F.sqrt(to.alphaBar)))
    const noise = noiseOf(F, args)
    return elementwise(args, ['xt', 'x0'], ({ xt, x0 }, i) =>
      F.add(F.add(F.mul(c, xt), F.mul(rest, x0)), F.mul(F.sqrt(variance), noise[i] ?? F.lit(0n))),
    )
  }

/** α_s·(x_t/α_t + (σ_s/α_s − σ_t/α_t)·ε̂) at η = 0: Euler's step of x/α, whose slope in σ/α is ε̂. */
const euler: Form = (F, known, args) => {
  const [from, to] = [known.level(args.time('s')), known.level(args.time('t'))]
  const [a, sigma] = [F.sqrt(to.alphaBar), F.sqrt(to.variance)]
  const [aNext, sigmaNext] = [F.sqrt(from.alphaBar), F.sqrt(from.variance)]
  const move = F.sub(F.div(sigmaNext, aNext), F.div(sigma, a))
  return elementwise(args, ['xt', 'x0'], ({ xt, x0 }) => {
    const eps = F.div(F.sub(xt, F.mul(a, x0)), sigma)
    return F.mul(aNext, F.add(F.div(xt, a), F.mul(move, eps)))
  })
}

const step = (name: string, title: string, eta: Eta): Operation => {
  const plans: readonly Plan[] = [
    { id: 'through ε̂', form: byNoise(eta, 'η²') },
    { id: 'coefficients of x_t and x₀ collected', form: collected(eta, 'η²') },
    ...(name === 'euler_step_continuous' ? [{ id: 'Euler’s step of x/α', form: euler }] : []),
  ]
  return {
    name,
    title,
    matters: 'samples drift: the noise that is left is not what the next step expects',
    theorems: ['X-DDIM'],
    storage: 'data',
    shape: 'elements',
    truth: truth(eta, 'η²'),
    plans,
    ...(name === 'ddim_step_continuous' && {
      conventions: [{ ...ETA_OF_VARIANCE, form: truth(eta, 'η') }],
    }),
  }
}

export const CONTINUOUS: readonly Operation[] = [
  step('ddim_step_continuous', 'α_s·x̂₀ + √(v_s − σ²)·ε̂ + σ·z', (_, args) => args.host('eta')),
  step('ddpm_step_continuous', 'x_s ∼ q(x_s | x_t, x̂₀)', (F) => F.lit(1n)),
  step('euler_step_continuous', 'x_s of the probability-flow curve', (F) => F.lit(0n)),
]

import type { JudgeField } from '../numbers/judge-field.js'
import { type Args, elementwise, type Form, type Operation, type Plan } from './operation.js'
import { ancestral, denoised, denoisedPlain, UPS, type Up } from './sigmas.js'

/** Steps in σ-space, x = x₀ + σ·ε: Euler, Euler ancestral, Heun. Source: Karras et al. 2022, algorithms 1 and 2. */

type Slope = <T>(F: JudgeField<T>, type: string, sigma: T, at: { x: T; out: T }) => T

/** dx/dσ = (x − x̂₀)/σ, which is ε̂. */
const trueSlope: Slope = (F, type, sigma, at) =>
  type === 'epsilon' ? at.out : F.div(F.sub(at.x, denoised(F, type, sigma, at)), sigma)

const plainSlope: Slope = (F, type, sigma, at) => F.div(F.sub(at.x, denoisedPlain(F, type, sigma, at)), sigma)

const SLOPES: readonly { readonly id: string; readonly slope: Slope }[] = [
  { id: 'ε̂ as it is', slope: trueSlope },
  { id: '(x − x̂₀)/σ', slope: plainSlope },
]

type To = <T>(F: JudgeField<T>, args: Args<T>) => T

const eulerBy =
  (slope: Slope, to: To): Form =>
  (F, _, args) => {
    const [sigma, next, type] = [args.num('sigma'), to(F, args), args.word('prediction_type')]
    const dt = F.sub(next, sigma)
    return elementwise(args, ['x', 'model_output'], ({ x, model_output: out }) =>
      F.add(x, F.mul(dt, slope(F, type, sigma, { x, out }))),
    )
  }

/** (σ′/σ)·x + (1 − σ′/σ)·x̂₀: the same step as a weighted mean. */
const weighted =
  (to: To): Form =>
  (F, _, args) => {
    const [sigma, next, type] = [args.num('sigma'), to(F, args), args.word('prediction_type')]
    const ratio = F.div(next, sigma)
    const rest = F.sub(F.lit(1n), ratio)
    return elementwise(args, ['x', 'model_output'], ({ x, model_output: out }) =>
      F.add(F.mul(ratio, x), F.mul(rest, denoisedPlain(F, type, sigma, { x, out }))),
    )
  }

const sigmaNext: To = (_, args) => args.num('sigma_next')
const common = {
  theorems: ['X-DDIM'],
  storage: 'data',
  scheduleFree: true,
  shape: 'elements',
  variants: ['prediction_type'],
} as const

const eulerStep: Operation = {
  ...common,
  name: 'euler_step',
  title: 'x + (σ′ − σ)·(x − x̂₀)/σ',
  matters: 'the sampler leaves the probability-flow curve',
  truth: eulerBy(trueSlope, sigmaNext),
  plans: [
    ...SLOPES.map(({ id, slope }) => ({ id, form: eulerBy(slope, sigmaNext) })),
    { id: 'as a weighted mean', form: weighted(sigmaNext) },
  ],
}

const withNoise =
  (form: Form, by?: Up): Form =>
  (F, known, args) => {
    const { up } = ancestral(F, args, by)
    const noise = args.vec('noise')
    return form(F, known, args).map((x, i) => {
      const z = noise[i]
      if (z === undefined) throw new RangeError(`the input noise has ${noise.length} entries: too few`)
      return F.add(x, F.mul(up, z))
    })
  }

const down: To = (F, args) => ancestral(F, args).down

const eulerAncestralStep: Operation = {
  ...common,
  name: 'euler_ancestral_step',
  title: 'Euler to σ_down, then noise of σ_up',
  matters: 'ancestral sampling leaves too much or too little noise',
  truth: withNoise(eulerBy(trueSlope, down)),
  plans: UPS.flatMap(({ id: upId, up }): readonly Plan[] => [
    ...SLOPES.map(({ id, slope }) => ({ id: `${id}, ${upId}`, form: withNoise(eulerBy(slope, down), up) })),
    { id: `as a weighted mean, ${upId}`, form: withNoise(weighted(down), up) },
    ...SLOPES.map(({ id, slope }) => ({
      id: `${id}, ${upId}, σ_down = √(σ_next² − σ_up²)`,
      unstable: 'the difference of near numbers loses digits, and may fall below 0: the root is then NaN',
      form: withNoise(
        eulerBy(slope, (F, args) => ancestral(F, args, up).downBySubtraction),
        up,
      ),
    })),
  ]),
}

/** x + (σ′ − σ)·(d + d′)/2, d′ at the Euler point; or that point put right, by (σ′ − σ)·(d′ − d)/2. */
const heunBy =
  (slope: Slope, corrects = false): Form =>
  (F, _, args) => {
    const [sigma, next, type] = [args.num('sigma'), args.num('sigma_next'), args.word('prediction_type')]
    const dt = F.sub(next, sigma)
    return elementwise(args, ['x', 'model_output', 'model_output_next'], (at) => {
      const d = slope(F, type, sigma, { x: at.x, out: at.model_output })
      const middle = F.add(at.x, F.mul(dt, d))
      const later = slope(F, type, next, { x: middle, out: at.model_output_next })
      if (corrects) return F.add(middle, F.mul(F.mul(dt, F.lit('1/2')), F.sub(later, d)))
      return F.add(at.x, F.mul(F.mul(dt, F.lit('1/2')), F.add(d, later)))
    })
  }

const heunStep: Operation = {
  ...common,
  name: 'heun_step',
  title: 'x + (σ′ − σ)·(d + d′)/2, d′ at the Euler point',
  matters: 'the sampler is of first order where second is paid for',
  truth: heunBy(trueSlope),
  plans: SLOPES.flatMap(({ id, slope }) => [
    { id, form: heunBy(slope) },
    { id: `${id}, the Euler point put right`, form: heunBy(slope, true) },
  ]),
}

export const ODE: readonly Operation[] = [eulerStep, eulerAncestralStep, heunStep]

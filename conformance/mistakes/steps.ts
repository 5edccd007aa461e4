import { at } from '../../reference/numbers/combinators.js'
import type { Known } from '../known/known.js'
import type { JudgeField } from '../numbers/judge-field.js'
import { equalSteps } from '../operations/multistep.js'
import { type Args, elementwise, type Form } from '../operations/operation.js'
import { span } from '../operations/posterior.js'
import { denoisedPlain, etaOf } from '../operations/sigmas.js'
import { noisy } from './ddim.js'
import { readerOf } from './ddim-form.js'
import { type Entry, firstPlan, issue } from './entries.js'

/** Mistakes of steps in σ-space, of the noise of a step, and of what a sampler does between its steps. */

interface Later<T> {
  readonly type: string
  readonly sigma: T
  readonly next: T
  /** The Euler point, and what the model says there. */
  readonly middle: T
  readonly later: T
}

/** Heun's step by another second slope. */
const heunBy =
  (secondSlope: <T>(F: JudgeField<T>, at: Later<T>) => T): Form =>
  (F, _, args) => {
    const [sigma, next, type] = [args.num('sigma'), args.num('sigma_next'), args.word('prediction_type')]
    const dt = F.sub(next, sigma)
    return elementwise(args, ['x', 'model_output', 'model_output_next'], ({ x, ...says }) => {
      const d = F.div(F.sub(x, denoisedPlain(F, type, sigma, { x, out: says.model_output })), sigma)
      const middle = F.add(x, F.mul(dt, d))
      const d2 = secondSlope(F, { type, sigma, next, middle, later: says.model_output_next })
      return F.add(x, F.mul(F.mul(dt, F.lit('1/2')), F.add(d, d2)))
    })
  }

/** A step with another noise than it is given. */
const withNoise =
  (op: string, noise: <T>(F: JudgeField<T>, known: Known<T>, args: Args<T>) => readonly T[]): Form =>
  (F, known, args) =>
    firstPlan(op)(F, known, {
      ...args,
      vec: (name) => (name === 'noise' ? noise(F, known, args) : args.vec(name)),
    })

/** ε̂ as the model predicts it, whatever is clipped. */
const predicted = <T>(F: JudgeField<T>, known: Known<T>, args: Args<T>): readonly T[] => {
  const read = readerOf(F, known, { ...args, has: (name) => name !== 'clip_x0' && args.has(name) })
  return elementwise(args, ['xt', 'model_output'], ({ xt, model_output: out }) => read({ xt, out }).eps)
}

export const STEPS: readonly Entry[] = [
  {
    id: 'P10',
    title: 'the predicted ε̂ stands for fresh noise',
    fix: 'a fresh standard normal z',
    links: [],
    applies: (args) => span(args).s > 0 && (!args.has('eta') || args.host('eta') !== 0),
    of: {
      ddpm_step: withNoise('ddpm_step', predicted),
      ddim_step: withNoise('ddim_step', predicted),
    },
  },
  {
    id: 'D7',
    title: 'Heun’s second slope is read at σ instead of σ_next',
    fix: 'd′ = (x′ − x̂₀(x′))/σ_next',
    links: [],
    of: {
      heun_step: heunBy((F, { type, sigma, next, middle, later }) =>
        F.div(F.sub(middle, denoisedPlain(F, type, next, { x: middle, out: later })), sigma),
      ),
    },
  },
  {
    id: 'D7',
    title: 'Heun’s second slope is read at σ instead of σ_next, and x̂₀ with it',
    fix: 'd′ = (x′ − x̂₀(x′))/σ_next',
    links: [],
    // ε̂ is the slope, whatever σ it is read with
    applies: (args) => args.word('prediction_type') !== 'epsilon',
    of: {
      heun_step: heunBy((F, { type, sigma, middle, later }) =>
        F.div(F.sub(middle, denoisedPlain(F, type, sigma, { x: middle, out: later })), sigma),
      ),
    },
  },
  {
    id: 'D18',
    title: 'Heun’s second slope is x′/σ_next: x̂₀ is not taken off',
    fix: 'd′ = (x′ − x̂₀(x′))/σ_next',
    links: [],
    of: {
      heun_step: heunBy((F, { next, middle }) => F.div(middle, next)),
    },
  },
  {
    id: 'D24b',
    title: 'the noise of a step is the initial noise again',
    fix: 'a fresh standard normal z in every step',
    links: issue('Comfy-Org/ComfyUI', 9819, 11528, 7041),
    applies: (args) => args.has('x_T') && noisy(args),
    of: {
      ddim_step: withNoise('ddim_step', (_, __, args) => args.vec(args.has('x_T') ? 'x_T' : 'noise')),
    },
  },
  {
    id: 'D22',
    title: 'the sampler starts at the last noise level of its list instead of the first',
    fix: 'x = σ_max·x_T',
    links: [],
    applies: (args) => args.has('sigma_last'),
    of: {
      sampler_start: (F, _, args) => {
        // without a σ there is nothing to scale by
        if (!args.has('sigma_last')) return args.vec('x_T')
        const last = args.num('sigma_last')
        return args.vec('x_T').map((x) => F.mul(last, x))
      },
    },
  },
  {
    id: 'D10b',
    title: 'Euler ancestral goes to σ_next before noise is added, not to σ_down',
    fix: 'σ_down = √(σ_next² − σ_up²)',
    links: [],
    applies: (args) => !args.has('eta') || args.num('eta') !== 0,
    of: {
      euler_ancestral_step: (F, known, args) => {
        const euler = firstPlan('euler_step')(F, known, args)
        const [sigma, next] = [args.num('sigma'), args.num('sigma_next')]
        const ratio = F.div(next, sigma)
        const up = F.mul(F.mul(etaOf(F, args), next), F.sqrt(F.sub(F.lit(1n), F.mul(ratio, ratio))))
        return euler.map((x, i) => F.add(x, F.mul(up, at(args.vec('noise'), i))))
      },
    },
  },
  {
    id: 'D12',
    title: 'the multistep solver takes its last step for as long as this one',
    fix: 'r = h_last/h',
    links: issue('crowsonkb/k-diffusion', 56),
    of: { dpmpp_2m_step: equalSteps },
  },
  {
    id: 'S15',
    title: 'the step goes to t − ⌊T/n⌋ instead of the next timestep of the list',
    fix: 't_prev = timesteps[i + 1]',
    links: issue('huggingface/diffusers', 9261, 9384, 11347, 12633, 14357),
    applies: (args) =>
      args.has('n') && span(args).s !== Math.max(0, span(args).t - Math.floor(args.int('T') / args.int('n'))),
    of: {
      // the time itself is another, also where one of the two is clean data
      ddim_step: (F, known, args) => {
        const strided = args.has('n') ? span(args).t - Math.floor(known.T / args.int('n')) : span(args).s
        return firstPlan('ddim_step')(F, known, {
          ...args,
          time: (name) => (name === 't_prev' ? Math.max(0, strided) : args.time(name)),
        })
      },
    },
  },
]

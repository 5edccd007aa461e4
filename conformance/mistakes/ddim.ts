import { at } from '../../reference/numbers/combinators.js'
import type { JudgeField } from '../numbers/judge-field.js'
import { sigma2OfVariance } from '../operations/ddim.js'
import { betaTilde, span } from '../operations/posterior.js'
import { ddim, fromX0, type Misreading, reclips, upward } from './ddim-form.js'
import { type Applies, type Entry, firstPlan, issue, misread, retimed } from './entries.js'
import { ofEta } from './variance.js'

/** Mistakes of DDIM. */

const between: Applies = (args) => ![0, 1].includes(args.host('eta')) && span(args).s > 0
export const noisy: Applies = (args) => args.host('eta') !== 0 && span(args).s > 0

const paper = ofEta(betaTilde)
const ofWholeNoise = ofEta((_, known, __, t) => known.level(t).variance)

/** Whether a step ends at clean data, where ε̂ is not used. */
const endsClean: Applies = (args) => !args.has('t_next') && span(args).s === 0
const readsAnew: Applies = (args) => args.word('prediction_type') !== 'epsilon' && !endsClean(args)

/** A step of DDIM, down and up, by a mistaken reading of the model's output. */
const everyStep = (guess: Misreading) => ({
  ddim_step: ddim(paper, { guess }),
  ddim_reverse_step: upward(firstPlan('q_sample'), guess),
})

export const DDIM: readonly Entry[] = [
  {
    id: 'D1',
    title: 'σ = η·√(1−ᾱ_t) instead of η·√β̃',
    fix: 'σ = η·sqrt((1−ᾱ_s)/(1−ᾱ_t)·(1−ᾱ_t/ᾱ_s))',
    links: [],
    applies: noisy,
    of: {
      ddim_step: ddim(ofWholeNoise),
      ddim_sigma: (F, known, args) => [F.mul(args.host('eta'), F.sqrt(known.level(span(args).t).variance))],
    },
  },
  {
    id: 'D1c',
    title: 'σ = η·√(1−ᾱ_t) instead of η·√β̃, but in the last step',
    fix: 'σ = η·sqrt((1−ᾱ_s)/(1−ᾱ_t)·(1−ᾱ_t/ᾱ_s))',
    links: [],
    applies: noisy,
    of: { ddim_step: ddim(ofWholeNoise, { endsClean: true }) },
  },
  {
    id: 'D1b',
    title: 'σ is not taken out of the direction: √(1−ᾱ_s) instead of √(1−ᾱ_s−σ²)',
    fix: '√(1−ᾱ_s−σ²)·ε̂',
    links: issue('AlinsonTP/CoursIA', 16158),
    applies: noisy,
    of: {
      ddim_step: (F, known, args) => {
        const { s } = span(args)
        const quiet = ddim(<T>(G: JudgeField<T>) => G.lit(0n))(F, known, args)
        if (s === 0) return quiet
        const std = F.sqrt(paper(F, known, args))
        return quiet.map((x, i) => F.add(x, F.mul(std, at(args.vec('noise'), i))))
      },
    },
  },
  {
    id: 'D3',
    title: 'η·β̃ is taken out of the direction where η²·β̃ is: √(1−ᾱ_s−η·β̃)',
    fix: '√(1−ᾱ_s−σ²)·ε̂, σ = η·√β̃',
    links: [],
    applies: between,
    of: { ddim_step: ddim(paper, { taken: sigma2OfVariance }) },
  },
  {
    id: 'D5',
    title: 'both levels are read one index too low',
    fix: 'ᾱ_t from alphas_cumprod[t], ᾱ_s from alphas_cumprod[t_prev]',
    links: [
      ...issue('lucidrains/denoising-diffusion-pytorch', 81, 83),
      ...issue('huggingface/diffusers', 465, 479),
    ],
    // from the first level there is nothing lower to start at but clean data
    of: Object.fromEntries(
      ['ddim_step', 'ddim_reverse_step', 'ddim_sigma'].map((name) => [
        name,
        [0, 1].map((lowest) =>
          retimed(firstPlan(name), (which, time) => Math.max(which === 't' ? lowest : 0, time(which) - 1)),
        ),
      ]),
    ),
  },
  {
    id: 'D6',
    title: 'the step upward goes down: t − k for t + k',
    fix: 'x at ᾱ_{t_next}, the larger timestep',
    links: issue('huggingface/diffusers', 5145, 10695, 5832),
    // below the first level there is clean data, or the first level again
    of: {
      ddim_reverse_step: [0, 1].flatMap((lowest) =>
        Object.values(
          misread(['ddim_reverse_step'], (_, known, args) => {
            const [t, next] = [args.time('t'), args.time('t_next')]
            return { ...known, level: (u) => known.level(u === next ? Math.max(lowest, 2 * t - next) : u) }
          }),
        ),
      ),
    },
  },
  {
    id: 'C3',
    title: 'ε̂ is the model’s output whatever it predicts',
    fix: 'ε̂ from x̂₀: (x_t − √ᾱ·x̂₀)/√(1−ᾱ)',
    links: [],
    applies: readsAnew,
    of: everyStep((_, read, element) => ({ x0: read(element).x0, eps: element.out })),
  },
  {
    id: 'C3b',
    title: 'ε̂ is the model’s output whatever it predicts, unless x̂₀ is clipped',
    fix: 'ε̂ from x̂₀: (x_t − √ᾱ·x̂₀)/√(1−ᾱ)',
    links: [],
    applies: readsAnew,
    // a step upward never clips: there it is C3
    of: {
      ddim_step: ddim(paper, {
        guess: (_, read, element, args) =>
          reclips(args) ? read(element) : { x0: read(element).x0, eps: element.out },
      }),
    },
  },
  {
    id: 'C1',
    title: 'the sign of ε̂ is turned where it comes from x̂₀',
    fix: '(x_t − √ᾱ·x̂₀)/√(1−ᾱ)',
    links: [],
    applies: (args) => fromX0(args) && !endsClean(args),
    of: everyStep((F, read, element, args) => {
      const { x0, eps } = read(element)
      return { x0, eps: fromX0(args) ? F.neg(eps) : eps }
    }),
  },
  {
    id: 'C6',
    title: 'x̂₀ of v with a plus sign: √ᾱ·x_t + √(1−ᾱ)·v',
    fix: '√ᾱ·x_t − √(1−ᾱ)·v',
    links: issue('huggingface/diffusers', 1481),
    applies: (args) => args.word('prediction_type') === 'v_prediction',
    of: {
      ...everyStep((F, read, element, args) => {
        const turned = read({ ...element, out: F.neg(element.out) })
        return { x0: turned.x0, eps: reclips(args) ? turned.eps : read(element).eps }
      }),
      ddpm_step: (F, known, args) =>
        firstPlan('ddpm_step')(F, known, {
          ...args,
          vec: (name) => (name === 'model_output' ? args.vec(name).map(F.neg) : args.vec(name)),
        }),
    },
  },
  {
    id: 'C4',
    title: 'ε̂ is not computed anew after x̂₀ was clipped',
    fix: 'ε̂ = (x_t − √ᾱ·x̂₀)/√(1−ᾱ) of the clipped x̂₀',
    links: [],
    applies: (args) => args.has('clip_x0') && args.flag('rederive_eps'),
    of: {
      ddim_step: (F, known, args) =>
        firstPlan('ddim_step')(F, known, {
          ...args,
          has: (name) => name === 'rederive_eps' || args.has(name),
          flag: (name) => name !== 'rederive_eps' && args.flag(name),
        }),
    },
  },
]

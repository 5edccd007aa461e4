import {
  epsFromV,
  epsFromX0,
  scoreFromEps,
  vPrediction,
  x0FromEps,
  x0FromV,
} from '../../reference/process/predictions.js'
import { x0FromPosteriorMean } from '../../reference/process/reverse-mean.js'
import { kernelAt, needsPreserving, transitionAt } from '../known/known.js'
import { elementwise, type Operation } from './operation.js'
import { meanWeights } from './posterior.js'

/** Every prediction to every other, of the vocabulary. */

const common = { storage: 'data', shape: 'elements' } as const

const x0FromEpsOp: Operation = {
  ...common,
  name: 'x0_from_eps',
  title: 'x̂₀ = (x_t − √(1−ᾱ)·ε)/√ᾱ',
  matters: 'what a sampler believes the clean image to be is wrong',
  theorems: ['PARAM-EQ', 'TWEEDIE-DDPM'],
  truth: (F, known, args) => {
    const kernel = kernelAt(F, known, args.time('t'))
    return elementwise(args, ['xt', 'eps'], (at) => x0FromEps(F, kernel, at))
  },
  plans: [
    {
      id: '(x − √(1−ᾱ)·ε)/√ᾱ',
      form: (F, known, args) => {
        const { alphaBar, variance } = known.level(args.time('t'))
        const [a, s] = [F.sqrt(alphaBar), F.sqrt(variance)]
        return elementwise(args, ['xt', 'eps'], ({ xt, eps }) => F.div(F.sub(xt, F.mul(s, eps)), a))
      },
    },
    {
      id: '√(1/ᾱ)·x − √(1/ᾱ − 1)·ε',
      form: (F, known, args) => {
        needsPreserving(known)
        const inverse = F.div(F.lit(1n), known.level(args.time('t')).alphaBar)
        const [a, s] = [F.sqrt(inverse), F.sqrt(F.sub(inverse, F.lit(1n)))]
        return elementwise(args, ['xt', 'eps'], ({ xt, eps }) => F.sub(F.mul(a, xt), F.mul(s, eps)))
      },
    },
  ],
}

const epsFromX0Op: Operation = {
  ...common,
  name: 'eps_from_x0',
  title: 'ε̂ = (x_t − √ᾱ·x₀)/√(1−ᾱ)',
  matters: 'the noise that a sampler believes in does not belong to its clean image',
  theorems: ['PARAM-EQ'],
  truth: (F, known, args) => {
    const kernel = kernelAt(F, known, args.time('t'))
    return elementwise(args, ['xt', 'x0'], (at) => epsFromX0(F, kernel, at))
  },
  plans: [
    {
      id: '(x − √ᾱ·x₀)/√(1−ᾱ)',
      form: (F, known, args) => {
        const { alphaBar, variance } = known.level(args.time('t'))
        const [a, s] = [F.sqrt(alphaBar), F.sqrt(variance)]
        return elementwise(args, ['xt', 'x0'], ({ xt, x0 }) => F.div(F.sub(xt, F.mul(a, x0)), s))
      },
    },
    {
      id: '(√(1/ᾱ)·x − x₀)/√(1/ᾱ − 1)',
      form: (F, known, args) => {
        needsPreserving(known)
        const inverse = F.div(F.lit(1n), known.level(args.time('t')).alphaBar)
        const [a, s] = [F.sqrt(inverse), F.sqrt(F.sub(inverse, F.lit(1n)))]
        return elementwise(args, ['xt', 'x0'], ({ xt, x0 }) => F.div(F.sub(F.mul(a, xt), x0), s))
      },
    },
  ],
}

const vFromBoth: Operation = {
  ...common,
  name: 'v_from_x0_eps',
  title: 'v = √ᾱ·ε − √(1−ᾱ)·x₀',
  matters: 'the network is trained on another target than v',
  theorems: ['X-VPRED'],
  truth: (F, known, args) => {
    const kernel = kernelAt(F, known, args.time('t'))
    return elementwise(args, ['x0', 'eps'], (at) => vPrediction(F, kernel, at))
  },
  plans: [
    {
      id: '√ᾱ·ε − √(1−ᾱ)·x₀',
      form: (F, known, args) => {
        const { alphaBar, variance } = known.level(args.time('t'))
        const [a, s] = [F.sqrt(alphaBar), F.sqrt(variance)]
        return elementwise(args, ['x0', 'eps'], ({ x0, eps }) => F.sub(F.mul(a, eps), F.mul(s, x0)))
      },
    },
  ],
}

/** √ᾱ·p ± √(1−ᾱ)·q: the rotation that v-prediction is where signal² + variance = 1; the truth is for every kernel. */
const rotation = (name: 'x0_from_v' | 'eps_from_v'): Operation => ({
  ...common,
  name,
  title: name === 'x0_from_v' ? 'x̂₀ = √ᾱ·x_t − √(1−ᾱ)·v' : 'ε̂ = √ᾱ·v + √(1−ᾱ)·x_t',
  matters: 'a v-predicting network is read as something else',
  theorems: ['X-VPRED'],
  truth: (F, known, args) => {
    const kernel = kernelAt(F, known, args.time('t'))
    const read = name === 'x0_from_v' ? x0FromV : epsFromV
    return elementwise(args, ['xt', 'v'], (at) => read(F, kernel, at))
  },
  plans: [
    {
      id: 'the rotation',
      form: (F, known, args) => {
        const { alphaBar, variance } = known.level(args.time('t'))
        const [a, s] = [F.sqrt(alphaBar), F.sqrt(variance)]
        return elementwise(args, ['xt', 'v'], ({ xt, v }) =>
          name === 'x0_from_v' ? F.sub(F.mul(a, xt), F.mul(s, v)) : F.add(F.mul(a, v), F.mul(s, xt)),
        )
      },
    },
  ],
})

const scoreOp: Operation = {
  ...common,
  name: 'score_from_eps',
  title: 'score = −ε/√(1−ᾱ)',
  matters: 'guidance and Langevin steps are scaled wrongly',
  theorems: ['SCORE-EPS', 'SCORE-COND'],
  truth: (F, known, args) => {
    const kernel = kernelAt(F, known, args.time('t'))
    return elementwise(args, ['eps'], (at) => scoreFromEps(F, kernel, at))
  },
  plans: [
    {
      id: '−ε/√(1−ᾱ)',
      form: (F, known, args) => {
        const s = F.sqrt(known.level(args.time('t')).variance)
        return elementwise(args, ['eps'], ({ eps }) => F.div(F.neg(eps), s))
      },
    },
    {
      id: '−ε·(1/√(1−ᾱ))',
      form: (F, known, args) => {
        const inverse = F.div(F.lit(1n), F.sqrt(known.level(args.time('t')).variance))
        return elementwise(args, ['eps'], ({ eps }) => F.neg(F.mul(eps, inverse)))
      },
    },
  ],
}

const x0FromXprev: Operation = {
  ...common,
  name: 'x0_from_xprev',
  title: 'x₀ of the posterior mean: (x_prev − c₂·x_t)/c₁',
  matters: 'a network that predicts the previous state is read wrongly',
  theorems: ['PARAM-EQ', 'OPT-MU'],
  truth: (F, known, args) => {
    const t = args.time('t')
    const transition = transitionAt(F, known, t - 1, t)
    return elementwise(args, ['xt', 'xprev'], ({ xt, xprev }) =>
      x0FromPosteriorMean(F, transition, { xt, posteriorMean: xprev }),
    )
  },
  plans: [
    {
      id: '(1/c₁)·x_prev − (c₂/c₁)·x_t',
      form: (F, known, args) => {
        const t = args.time('t')
        const { x0, xt: second } = meanWeights(F, known, t - 1, t)
        const [inverse, ratio] = [F.div(F.lit(1n), x0), F.div(second, x0)]
        return elementwise(args, ['xt', 'xprev'], ({ xt, xprev }) =>
          F.sub(F.mul(inverse, xprev), F.mul(ratio, xt)),
        )
      },
    },
    {
      id: '(x_prev − c₂·x_t)/c₁',
      form: (F, known, args) => {
        const t = args.time('t')
        const { x0, xt: second } = meanWeights(F, known, t - 1, t)
        return elementwise(args, ['xt', 'xprev'], ({ xt, xprev }) =>
          F.div(F.sub(xprev, F.mul(second, xt)), x0),
        )
      },
    },
  ],
}

export const CONVERSIONS: readonly Operation[] = [
  x0FromEpsOp,
  epsFromX0Op,
  vFromBoth,
  rotation('x0_from_v'),
  rotation('eps_from_v'),
  scoreOp,
  x0FromXprev,
]

import { elementwise, type Truth } from '../operations/operation.js'
import { upward } from './ddim-form.js'
import { byRoots, type Entry, firstPlan, GITHUB, issue, misread } from './entries.js'
import { shifted } from './misread.js'

/** Mistakes of tables, of noising and of conversions. */

const ENTRIES: readonly Entry<Truth>[] = [
  {
    id: 'S1',
    title: 'ᾱ is the product of β instead of 1 − β',
    fix: 'alphas = 1 - betas; alphas_cumprod = cumprod(alphas)',
    links: [],
    of: {
      alphas_cumprod: (F, known) => {
        let total = F.lit(1n)
        return Array.from({ length: known.T }, (_, i) => {
          total = F.mul(total, known.step(i, i + 1).beta)
          return total
        })
      },
    },
  },
  {
    id: 'F1',
    title: 'the noise is scaled by 1−ᾱ, its variance, instead of √(1−ᾱ)',
    fix: 'take the square root: sqrt(1 - alphas_cumprod[t])',
    links: issue('huggingface/diffusers', 9900, 10185, 10644),
    of: {
      q_sample: byRoots(['x0', 'eps'], (F, { a, variance, x0, eps }) =>
        F.add(F.mul(a, x0), F.mul(variance, eps)),
      ),
      x0_from_eps: byRoots(['xt', 'eps'], (F, { a, variance, xt, eps }) =>
        F.div(F.sub(xt, F.mul(variance, eps)), a),
      ),
      eps_from_x0: byRoots(['xt', 'x0'], (F, { a, variance, xt, x0 }) =>
        F.div(F.sub(xt, F.mul(a, x0)), variance),
      ),
    },
  },
  {
    id: 'F2',
    title: 'the noise is scaled by β_t, the variance of one step',
    fix: 'sqrt(1 - alphas_cumprod[t])',
    links: [],
    of: {
      q_sample: (F, known, args) => {
        const t = args.time('t')
        const [a, s] = [F.sqrt(known.level(t).alphaBar), known.step(t - 1, t).beta]
        return elementwise(args, ['x0', 'eps'], ({ x0, eps }) => F.add(F.mul(a, x0), F.mul(s, eps)))
      },
    },
  },
  {
    id: 'F2b',
    title: 'the noise of one step, √β_t, where the noise of all steps, √(1−ᾱ_t), belongs',
    fix: 'sqrt(1 - alphas_cumprod[t])',
    links: [],
    of: {
      q_sample: (F, known, args) => {
        const t = args.time('t')
        const [a, s] = [F.sqrt(known.level(t).alphaBar), F.sqrt(known.step(t - 1, t).beta)]
        return elementwise(args, ['x0', 'eps'], ({ x0, eps }) => F.add(F.mul(a, x0), F.mul(s, eps)))
      },
    },
  },
  {
    id: 'F3',
    title: '√ᾱ stands where √(1−ᾱ) belongs',
    fix: 'sqrt(1 - alphas_cumprod[t])',
    links: [],
    of: {
      q_sample: byRoots(['x0', 'eps'], (F, { a, x0, eps }) => F.add(F.mul(a, x0), F.mul(a, eps))),
      sqrt_one_minus_alphas_cumprod_at: (F, known, args) => [F.sqrt(known.level(args.time('t')).alphaBar)],
    },
  },
  {
    id: 'F4',
    title: 'the noise is multiplied by x₀',
    fix: 'add √(1−ᾱ)·ε, whatever x₀ is',
    links: [],
    of: {
      q_sample: byRoots(['x0', 'eps'], (F, { a, s, x0, eps }) =>
        F.add(F.mul(a, x0), F.mul(F.mul(s, x0), eps)),
      ),
    },
  },
  {
    id: 'F7',
    title: 'the level of the next timestep, t+1',
    fix: 'index the tables with t',
    links: [...issue('CompVis/stable-diffusion', 533), ...issue('Stability-AI/stablediffusion', 96)],
    of: misread(
      [
        'q_sample',
        'sqrt_alphas_cumprod_at',
        'sqrt_one_minus_alphas_cumprod_at',
        'log_one_minus_alphas_cumprod_at',
        'sigma_ve',
        'x0_from_eps',
        'eps_from_x0',
        'v_from_x0_eps',
        'x0_from_v',
      ],
      shifted((t) => (t === 0 ? 0 : t + 1)),
    ),
  },
  {
    id: 'F7b',
    title: 'the level of the timestep before, t−1',
    fix: 'index the tables with t',
    links: issue('tue-bmd/zea', 601),
    of: misread(
      ['q_sample', 'sigma_ve', 'x0_from_eps', 'eps_from_x0', 'v_from_x0_eps', 'x0_from_v'],
      shifted((t) => t - 1),
    ),
  },
  {
    id: 'F6',
    title: 'the variance-preserving formula in σ-space: x is not x₀ + σ·ε',
    fix: 'x₀ + σ·ε',
    links: [],
    applies: (args) => args.kind === 've_geometric' || args.has('sigma'),
    of: {
      q_sample: (F, known, args) => {
        const { alphaBar, variance } = known.level(args.time('t'))
        const total = F.add(F.lit(1n), F.div(variance, alphaBar))
        const [a, s] = [F.div(F.lit(1n), F.sqrt(total)), F.sqrt(F.div(F.div(variance, alphaBar), total))]
        return elementwise(args, ['x0', 'eps'], ({ x0, eps }) => F.add(F.mul(a, x0), F.mul(s, eps)))
      },
      denoised_from_eps_ve: (F, _, args) => {
        const sigma = args.num('sigma')
        const total = F.sqrt(F.add(F.lit(1n), F.mul(sigma, sigma)))
        return elementwise(args, ['x', 'eps'], ({ x, eps }) => F.sub(F.mul(total, x), F.mul(sigma, eps)))
      },
    },
  },
  {
    id: 'C1',
    title: 'the sign of ε is turned',
    fix: '(x_t − √ᾱ·x₀)/√(1−ᾱ)',
    links: [],
    of: { eps_from_x0: byRoots(['xt', 'x0'], (F, { a, s, xt, x0 }) => F.div(F.sub(F.mul(a, x0), xt), s)) },
  },
  {
    id: 'C6',
    title: 'v with a plus sign: √ᾱ·ε + √(1−ᾱ)·x₀',
    fix: '√ᾱ·ε − √(1−ᾱ)·x₀',
    links: issue('huggingface/diffusers', 1481),
    of: {
      v_from_x0_eps: byRoots(['x0', 'eps'], (F, { a, s, x0, eps }) => F.add(F.mul(a, eps), F.mul(s, x0))),
      x0_from_v: byRoots(['xt', 'v'], (F, { a, s, xt, v }) => F.add(F.mul(a, xt), F.mul(s, v))),
      eps_from_v: byRoots(['xt', 'v'], (F, { a, s, xt, v }) => F.sub(F.mul(a, v), F.mul(s, xt))),
    },
  },
  {
    id: 'C7',
    title: 'the score is −ε, without 1/√(1−ᾱ)',
    fix: '−ε/√(1−ᾱ)',
    links: [],
    of: { score_from_eps: (F, _, args) => elementwise(args, ['eps'], ({ eps }) => F.neg(eps)) },
  },
  {
    id: 'C7b',
    title: 'the score is divided by the variance 1−ᾱ instead of its root',
    fix: '−ε/√(1−ᾱ)',
    links: [],
    of: { score_from_eps: byRoots(['eps'], (F, { variance, eps }) => F.div(F.neg(eps), variance)) },
  },
  {
    id: 'S7',
    title: 'Karras grid one point short: the last, σ_min, is missing',
    fix: 'i = 0..n−1, n points and then 0',
    links: [`${GITHUB}lucidrains/denoising-diffusion-pytorch/commit/b87ea27`],
    of: {
      karras_sigmas: (F, known, args) => {
        const n = args.int('n')
        return firstPlan('karras_sigmas')(F, known, args).filter((_, i) => i !== n - 1)
      },
    },
  },
  {
    id: 'S7b',
    title: 'Karras grid in steps of 1/n: σ_min is never reached',
    fix: 'i/(n−1), i = 0..n−1',
    links: [`${GITHUB}lucidrains/denoising-diffusion-pytorch/commit/b87ea27`],
    of: {
      karras_sigmas: (F, _, args) => {
        const n = args.int('n')
        const [one, rho] = [F.lit(1n), args.num('rho')]
        const root = (a: ReturnType<typeof args.num>) => F.exp(F.div(F.log(a), rho))
        const [low, high] = [root(args.num('sigma_min')), root(args.num('sigma_max'))]
        const values = Array.from({ length: n }, (_, i) => {
          const x = F.add(high, F.mul(F.div(F.lit(BigInt(i)), F.lit(BigInt(n))), F.sub(low, high)))
          return F.exp(F.mul(rho, F.log(x)))
        })
        return [...values, F.mul(one, F.lit(0n))]
      },
    },
  },
]

// DDIM upward noises what it read of x_t to the next level: the same mistake shows there
export const FORWARD: readonly Entry[] = ENTRIES.map((entry) => ({
  ...entry,
  of: {
    ...entry.of,
    // F6 is of σ-space, where the step is not taken
    ...(entry.of.q_sample && entry.id !== 'F6' && { ddim_reverse_step: upward(entry.of.q_sample) }),
  },
}))

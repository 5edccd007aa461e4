import fc from 'fast-check'
import { eta as anyEta, fall, span } from '../plan/arbitraries.js'
import { type Bench, Broken, exact, only, R, same, zero } from './bench.js'
import { type Law, trying } from './law.js'
import { preserving } from './tables.js'
import { square, values, type Weights, weights } from './weights.js'

/** Laws of the posterior, and of steps that keep the marginals. */

const K4: Law = {
  id: 'K4',
  title: 'Bayes: q(x_s|x_t,x₀)·q(x_t|x₀) = q(x_t|x_s)·q(x_s|x₀)',
  domain: 'any s < t of a variance-preserving schedule',
  needs: ['q_posterior_mean', 'q_posterior_variance', 'q_sample'],
  on: preserving,
  check: (bench) =>
    trying(bench, span(bench), async ({ t, t_prev }) => {
      const mean = await bench.ask('q_posterior_mean', { t, t_prev, x0: [1, 0], xt: [0, 1] })
      const variance = only(await bench.ask('q_posterior_variance', { t, t_prev }))
      const [to, from] = [await weights(bench, t), await weights(bench, t_prev)]
      const [c0, ct] = [only(mean), only(mean, 1)]
      const [vt, vs] = [square(to.s), square(from.s)]
      if (variance.value < 0) zero(variance, 'the variance is negative')
      same(R.add(c0, R.mul(ct, to.a)), from.a, 'the mean of x_s given x₀ is not √ᾱ_s·x₀')
      same(R.add(R.mul(square(ct), vt), variance), vs, 'the variance of x_s given x₀ is not 1 − ᾱ_s')
      same(
        R.mul(R.mul(ct, vt), from.a),
        R.mul(to.a, vs),
        'the covariance of x_s and x_t given x₀ is not √α_{t|s}·(1 − ᾱ_s)',
      )
    }),
}

/** Where a step takes x₀, ε and z, each alone: the model is right about both. */
async function moves(
  bench: Bench,
  op: string,
  at: { t: number; t_prev: number },
  more: Readonly<Record<string, number | string>>,
) {
  const to = await weights(bench, at.t)
  const xt = [to.a, to.s, exact(0)]
  const answers = await bench.ask(
    op,
    {
      ...at,
      ...more,
      xt: values(xt),
      model_output: [0, 1, 0],
      noise: [0, 0, 1],
      prediction_type: 'epsilon',
      clip_x0: null,
    },
    { xt },
  )
  return { signal: only(answers), along: only(answers, 1), noise: only(answers, 2) }
}

const keeps = (op: 'ddim_step' | 'ddpm_step'): Law => ({
  id: `K5 ${op}`,
  title: `${op} maps q(x_t|x₀) to q(x_s|x₀) if the model is right${op === 'ddim_step' ? ', for any η' : ''}`,
  domain: 'any s < t, the end of DDIM at ᾱ = 1 or at ᾱ_0; η in [0, 1]',
  needs: [op, 'q_sample'],
  on: preserving,
  check: (bench) =>
    trying(bench, fc.record({ at: span(bench), eta: anyEta }), async ({ at, eta }) => {
      const { signal, along, noise } = await moves(
        bench,
        op,
        at,
        op === 'ddim_step' ? { eta } : { variance_type: 'fixed_small' },
      )
      const arrives = (from: Weights): void => {
        same(signal, from.a, 'x₀ does not arrive with the weight √ᾱ_s')
        same(R.add(square(along), square(noise)), square(from.s), 'the variance that arrives is not 1 − ᾱ_s')
      }
      const end = await weights(bench, at.t_prev)
      if (op === 'ddpm_step' || at.t_prev >= 0) return arrives(end)
      // by convention DDIM ends at clean data, or at the first noise level
      const first = await weights(bench, 0)
      try {
        arrives(end)
      } catch (error) {
        if (!(error instanceof Broken)) throw error
        arrives(first)
      }
    }),
})

const K5Ancestral: Law = {
  id: 'K5 ancestral_sigmas',
  title: 'σ_down² + σ_up² = σ_next²',
  domain: 'σ_next < σ, η in [0, 1]',
  needs: ['ancestral_sigmas'],
  check: (bench) =>
    trying(bench, fc.record({ at: fall(bench), eta: anyEta }), async ({ at, eta }) => {
      const both = await bench.ask('ancestral_sigmas', { ...at, eta })
      same(
        R.add(square(only(both)), square(only(both, 1))),
        square(exact(at.sigma_next)),
        'the variance that arrives is not σ_next²',
      )
    }),
}

export const POSTERIOR_LAWS: readonly Law[] = [K4, keeps('ddim_step'), keeps('ddpm_step'), K5Ancestral]

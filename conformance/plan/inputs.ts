import fc from 'fast-check'
import type { Input } from '../subject.js'
import { eta, fall, farFall, type Setting, sigma, span, timestep, vector } from './arbitraries.js'

/** The arguments that each operation is asked with. */

export type Inputs = Readonly<Record<string, Input>>
type Make = (setting: Setting, length: number) => fc.Arbitrary<Inputs>

const record = (fields: Record<string, fc.Arbitrary<Input>>): fc.Arbitrary<Inputs> => fc.record(fields)
const merge = (...parts: readonly fc.Arbitrary<Inputs>[]): fc.Arbitrary<Inputs> =>
  fc.tuple(...parts).map((all) => Object.assign({}, ...all))

const at: Make = (setting) => record({ t: timestep(setting) })
const from: Make = (setting) => span(setting)
const vectors =
  (...names: readonly string[]): Make =>
  (_, length) =>
    record(Object.fromEntries(names.map((name) => [name, vector(length)])))
const both =
  (...makes: readonly Make[]): Make =>
  (setting, length) =>
    merge(...makes.map((make) => make(setting, length)))
const none: Make = () => fc.constant({})
const word =
  (name: string, value: string): Make =>
  () =>
    fc.constant({ [name]: value })

/** Not clipped, mostly; if clipped, with ε̂ kept or computed anew. */
const clip =
  (rederive: boolean): Make =>
  () =>
    fc.oneof(
      { weight: 2, arbitrary: fc.constant({ clip_x0: null }) },
      {
        weight: 1,
        arbitrary: rederive
          ? fc.boolean().map((rederive_eps) => ({ clip_x0: 1, rederive_eps }))
          : fc.constant({ clip_x0: 1 }),
      },
    )

const PREDICTIONS = ['epsilon', 'sample', 'v_prediction'] as const
const VARIANCES = ['fixed_small', 'fixed_large', 'fixed_small_log', 'fixed_large_log'] as const

const ancestral = (prediction: string, variance: string): Make =>
  both(
    from,
    vectors('xt', 'model_output', 'noise'),
    word('prediction_type', prediction),
    word('variance_type', variance),
    clip(false),
  )

/** The learned range: the second half of the output is v ∈ [−1, 1]. */
const learned: Make = (setting, length) =>
  merge(
    span(setting),
    vectors('xt', 'noise')(setting, length),
    fc.constant({ prediction_type: 'epsilon', variance_type: 'learned_range', clip_x0: null }),
    fc
      .tuple(
        vector(length),
        fc.array(fc.integer({ min: -16, max: 16 }), { minLength: length, maxLength: length }),
      )
      .map(([mean, v]) => ({ model_output: [...mean, ...v.map((k) => k / 16)] })),
  )

const ddim = (prediction: string): Make =>
  both(
    from,
    vectors('xt', 'model_output', 'noise'),
    word('prediction_type', prediction),
    () => record({ eta }),
    clip(true),
  )

const upward =
  (prediction: string): Make =>
  (setting, length) =>
    merge(
      fc
        .integer({ min: 0, max: Math.max(0, setting.T - 2) })
        .chain((t) =>
          fc
            .integer({ min: Math.min(t + 1, setting.T - 1), max: setting.T - 1 })
            .map((t_next) => ({ t, t_next })),
        ),
      vectors('xt', 'model_output')(setting, length),
      fc.constant({ prediction_type: prediction }),
    )

const inSigma =
  (prediction: string, more: readonly string[], withEta: boolean): Make =>
  (setting, length) =>
    merge(
      fall(setting),
      vectors('x', 'model_output', ...more)(setting, length),
      fc.constant({ prediction_type: prediction }),
      withEta ? record({ eta }) : fc.constant({}),
    )

/** Where nothing but noise is to be left of the step: σ_down is far below σ_next. */
const mostlyNoise: Make = (setting) => merge(farFall(setting), fc.constant({ eta: 1 }))

const grid =
  (withRho: boolean): Make =>
  (setting) =>
    fc
      .tuple(
        fc.integer({ min: 2, max: 40 }),
        sigma(setting),
        sigma(setting),
        fc.oneof(fc.constant(7), fc.integer({ min: 2, max: 9 })),
      )
      .filter(([, a, b]) => a !== b)
      .map(([n, a, b, rho]) => ({
        n,
        sigma_min: Math.min(a, b),
        sigma_max: Math.max(a, b),
        ...(withRho && { rho }),
      }))

const subset: Make = ({ T }) =>
  fc
    .uniqueArray(fc.integer({ min: 0, max: T - 1 }), { minLength: 1, maxLength: Math.min(T, 30) })
    .map((timesteps) => ({ use_timesteps: timesteps.sort((a, b) => a - b) }))

const perPrediction = (make: (prediction: string) => Make): readonly Make[] => PREDICTIONS.map(make)

/** For each operation the kinds of call that are made, one a variant. */
export const INPUTS: Readonly<Record<string, readonly Make[]>> = {
  betas: [none],
  alphas_cumprod: [none],
  sigmas: [none],
  snr: [none],
  posterior_variance: [none],
  posterior_log_variance_clipped: [none],
  posterior_mean_coef1: [none],
  posterior_mean_coef2: [none],
  log_snr: [at],
  gamma: [at],
  alpha_sigma: [at],
  sigma_ve: [at],
  t_to_sigma: [({ T }) => record({ t: fc.integer({ min: 0, max: 8 * (T - 1) }).map((k) => k / 8) })],
  t_from_sigma: [(s) => record({ sigma: sigma(s).filter((x) => x > 0.05 && x < 3) })],
  sqrt_alphas_cumprod_at: [at],
  sqrt_one_minus_alphas_cumprod_at: [at],
  log_one_minus_alphas_cumprod_at: [at],
  sqrt_recip_alphas_cumprod_at: [at],
  sqrt_recipm1_alphas_cumprod_at: [at],
  posterior_mean_coef1_at: [at],
  posterior_mean_coef2_at: [at],
  respaced_betas: [subset],
  karras_sigmas: [grid(true)],
  exponential_sigmas: [grid(false)],
  q_sample: [both(at, vectors('x0', 'eps'))],
  q_posterior_mean: [both(from, vectors('x0', 'xt'))],
  q_posterior_variance: [from],
  q_posterior_log_variance_clipped: [from],
  x0_from_eps: [both(at, vectors('xt', 'eps'))],
  eps_from_x0: [both(at, vectors('xt', 'x0'))],
  v_from_x0_eps: [both(at, vectors('x0', 'eps'))],
  x0_from_v: [both(at, vectors('xt', 'v'))],
  eps_from_v: [both(at, vectors('xt', 'v'))],
  score_from_eps: [both(at, vectors('xt', 'eps'))],
  x0_from_xprev: [both(at, vectors('xt', 'xprev'))],
  denoised_from_eps_ve: [both((s) => record({ sigma: sigma(s) }), vectors('x', 'eps'))],
  denoised_from_v_ve: [both((s) => record({ sigma: sigma(s) }), vectors('x', 'v'))],
  eps_from_v_ve: [both((s) => record({ sigma: sigma(s) }), vectors('x', 'v'))],
  ddpm_step: [
    ...PREDICTIONS.map((prediction) => ancestral(prediction, 'fixed_small')),
    ...VARIANCES.slice(1).map((variance) => ancestral('epsilon', variance)),
    learned,
  ],
  ddim_step: perPrediction(ddim),
  ddim_reverse_step: perPrediction(upward),
  euler_step: perPrediction((p) => inSigma(p, [], false)),
  euler_ancestral_step: [
    ...perPrediction((p) => inSigma(p, ['noise'], true)),
    both(mostlyNoise, vectors('x', 'model_output', 'noise'), word('prediction_type', 'epsilon')),
  ],
  heun_step: perPrediction((p) => inSigma(p, ['model_output_next'], false)),
  ancestral_sigmas: [(s) => merge(fall(s), record({ eta })), mostlyNoise],
  ddim_sigma: [both(from, () => record({ eta }))],
  get_variance: VARIANCES.map((variance) => both(from, word('variance_type', variance))),
  learned_range_log_variance: [
    (s) =>
      merge(
        span(s),
        fc
          .array(fc.integer({ min: -16, max: 16 }), { minLength: 3, maxLength: 3 })
          .map((v) => ({ v: v.map((k) => k / 16) })),
      ),
  ],
}

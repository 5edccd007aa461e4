import fc from 'fast-check'
import { datum, span } from '../plan/arbitraries.js'
import { type Bench, exact, only, same, type Tracked, zero } from './bench.js'
import { type Law, trying } from './law.js'
import { preserving } from './tables.js'
import { values } from './weights.js'

/** Laws of DDIM. */

const point = (bench: Bench) => fc.record({ at: span(bench), xt: datum, out: datum, z: datum })

const K6Ddpm: Law = {
  id: 'K6 η = 1',
  title: 'DDIM at η = 1 is the ancestral step with β̃',
  domain: 'any s < t',
  needs: ['ddim_step', 'ddpm_step'],
  on: preserving,
  check: (bench) =>
    trying(bench, point(bench), async ({ at, xt, out, z }) => {
      const inputs = {
        ...at,
        xt: [xt],
        model_output: [out],
        noise: [z],
        prediction_type: 'epsilon',
        clip_x0: null,
      }
      const ddim = await bench.ask('ddim_step', { ...inputs, eta: 1 })
      const ddpm = await bench.ask('ddpm_step', { ...inputs, variance_type: 'fixed_small' })
      same(only(ddim), only(ddpm), 'ddim_step at η = 1 and ddpm_step differ')
    }),
}

const K6Quiet: Law = {
  id: 'K6 η = 0',
  title: 'DDIM at η = 0 does not see the noise',
  domain: 'any s < t',
  needs: ['ddim_step'],
  on: preserving,
  check: (bench) =>
    trying(bench, point(bench), async ({ at, xt, out, z }) => {
      const answers = await bench.raw('ddim_step', {
        ...at,
        xt: [xt, xt],
        model_output: [out, out],
        noise: [z, 0],
        prediction_type: 'epsilon',
        eta: 0,
        clip_x0: null,
      })
      zero(exact((answers[0] ?? 0) - (answers[1] ?? 0)), 'the noise changes a step of η = 0')
    }),
}

/** DDIM at η = 0, where the model says `out`. */
export const quietStep = (
  bench: Bench,
  at: { readonly t: number; readonly t_prev: number },
  xt: Tracked,
  out: number,
) =>
  bench.ask(
    'ddim_step',
    {
      ...at,
      xt: [xt.value],
      model_output: [out],
      noise: [0],
      prediction_type: 'epsilon',
      eta: 0,
      clip_x0: null,
    },
    { xt: [xt] },
  )

const K6Semigroup: Law = {
  id: 'K6 semigroup',
  title: 'DDIM at η = 0 from t to s to r is DDIM from t to r, if the model says the same ε̂',
  domain: 'r < s < t',
  needs: ['ddim_step'],
  on: (bench) => preserving(bench) && bench.T >= 3,
  check: (bench) =>
    trying(
      bench,
      fc.record({
        times: fc
          .uniqueArray(fc.integer({ min: 0, max: bench.T - 1 }), { minLength: 3, maxLength: 3 })
          .map((ts) => ts.sort((a, b) => a - b)),
        xt: datum,
        out: datum,
      }),
      async ({ times: [r = 0, s = 1, t = 2], xt, out }) => {
        const step = (t0: number, t_prev: number, x: Tracked) => quietStep(bench, { t: t0, t_prev }, x, out)
        const middle = only(await step(t, s, exact(xt)))
        same(
          only(await step(s, r, middle)),
          only(await step(t, r, exact(xt))),
          'two steps do not arrive where one does',
        )
      },
    ),
}

const K6Inverse: Law = {
  id: 'K6 inverse',
  title: 'DDIM upward undoes DDIM downward, if the model says the same ε̂',
  domain: 's < t',
  needs: ['ddim_step', 'ddim_reverse_step'],
  on: (bench) => preserving(bench) && bench.T >= 2,
  check: (bench) =>
    trying(
      bench,
      fc.record({ at: span(bench).filter(({ t_prev }) => t_prev >= 0), xt: datum, out: datum }),
      async ({ at, xt, out }) => {
        const down = await quietStep(bench, at, exact(xt), out)
        const up = await bench.ask(
          'ddim_reverse_step',
          { t: at.t_prev, t_next: at.t, xt: values(down), model_output: [out], prediction_type: 'epsilon' },
          { xt: down },
        )
        same(only(up), exact(xt), 'down and up again does not give x_t back')
      },
    ),
}

export const DDIM_LAWS: readonly Law[] = [K6Ddpm, K6Quiet, K6Semigroup, K6Inverse]

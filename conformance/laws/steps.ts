import fc from 'fast-check'
import { eta as anyEta, datum, fall, span, timestep } from '../plan/arbitraries.js'
import { type Bench, exact, only, R, same, type Tracked, zero } from './bench.js'
import { type Law, trying } from './law.js'
import { preserving } from './tables.js'

/** Laws of the posterior, of conversions and of steps. */

/** √ᾱ and √(1−ᾱ) at a time, as the implementation has them: what q_sample makes of (1, 0) and (0, 1). */
async function weights(bench: Bench, t: number): Promise<{ readonly a: Tracked; readonly s: Tracked }> {
  if (t < 0) return { a: exact(1), s: exact(0) }
  const answers = await bench.ask('q_sample', { t, x0: [1, 0], eps: [0, 1] })
  return { a: only(answers), s: only(answers, 1) }
}

const square = (a: Tracked) => R.mul(a, a)
const values = (xs: readonly Tracked[]): number[] => xs.map(({ value }) => value)

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
  domain: 'any s < t; η in [0, 1]',
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
      const from = await weights(bench, at.t_prev)
      same(signal, from.a, 'x₀ does not arrive with the weight √ᾱ_s')
      same(R.add(square(along), square(noise)), square(from.s), 'the variance that arrives is not 1 − ᾱ_s')
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
        const step = (from: number, to: number, x: Tracked) =>
          bench.ask(
            'ddim_step',
            {
              t: from,
              t_prev: to,
              xt: [x.value],
              model_output: [out],
              noise: [0],
              prediction_type: 'epsilon',
              eta: 0,
              clip_x0: null,
            },
            { xt: [x] },
          )
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
        const down = await bench.ask('ddim_step', {
          ...at,
          xt: [xt],
          model_output: [out],
          noise: [0],
          prediction_type: 'epsilon',
          eta: 0,
          clip_x0: null,
        })
        const up = await bench.ask(
          'ddim_reverse_step',
          { t: at.t_prev, t_next: at.t, xt: values(down), model_output: [out], prediction_type: 'epsilon' },
          { xt: down },
        )
        same(only(up), exact(xt), 'down and up again does not give x_t back')
      },
    ),
}

const ROUND_TRIPS = [
  ['x0_from_eps', 'eps', 'x0'],
  ['eps_from_x0', 'x0', 'eps'],
  ['x0_from_v', 'v', 'x0'],
  ['eps_from_v', 'v', 'eps'],
] as const

const roundTrip = ([op, from, to]: (typeof ROUND_TRIPS)[number]): Law => ({
  id: `K7 ${op}`,
  title: `${op} gives back the ${to} that x_t${from === 'v' ? ' and v were' : ' was'} made of`,
  domain: 'variance-preserving schedules',
  needs: ['q_sample', op, ...(from === 'v' ? ['v_from_x0_eps'] : [])],
  on: preserving,
  check: (bench) =>
    trying(bench, fc.record({ t: timestep(bench), x0: datum, eps: datum }), async ({ t, x0, eps }) => {
      const xt = await bench.ask('q_sample', { t, x0: [x0], eps: [eps] })
      const v = from === 'v' ? await bench.ask('v_from_x0_eps', { t, x0: [x0], eps: [eps] }) : []
      const prediction = from === 'v' ? v : [exact(from === 'eps' ? eps : x0)]
      const back = await bench.ask(
        op,
        { t, xt: values(xt), [from]: values(prediction) },
        { xt, [from]: prediction },
      )
      same(only(back), exact(to === 'x0' ? x0 : eps), `${op} does not give ${to} back`)
    }),
})

const K7Steps: Law = {
  id: 'K7 steps',
  title: 'a DDIM step is the same whether the model says ε, x₀ or v',
  domain: 'any s < t, nothing clipped',
  needs: ['ddim_step', 'q_sample', 'v_from_x0_eps'],
  on: preserving,
  check: (bench) =>
    trying(
      bench,
      fc.record({ at: span(bench), x0: datum, eps: datum, eta: anyEta, z: datum }),
      async ({ at, x0, eps, eta, z }) => {
        const { t } = at
        const xt = await bench.ask('q_sample', { t, x0: [x0], eps: [eps] })
        const v = await bench.ask('v_from_x0_eps', { t, x0: [x0], eps: [eps] })
        const step = async (prediction_type: string, output: readonly Tracked[]) =>
          only(
            await bench.ask(
              'ddim_step',
              {
                ...at,
                xt: values(xt),
                model_output: values(output),
                noise: [z],
                prediction_type,
                eta,
                clip_x0: null,
              },
              { xt, model_output: output },
            ),
          )
        const byEps = await step('epsilon', [exact(eps)])
        same(byEps, await step('sample', [exact(x0)]), 'ε and x₀ give different steps')
        same(byEps, await step('v_prediction', v), 'ε and v give different steps')
      },
    ),
}

const K13: Law = {
  id: 'K13',
  title: 'Euler in σ-space is DDIM at η = 0 in other units',
  domain: 'any s < t, s not clean data',
  needs: ['euler_step', 'ddim_step', 'q_sample'],
  on: (bench) => preserving(bench) && bench.T >= 2,
  check: (bench) =>
    trying(
      bench,
      fc.record({ at: span(bench).filter(({ t_prev }) => t_prev >= 0), xt: datum, out: datum }),
      async ({ at, xt, out }) => {
        const [to, from] = [await weights(bench, at.t), await weights(bench, at.t_prev)]
        const inUnits = (x: Tracked) => ({
          value: bench.datum(x.value),
          bound: x.bound + Math.abs(x.value - bench.datum(x.value)),
        })
        const [sigma, sigma_next, x] = [R.div(to.s, to.a), R.div(from.s, from.a), R.div(exact(xt), to.a)].map(
          inUnits,
        ) as [Tracked, Tracked, Tracked]
        // a format that cannot tell the two levels has no step between them
        if (!(sigma_next.value > 0 && sigma.value > sigma_next.value)) return
        const euler = await bench.ask(
          'euler_step',
          {
            sigma: sigma.value,
            sigma_next: sigma_next.value,
            x: [x.value],
            model_output: [out],
            prediction_type: 'epsilon',
          },
          { sigma: [sigma], sigma_next: [sigma_next], x: [x] },
        )
        const ddim = await bench.ask('ddim_step', {
          ...at,
          xt: [xt],
          model_output: [out],
          noise: [0],
          prediction_type: 'epsilon',
          eta: 0,
          clip_x0: null,
        })
        same(R.mul(only(euler), from.a), only(ddim), 'euler_step and ddim_step go to different places')
      },
    ),
}

const K19: Law = {
  id: 'K19',
  title: 'a batch with several t is its rows one at a time, in any order',
  domain: 'programs that take a list for t',
  needs: ['q_sample'],
  check: (bench) =>
    trying(
      bench,
      fc.array(fc.record({ t: timestep(bench), x0: fc.tuple(datum, datum), eps: fc.tuple(datum, datum) }), {
        minLength: 2,
        maxLength: 4,
      }),
      async (batch) => {
        const together = (rows: typeof batch) =>
          bench.raw('q_sample', {
            t: rows.map(({ t }) => t),
            x0: rows.map(({ x0 }) => x0),
            eps: rows.map(({ eps }) => eps),
          })
        const [all, turned] = [await together(batch), await together([...batch].reverse())]
        for (const [i, { t, x0, eps }] of batch.entries()) {
          const alone = await bench.ask('q_sample', { t, x0: [...x0], eps: [...eps] })
          alone.forEach((one, k) => {
            same(
              { ...one, value: all[2 * i + k] ?? Number.NaN },
              one,
              `row ${i} of a batch is not what it is alone`,
            )
            same(
              { ...one, value: turned[2 * (batch.length - 1 - i) + k] ?? Number.NaN },
              one,
              `row ${i} changes with the order of the batch`,
            )
          })
        }
      },
    ),
}

export const STEP_LAWS: readonly Law[] = [
  K4,
  keeps('ddim_step'),
  keeps('ddpm_step'),
  K5Ancestral,
  K6Ddpm,
  K6Quiet,
  K6Semigroup,
  K6Inverse,
  ...ROUND_TRIPS.map(roundTrip),
  K7Steps,
  K13,
  K19,
]

import fc from 'fast-check'
import { eta as anyEta, datum, span, timestep } from '../plan/arbitraries.js'
import { exact, only, R, same, type Tracked } from './bench.js'
import { quietStep } from './ddim.js'
import { type Law, trying } from './law.js'
import { preserving } from './tables.js'
import { values, weights } from './weights.js'

/** Laws of conversions: round trips, units, batches. */

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
        const ddim = await quietStep(bench, at, exact(xt), out)
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

export const CONVERSION_LAWS: readonly Law[] = [...ROUND_TRIPS.map(roundTrip), K7Steps, K13, K19]

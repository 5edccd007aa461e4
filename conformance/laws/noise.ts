import fc from 'fast-check'
import { eta as anyEta, datum, fall, span } from '../plan/arbitraries.js'
import { type Bench, Broken, exact, type Inputs, only, R, same } from './bench.js'
import { type Law, trying } from './law.js'
import { preserving } from './tables.js'

/** The noise of a step is the noise that it is given. */

const NOISY = ['ddpm_step', 'ddim_step', 'euler_ancestral_step'] as const

const MORE: Readonly<Record<(typeof NOISY)[number], (eta: number) => Inputs>> = {
  ddpm_step: () => ({ variance_type: 'fixed_small', clip_x0: null }),
  ddim_step: (eta) => ({ eta, clip_x0: null }),
  euler_ancestral_step: (eta) => ({ eta }),
}

const times = (bench: Bench, op: (typeof NOISY)[number]): fc.Arbitrary<Inputs> =>
  op === 'euler_ancestral_step' ? fall(bench) : span(bench)

const given = (op: (typeof NOISY)[number]): Law => ({
  id: `K18 ${op}`,
  title: `${op} adds the noise that it is given, and no other`,
  domain: op === 'euler_ancestral_step' ? 'σ_next < σ, η in [0, 1]' : 'any s < t, η in [0, 1]',
  needs: [op],
  ...(op !== 'euler_ancestral_step' && { on: preserving }),
  check: (bench) =>
    trying(
      bench,
      fc.record({ at: times(bench, op), x: datum, out: datum, z: datum, eta: anyEta }),
      async ({ at, x, out, z, eta }) => {
        const inputs = {
          ...at,
          [op === 'euler_ancestral_step' ? 'x' : 'xt']: [x, x, x],
          model_output: [out, out, out],
          noise: [0, 1, z],
          prediction_type: 'epsilon',
          ...MORE[op](eta),
        }
        const answers = await bench.ask(op, inputs)
        const again = await bench.raw(op, inputs)
        const i = answers.findIndex(({ value }, k) => !Object.is(value, again[k]))
        if (i >= 0)
          throw new Broken(
            `the same call is answered by ${answers[i]?.value} and by ${again[i]}: the given noise is not what is added (D24)`,
          )
        const [none, one, some] = [only(answers), only(answers, 1), only(answers, 2)]
        same(
          R.sub(some, none),
          R.mul(exact(z), R.sub(one, none)),
          'the step is not linear in the noise: the given noise is not what is added (D24)',
        )
      },
    ),
})

export const NOISE_LAWS: readonly Law[] = NOISY.map(given)

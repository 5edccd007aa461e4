import { describe, expect, it } from 'vitest'
import { at } from '../../reference/numbers/combinators.js'
import { FORMATS, floatIn } from '../../reference/numbers/float.js'
import { linear } from '../../reference/schedule/linear.js'
import { tables } from '../../reference/schedule/tables.js'
import type { Call } from '../subject.js'
import { judgeRuns } from '../validate.js'

/** Orders of evaluation of real libraries that were once called inaccurate, executed here in the formats they use. */

const answered = (call: Call, output: unknown) => ({ call, answer: { kind: 'output', output } as const })
/** Calls by verdict: one call alone cannot tell the formula from every mistake, but its answer is right. */
const countsOf = async (run: Parameters<typeof judgeRuns>[0][number]) =>
  (await judgeRuns([run])).map(({ counts }) => counts)

describe('right, in the formats declared', () => {
  it('γ of σ computed in float64 and stored in float32, near σ = 1 where γ is near 0', async () => {
    for (const T of [64, 65]) {
      const schedule = { kind: 've_geometric', T, params: { sigma_min: '0.01', sigma_max: '10' } }
      const exchanges = Array.from({ length: T }, (_, t) => {
        const sigma = Math.fround(0.01 * 1000 ** (t / (T - 1)))
        const ratio = Math.fround(1 / sigma)
        const gamma = Math.fround(-Math.log(Math.fround(ratio * ratio)))
        return answered({ op: 'gamma', schedule, dtype: 'float32', inputs: { t } }, gamma)
      })
      const run = { schedule, dtype: 'float32', tableDtype: 'float64->float32', exchanges }
      expect(await countsOf(run)).toEqual([{ right: T }])
    }
  })

  it('a DDIM step in bfloat16 that rounds √β̃ before it multiplies by η', async () => {
    const [T, t, s, eta] = [392, 325, 260, 0.625]
    const params = { beta_start: '0.000111', beta_end: '0.0273' }
    const F = floatIn(FORMATS.float32)
    const B = floatIn(FORMATS.bfloat16)
    const { alphaBar } = tables(F, linear({ T, ...params }))
    const [from, to] = [at(alphaBar, s + 1), at(alphaBar, t + 1)]
    const small = F.mul(F.div(F.sub(1, from), F.sub(1, to)), F.sub(1, F.div(to, from)))
    const data = (x: number) => B.add(x, 0)
    const [signal, noise] = [data(F.sqrt(to)), data(F.sqrt(F.sub(1, to)))]
    const sigma = B.mul(eta, data(F.sqrt(small)))
    const along = B.sqrt(B.sub(data(F.sub(1, from)), B.mul(sigma, sigma)))
    const inputs = { xt: [0.0078125], model_output: [0.11669921875], noise: [1.9765625] }
    const [x = 0, x0 = 0, z = 0] = [inputs.xt[0], inputs.model_output[0], inputs.noise[0]]
    const eps = B.div(B.sub(x, B.mul(signal, x0)), noise)
    const next = B.add(B.add(B.mul(data(F.sqrt(from)), x0), B.mul(along, eps)), B.mul(sigma, z))
    const schedule = { kind: 'linear', T, params }
    const call = {
      op: 'ddim_step',
      schedule,
      dtype: 'bfloat16',
      inputs: { t, t_prev: s, ...inputs, eta, prediction_type: 'sample' },
    }
    const run = { schedule, dtype: 'bfloat16', tableDtype: 'float32', exchanges: [answered(call, [next])] }
    expect(await countsOf(run)).toEqual([{ right: 1 }])
  })

  it('a table computed in float32 of a 1 − ᾱ that cancels there, and stored in bfloat16, which would leave none of it', async () => {
    const T = 20
    const params = { beta_start: '0.000000387', beta_end: '0.00003' }
    const F = floatIn(FORMATS.float32)
    const kept = (xs: readonly number[]) => xs.map((x) => floatIn(FORMATS.bfloat16).add(x, 0))
    const betas = Array.from({ length: T }, (_, i) =>
      F.add(
        F.lit(params.beta_start),
        F.div(F.mul(F.sub(F.lit(params.beta_end), F.lit(params.beta_start)), i), T - 1),
      ),
    )
    const alphaBars: number[] = []
    for (const beta of betas) alphaBars.push(F.mul(alphaBars.at(-1) ?? 1, F.sub(1, beta)))
    const coef2 = betas.map((beta, i) => {
      const before = F.sub(1, i === 0 ? 1 : at(alphaBars, i - 1))
      return F.div(F.mul(before, F.sqrt(F.sub(1, beta))), F.sub(1, at(alphaBars, i)))
    })
    const schedule = { kind: 'linear', T, params }
    const judged = async (table: readonly number[]) => {
      const call = (op: string) => ({ op, schedule, dtype: 'float32', inputs: {} })
      const exchanges = [
        answered(call('betas'), kept(betas)),
        answered(call('alphas_cumprod'), kept(alphaBars)),
        answered(call('posterior_mean_coef2'), kept(table)),
      ]
      const run = { schedule, dtype: 'float32', tableDtype: 'float32->bfloat16', exchanges }
      return (await judgeRuns([run])).map(({ verdict }) => verdict)
    }
    expect(await judged(coef2)).toEqual(['right', 'right', 'right'])
    // off by a fifth everywhere, also where nothing cancels
    expect((await judged(coef2.map((c) => c * 0.8))).at(-1)).toBe('wrong')
  })

  it('σ_up by (1 − r)(1 + r), where 1 + r is in another binade than 1 − r²', async () => {
    const F = floatIn(FORMATS.float64)
    const schedule = { kind: 'linear', T: 447, params: { beta_start: '0.000834', beta_end: '0.0224' } }
    const exchanges = [0.03033002199519215, 0.0303, 0.0611, 0.121].map((next) => {
      const up = F.mul(next, F.sqrt(F.mul(F.sub(1, next), F.add(1, next))))
      const inputs = { sigma: 1, sigma_next: next, eta: 1 }
      return answered({ op: 'ancestral_sigmas', schedule, dtype: 'float64', inputs }, [F.mul(next, next), up])
    })
    expect(await countsOf({ schedule, dtype: 'float64', exchanges })).toEqual([{ right: 4 }])
  })

  it('x₀ of x_{t−1} in float16, one number of it next to the largest of the format', async () => {
    const schedule = { kind: 'linear', T: 984, params: { beta_start: '0.0009', beta_end: '0.0203' } }
    const inputs = {
      t: 983,
      xt: [-0.921875, 0.0546875, -0.015625, 3.640625, 0.09375, 0.0234375],
      xprev: [-0.078125, -1.875, 3.953125, -3.4375, 3.4375, -0.03125],
    }
    const call = { op: 'x0_from_xprev', schedule, dtype: 'float16', inputs }
    const judged = (answer: readonly number[]) =>
      countsOf({ schedule, dtype: 'float16', tableDtype: 'float32', exchanges: [answered(call, answer)] })
    expect(await judged([7760, -17936, 36896, -65472, 31104, -506.25])).toEqual([{ right: 1 }])
    // rounding may go past it, by less than a twentieth
    expect(await judged([7760, -17936, 36896, -Infinity, 31104, -506.25])).toEqual([{ right: 1 }])
    expect(await judged([7760, -17936, Infinity, -65472, 31104, -506.25])).toEqual([{ broken: 1 }])
    expect(await judged([7760, -17936, 40000, -65472, 31104, -506.25])).toEqual([{ wrong: 1 }])
  })

  const f32 = floatIn(FORMATS.float32)
  const grid = (start: number, end: number, T: number, t: number) =>
    f32.add(start, f32.mul(t, f32.div(f32.sub(end, start), T - 1)))
  const [low, high, T] = [f32.lit('0.0003'), 50, 144]
  const [slow, fast] = [f32.lit('0.1'), 20]
  const ve = { kind: 've_geometric', T, params: { sigma_min: '0.0003', sigma_max: '50' } }
  const subVp = { kind: 'subvp_linear', T, params: { beta_min: '0.1', beta_max: '20' } }
  it.each([
    [
      'σ_min·(σ_max/σ_min)^u',
      ve,
      (t: number) => [1, f32.mul(low, Math.fround(f32.div(high, low) ** grid(0, 1, T, t)))] as const,
    ],
    [
      'e to a line of log σ',
      ve,
      (t: number) => [1, f32.exp(grid(f32.log(low), f32.log(high), T, t))] as const,
    ],
    [
      'sub-VP by 1 − e^(2·log mean coefficient)',
      subVp,
      (t: number) => {
        const u = f32.div(t + 1, T)
        const quadratic = f32.mul(f32.mul(-0.25, f32.mul(u, u)), f32.sub(fast, slow))
        const logMean = f32.sub(quadratic, f32.mul(f32.mul(0.5, u), slow))
        return [f32.exp(logMean), f32.sub(1, f32.exp(f32.mul(2, logMean)))] as const
      },
    ],
  ])('%s in float32', async (_, schedule, marginal) => {
    const exchanges = Array.from({ length: T }, (_, t) =>
      answered({ op: 'alpha_sigma', schedule, dtype: 'float32', inputs: { t } }, marginal(t)),
    )
    expect(await countsOf({ schedule, dtype: 'float32', exchanges })).toEqual([{ right: T }])
  })
})

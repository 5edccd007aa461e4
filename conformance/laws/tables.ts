import fc from 'fast-check'
import { at } from '../../reference/numbers/combinators.js'
import type { TableFormats } from '../known/stored.js'
import { datum, timestep } from '../plan/arbitraries.js'
import { type Bench, Broken, exact, only, R, same, zero } from './bench.js'
import { type Law, once, trying } from './law.js'

/** Laws of tables and of noising. */

/** Schedules whose variance is 1 − ᾱ. */
export const preserving = ({ schedule }: Pick<Bench, 'schedule'>): boolean =>
  schedule.kind !== 've_geometric' && schedule.kind !== 'subvp_linear'

const label = ({ schedule }: Bench) => JSON.stringify(schedule).slice(0, 200)

const K1: Law = {
  id: 'K1',
  title: 'ᾱ falls from 1, step by step by the factor 1 − β',
  domain: '0 < β ≤ 1, with 1 at the last step only',
  needs: ['betas', 'alphas_cumprod'],
  on: preserving,
  check: (bench) =>
    once(async () => {
      const betas = await bench.raw('betas', {})
      const levels = await bench.ask('alphas_cumprod', {})
      if (betas.length !== levels.length)
        throw new Broken(`${betas.length} betas and ${levels.length} values of alphas_cumprod were answered`)
      betas.forEach((beta, i) => {
        if (!(beta > 0 && (beta < 1 || (beta === 1 && i === betas.length - 1))))
          throw new Broken(`betas[${i}] = ${beta} is outside (0, 1)`)
        const [before, now] = [i === 0 ? exact(1) : at(levels, i - 1), at(levels, i)]
        if (!(now.value >= 0 && now.value <= 1))
          throw new Broken(`alphas_cumprod[${i}] = ${now.value} is outside [0, 1]`)
        if (now.value > before.value)
          throw new Broken(`alphas_cumprod rises from ${before.value} to ${now.value} at ${i}`)
        same(
          now,
          R.mul(before, R.sub(exact(1), exact(beta))),
          `alphas_cumprod[${i}] is not alphas_cumprod[${i - 1}]·(1 − betas[${i}])`,
        )
      })
    }, label(bench)),
}

/**
 * How far v_t may lie from 1 − ᾱ_t where both are accumulated, v ← α·v + β beside ᾱ ← α·ᾱ, with a = fl(1 − β): with
 * δ = ᾱ + v − 1, |a + β − 1| ≤ u, and each rounding by at most u of what is rounded, |δ_t| ≤ a·d + u + u·a(1 + d) + u(1 + d)(1 + u)²
 * for |δ_{t−1}| ≤ d, at most (a·d + u(3 + 2d))(1 + u)². Of the answered levels, each within w of itself (u, or what storing
 * cost), a is at most ᾱ_t/ᾱ_{t−1}·(1 + w)/(1 − w)/(1 − u); the sums here lose less than 2⁻³⁰.
 */
export function drift(levels: readonly number[], t: number, { compute, store }: TableFormats): number {
  const [u, w] = [compute.format.u, store.format.u]
  const most = (1 + w) / (1 - w) / (1 - u)
  let d = 0
  for (let i = 0; i <= t; i++) {
    const a = i === 0 ? 1 : Math.max(0, at(levels, i) / (at(levels, i - 1) || 1)) * most
    d = (a * d + u * (3 + 2 * d)) * (1 + u) ** 2
  }
  return d * (1 + 2 ** -30)
}

const K2: Law = {
  id: 'K2',
  title: 'noising is linear in (x₀, ε), its squared weights add up to 1, and the first is ᾱ',
  domain: 'variance-preserving schedules',
  needs: ['q_sample', 'alphas_cumprod'],
  on: preserving,
  check: (bench) =>
    trying(bench, fc.record({ t: timestep(bench), x0: datum, eps: datum }), async ({ t, x0, eps }) => {
      const answers = await bench.ask('q_sample', { t, x0: [1, 0, x0], eps: [0, 1, eps] })
      const [a, s, y] = [only(answers), only(answers, 1), only(answers, 2)]
      same(y, R.add(R.mul(a, exact(x0)), R.mul(s, exact(eps))), 'q_sample is not linear')
      const levels = await bench.ask('alphas_cumprod', {})
      const level = only(levels, t)
      const slack = drift(
        levels.map(({ value }) => value),
        t,
        bench.tables,
      )
      zero(
        R.sub(R.add(R.mul(a, a), R.mul(s, s)), { value: 1, bound: slack }),
        'the squared weights do not add up to 1',
      )
      same(
        R.mul(a, a),
        { ...level, bound: level.value * 2 ** -53 },
        'the squared weight of x₀ is not alphas_cumprod',
      )
    }),
}

/** Throws where a list falls that is to rise, or rises that is to fall. */
const monotonic = (values: readonly number[], what: string, sign: 1 | -1): void => {
  const i = values.findIndex((x, k) => k > 0 && sign * x < sign * at(values, k - 1))
  if (i > 0)
    throw new Broken(
      `${what} ${sign > 0 ? 'falls' : 'rises'} from ${at(values, i - 1)} to ${at(values, i)} at ${i}`,
    )
  if (values.length > 2 && new Set(values).size === 1)
    throw new Broken(`${what} does not change: each of its ${values.length} entries is ${at(values, 0)}`)
}

const monotone = (op: string, sign: 1 | -1): Law => ({
  id: `K20 ${op}`,
  title: `${op} ${sign > 0 ? 'rises' : 'falls'} with t: noise comes with time`,
  domain: 'every schedule; equal neighbours are allowed where the format cannot tell them',
  needs: [op],
  ...(op === 'alphas_cumprod' && { on: preserving }),
  check: (bench) => once(async () => monotonic(await bench.raw(op, {}), op, sign), label(bench)),
})

const K17: Law = {
  id: 'K17',
  title: 'tables stay as they are, whatever is called',
  domain: 'every schedule',
  needs: ['alphas_cumprod', 'q_sample'],
  on: preserving,
  check: (bench) =>
    once(async () => {
      // as it was answered before anything else was called, where that is known
      const before = bench.own.alphaBars ?? (await bench.raw('alphas_cumprod', {}))
      for (const t of [0, bench.T - 1]) await bench.raw('q_sample', { t, x0: [0.5, -1], eps: [1, 0.25] })
      const after = await bench.raw('alphas_cumprod', {})
      const i = before.findIndex((x, k) => !Object.is(x, after[k]))
      if (i >= 0)
        throw new Broken(`alphas_cumprod[${i}] was ${before[i]} and is ${after[i]} after other calls`)
    }, label(bench)),
}

/** Ends and order of a grid of σ. */
const ends = (op: 'karras_sigmas' | 'exponential_sigmas'): Law => ({
  id: `K3 ${op}`,
  title: `${op} has n values that fall from σ_max to σ_min, and ends as it declares`,
  domain: 'n ≥ 2, 0 < σ_min < σ_max',
  needs: [op],
  check: (bench) =>
    trying(
      bench,
      fc.record({
        n: fc.integer({ min: 2, max: 40 }),
        low: fc.integer({ min: 1, max: 60 }),
        factor: fc.integer({ min: 2, max: 2000 }),
        rho: fc.integer({ min: 2, max: 9 }),
      }),
      async ({ n, low, factor, rho }) => {
        const [sigma_min, sigma_max] = [bench.datum(low / 256), bench.datum((low * factor) / 256)]
        const inputs = { n, sigma_min, sigma_max, ...(op === 'karras_sigmas' && { rho }) }
        const values = await bench.ask(op, inputs)
        const closed = values.length === n + 1 && values[n]?.value === 0
        if (values.length !== n && !closed)
          throw new Broken(`${values.length} values were answered to n = ${n}`)
        same(only(values), exact(sigma_max), 'the first value is not σ_max')
        same(only(values, n - 1), exact(sigma_min), 'the last value before the end is not σ_min')
        monotonic(
          values.map(({ value }) => value),
          op,
          -1,
        )
      },
    ),
})

export const TABLE_LAWS: readonly Law[] = [
  K1,
  K2,
  ends('karras_sigmas'),
  ends('exponential_sigmas'),
  K17,
  monotone('snr', -1),
  monotone('alphas_cumprod', -1),
  monotone('sigmas', 1),
]

import fc from 'fast-check'
import { SPACINGS } from '../grids/spacing.js'
import type { Call, Claims, WireSchedule } from '../subject.js'
import { schedule as arbitrarySchedule, PLANNED_KINDS } from './arbitraries.js'
import { INPUTS, type Inputs } from './inputs.js'

/** What an implementation is asked, by what it claims to have. */

export interface PlanOptions {
  readonly seed: number
  readonly profile: 'quick' | 'full'
  /** Ask these operations only, and the tables that they are judged given; all that are claimed if left out. */
  readonly only?: readonly string[]
}

/**
 * Claims reduced to the operations that are asked for.
 * @throws RangeError for a name that is not claimed: nothing would be asked of it.
 */
export function restricted<C extends Pick<Claims, 'implementation' | 'ops' | 'samplers'>>(
  claims: C,
  only: readonly string[] | undefined,
): C {
  if (only === undefined) return claims
  const names = [...claims.ops, ...claims.samplers]
  for (const name of only)
    if (!names.includes(name))
      throw new RangeError(
        `there is no ${name} to ask: ${claims.implementation.name} offers ${names.length > 0 ? names.join(', ') : 'nothing'}`,
      )
  const ops = claims.ops.filter((op) => only.includes(op) || op === 'betas' || op === 'alphas_cumprod')
  return { ...claims, ops, samplers: claims.samplers.filter((sampler) => only.includes(sampler)) }
}

/** Calls on one schedule in one format. */
export interface PlannedRun {
  readonly schedule: WireSchedule
  readonly dtype: string
  readonly tableDtype?: string
  readonly calls: readonly Call[]
}

/** How many calls of each variant on the first schedule of a format, and on each other. */
const CALLS = { quick: { first: 12, other: 4 }, full: { first: 60, other: 20 } } as const
/** Elements of a vector. */
const LENGTH = 6
/** Operations that ask nothing of the schedule, or little: once a format is enough. */
const ONCE = new Set([
  'karras_sigmas',
  'exponential_sigmas',
  'ancestral_sigmas',
  'euler_step',
  'euler_ancestral_step',
  'heun_step',
  'denoised_from_eps_ve',
  'denoised_from_v_ve',
  'eps_from_v_ve',
])
/** Operations that mean something where the variance is not 1 − ᾱ. */
const ANY_KERNEL = new Set([
  'sigmas',
  'snr',
  'log_snr',
  'gamma',
  'alpha_sigma',
  'sigma_ve',
  'q_sample',
  'x0_from_eps',
  'eps_from_x0',
  'score_from_eps',
])
const NOT_PRESERVING = new Set(['subvp_linear', 've_geometric'])

/** One value of an arbitrary, by seed. */
export const draw = <A>(arbitrary: fc.Arbitrary<A>, seed: number): A => {
  const [value] = fc.sample(arbitrary, { seed, numRuns: 1 })
  return value as A
}

/** Seeds that differ for every place they are used at. */
export const seedAt = (seed: number, ...place: readonly (string | number)[]): number => {
  let hash = (seed ^ 0x9e3779b9) >>> 0
  for (const char of place.join('/')) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return hash | 0
}

/** The format of the tables that goes with each dtype: one a dtype, or one for all. */
export function tableDtypeOf({ dtypes, tableDtypes }: Claims, dtype: string): string | undefined {
  return tableDtypes.length === dtypes.length ? tableDtypes[dtypes.indexOf(dtype)] : tableDtypes[0]
}

/** Every call that is made, run by run, in the order that they are made. The same seed gives the same calls. */
export function plannedCalls(claims: Claims, { seed, profile }: PlanOptions): readonly PlannedRun[] {
  const kinds = claims.schedules.filter((kind) => PLANNED_KINDS.includes(kind))
  return claims.dtypes.flatMap((dtype) => {
    const tableDtype = tableDtypeOf(claims, dtype)
    const format = { dtype, ...(tableDtype !== undefined && { tableDtype }) }
    return kinds.flatMap((kind, k): readonly PlannedRun[] => {
      const many = k === 0 ? CALLS[profile].first : CALLS[profile].other
      const T = draw(
        fc.integer(k === 0 ? { min: 300, max: 990 } : { min: 60, max: 250 }),
        seedAt(seed, dtype, kind, 'T'),
      )
      const arbitrary = arbitrarySchedule(kind, T)
      if (!arbitrary) return []
      const schedule = draw(arbitrary, seedAt(seed, dtype, kind, 'params'))
      const calls = claims.ops.flatMap((op) =>
        callsOf(op, { schedule, dtype }, { seed, many, first: k === 0 }),
      )
      const runs: PlannedRun[] = [
        {
          schedule,
          ...format,
          calls: [...calls, ...(k === 0 ? gridCalls(claims, schedule, dtype, seed) : [])],
        },
      ]
      if (kind === 'linear') runs.push(...terminal(claims, schedule, format, seed))
      return runs
    })
  })
}

interface Amount {
  readonly seed: number
  readonly many: number
  readonly first: boolean
}

/** Calls of one operation, of every variant. */
export function callsOf(
  op: string,
  place: Pick<Call, 'schedule' | 'dtype'>,
  { seed, many, first }: Amount,
): readonly Call[] {
  const { schedule, dtype } = place
  if (ONCE.has(op) && !first) return []
  if (NOT_PRESERVING.has(schedule.kind) && !ANY_KERNEL.has(op)) return []
  const setting = { T: schedule.T ?? 1, dtype }
  return (INPUTS[op] ?? []).flatMap((make, variant) => {
    const arbitrary = make(setting, LENGTH)
    const seedHere = seedAt(seed, dtype, schedule.kind, op, variant)
    const samples: readonly Inputs[] = fc.sample(arbitrary, {
      seed: seedHere,
      numRuns: isTable(op) ? 1 : many,
    })
    // biased towards the small, they may all be steps to the neighbour, which hides a stride that is ignored
    const far = samples.every(hasStep)
      ? fc.sample(arbitrary.filter(strides), { seed: seedHere, numRuns: 1 })
      : []
    return [...samples, ...far].map((inputs): Call => ({ op, schedule, dtype, inputs }))
  })
}

const hasStep = ({ t, t_prev }: Inputs) => typeof t === 'number' && typeof t_prev === 'number'
/** More than half of the way, and nothing clipped. */
const strides = ({ t, t_prev, clip_x0 }: Inputs) =>
  Number(t_prev) > 0 && Number(t) > 2 * Number(t_prev) && typeof clip_x0 !== 'number'

const TABLES = new Set([
  'betas',
  'alphas_cumprod',
  'sigmas',
  'snr',
  'posterior_variance',
  'posterior_log_variance_clipped',
  'posterior_mean_coef1',
  'posterior_mean_coef2',
])
const isTable = (op: string) => TABLES.has(op)

/** The spacings that are asked where none is claimed. */
export const ASKED_SPACINGS: readonly string[] = SPACINGS.slice(0, 3).map(({ id }) => id)

/** Grids: every n from 1 to T, of every spacing that is claimed. */
function gridCalls(claims: Claims, schedule: WireSchedule, dtype: string, seed: number): readonly Call[] {
  if (!claims.ops.includes('timesteps')) return []
  const T = draw(fc.integer({ min: 60, max: 160 }), seedAt(seed, dtype, 'grid'))
  const spacings = claims.spacings.length > 0 ? claims.spacings : ASKED_SPACINGS
  return spacings.flatMap((spacing) =>
    Array.from(
      { length: T },
      (_, i): Call => ({
        op: 'timesteps',
        schedule: { ...schedule, T },
        dtype,
        inputs: { n: i + 1, T, spacing },
      }),
    ),
  )
}

/** The same schedule rescaled to zero terminal SNR, where ε says nothing of x₀ at the last step. */
function terminal(
  claims: Claims,
  schedule: WireSchedule,
  format: { readonly dtype: string; readonly tableDtype?: string },
  seed: number,
): readonly PlannedRun[] {
  const zero: WireSchedule = { ...schedule, rescale_zero_terminal_snr: true }
  const last = (schedule.T ?? 1) - 1
  const ops = ['betas', 'alphas_cumprod', 'snr', 'q_sample', 'x0_from_eps', 'x0_from_v', 'ddim_step'].filter(
    (op) => claims.ops.includes(op),
  )
  const calls = ops.flatMap((op) => {
    const some = callsOf(op, { schedule: zero, dtype: format.dtype }, { seed, many: 3, first: false })
    // and at the very end
    return isTable(op)
      ? some
      : [
          ...some,
          ...some
            .slice(0, op === 'ddim_step' ? 7 : 1)
            .filter((_, i) => i % 3 === 0)
            .map((call) => ({
              ...call,
              inputs: {
                ...call.inputs,
                t: last,
                ...(call.inputs.t_prev !== undefined && { t_prev: last - 1 }),
              },
            })),
        ]
  })
  return calls.length > 0 ? [{ schedule: zero, ...format, calls }] : []
}

import { cosine } from './cosine.js'
import { explicit } from './explicit.js'
import { linear } from './linear.js'
import { zeroTerminalSnr } from './rescaled.js'
import { respaced } from './respaced.js'
import { scaledLinear } from './scaled-linear.js'
import type { Schedule } from './schedule.js'
import { sigmoid } from './sigmoid.js'
import { sigmoidAlphaBar } from './sigmoid-alpha-bar.js'
import { veGeometric } from './variance-exploding.js'
import { subVpLinear, vpLinear } from './variance-preserving.js'
import { vdmFixedLinearGamma } from './vdm.js'

/** A schedule as data, in the vocabulary of `diffusion-trace/1`: parameters are decimal strings. */
export interface ScheduleSpec {
  readonly kind: string
  readonly T?: number
  readonly params?: Readonly<Record<string, string>>
  /** β_1, …, β_T, for the kind `betas`. */
  readonly betas?: readonly string[]
  readonly rescale_zero_terminal_snr?: boolean
  /** Keep only these steps, counted from 1. */
  readonly timesteps?: readonly number[]
}

type Given = Readonly<Record<string, string>>

interface Kind {
  readonly required: readonly string[]
  readonly optional: readonly string[]
  readonly make: (T: number, given: Given) => Schedule | Promise<Schedule>
}

/** A kind whose parameters are all strings, by its constructor. */
const kind = <R extends string, O extends string = never>(
  required: readonly R[],
  optional: readonly O[],
  make: (
    spec: { T: number } & { [name in R]: string } & { [name in O]?: string },
  ) => Schedule | Promise<Schedule>,
): Kind => ({
  required,
  optional,
  // the names were checked against required and optional before this is called
  make: (T, given) => make({ ...given, T } as Parameters<typeof make>[0]),
})

const RANGE = ['beta_start', 'beta_end'] as const
const RATES = ['beta_min', 'beta_max'] as const

/** Every kind by name. `expression` imports mathjs when it is used. */
const KINDS: Readonly<Record<string, Kind>> = {
  linear: kind(RANGE, [], linear),
  scaled_linear: kind(RANGE, [], scaledLinear),
  squaredcos_cap_v2: kind([], ['s', 'max_beta'], cosine),
  sigmoid: kind(RANGE, ['start', 'end'], sigmoid),
  sigmoid_alpha_bar: kind([], ['start', 'end', 'tau', 'max_beta'], sigmoidAlphaBar),
  vp_linear: kind(RATES, [], vpLinear),
  subvp_linear: kind(RATES, [], subVpLinear),
  ve_geometric: kind(['sigma_min', 'sigma_max'], [], veGeometric),
  vdm_fixed_linear_gamma: kind(['gamma_min', 'gamma_max'], [], vdmFixedLinearGamma),
  expression: kind(['beta'], ['max_beta'], async (spec) =>
    (await import('./expression.js')).expression(spec),
  ),
}

/** The kinds of schedule that {@link scheduleFrom} knows. */
export const SCHEDULE_KINDS: readonly string[] = [...Object.keys(KINDS), 'betas']

/**
 * The schedule that a specification describes.
 * @throws RangeError for an unknown kind, a missing, unknown or malformed parameter, or a schedule outside its domain;
 * SyntaxError for an expression that is not understood.
 */
export async function scheduleFrom(spec: ScheduleSpec): Promise<Schedule> {
  const whole = await base(spec)
  const rescaled = spec.rescale_zero_terminal_snr === true ? zeroTerminalSnr(whole) : whole
  return spec.timesteps === undefined ? rescaled : respaced(rescaled, spec.timesteps)
}

async function base(spec: ScheduleSpec): Promise<Schedule> {
  if (spec.kind === 'betas') return given(spec)
  const found = Object.hasOwn(KINDS, spec.kind) ? KINDS[spec.kind] : undefined
  if (!found)
    throw new RangeError(
      `the schedule kind '${spec.kind}' is unknown, expected one of ${SCHEDULE_KINDS.join(', ')}: give any other as its betas, or as an expression`,
    )
  const params = spec.params ?? {}
  checkNames(spec.kind, found, params)
  return found.make(spec.T ?? Number.NaN, params)
}

function given({ betas, T }: ScheduleSpec): Schedule {
  if (!Array.isArray(betas))
    throw new RangeError(
      "the schedule 'betas' was given no list of betas: give betas: ['0.1', '0.2', …], β_1 first",
    )
  if (T !== undefined && T !== betas.length)
    throw new RangeError(
      `the schedule 'betas' was given T = ${T} and ${betas.length} betas, expected as many: leave T out, or give all of them`,
    )
  return explicit(betas)
}

function checkNames(name: string, { required, optional }: Kind, params: Given): void {
  const known = [...required, ...optional]
  const takes = `'${name}' takes ${known.join(', ') || 'none'}${optional.length > 0 ? ` (optional: ${optional.join(', ')})` : ''}`
  const missing = required.filter((key) => !Object.hasOwn(params, key))
  if (missing.length > 0)
    throw new RangeError(`the schedule '${name}' lacks ${missing.join(', ')}: ${takes}, as decimal strings`)
  for (const [key, value] of Object.entries(params)) {
    if (!known.includes(key))
      throw new RangeError(`the schedule '${name}' has no parameter '${key}': ${takes}`)
    if (typeof value !== 'string')
      throw new RangeError(
        `the parameter ${key} of the schedule '${name}' is the ${typeof value} ${value}, expected a string such as '0.02': a binary number is not the decimal that was meant`,
      )
  }
}

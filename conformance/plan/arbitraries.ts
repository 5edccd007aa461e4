import fc from 'fast-check'
import { FORMATS, roundNumber } from '../../reference/numbers/float.js'
import type { WireSchedule } from '../subject.js'

/** Inputs away from the defaults that hide mistakes: T ≠ 1000, n that does not divide T, η in (0, 1), strides above 1. */

/** What an input has to fit. */
export interface Setting {
  readonly T: number
  readonly dtype: string
}

const formatOf = (dtype: string) =>
  Object.hasOwn(FORMATS, dtype) ? FORMATS[dtype as keyof typeof FORMATS] : FORMATS.float32

/** A number of the data: dyadic, of at most eight bits, so that every format holds it. */
export const datum: fc.Arbitrary<number> = fc
  .tuple(fc.integer({ min: -255, max: 255 }), fc.constantFrom(64, 128))
  .map(([k, scale]) => k / scale)

export const vector = (length: number): fc.Arbitrary<number[]> =>
  fc.array(datum, { minLength: length, maxLength: length })

/** η: 0, 1, or between. */
export const eta: fc.Arbitrary<number> = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(0, 1) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 15 }).map((k) => k / 16) },
)

/** A 0-based timestep: any, small ones (log-uniform), the ends. One integer behind all, so that it shrinks to the least. */
export const timestep = ({ T }: Setting): fc.Arbitrary<number> =>
  fc.nat({ max: 4 * T - 1 }).map((k) => {
    if (k < T) return k
    if (k < 3 * T) return Math.min(T - 1, Math.floor(T ** ((k - T) / (2 * T))))
    return Math.min(T - 1, [0, 1, T - 1][k % 3] ?? 0)
  })

const PARTS = 2 ** 16

/** t and t_prev < t: neighbours, any stride, or clean data. It shrinks to a small t, a small stride. */
export const span = (setting: Setting): fc.Arbitrary<{ t: number; t_prev: number }> =>
  fc.tuple(timestep(setting), fc.nat({ max: 6 }), fc.nat({ max: PARTS - 1 })).map(([t, kind, part]) => ({
    t,
    t_prev: kind < 3 ? t - 1 : kind < 6 ? Math.max(-1, t - 1 - Math.floor((part / PARTS) * t)) : -1,
  }))

/** σ in [0.01, 100], evenly in its logarithm, a number of the format. */
export const sigma = ({ dtype }: Setting): fc.Arbitrary<number> =>
  fc.double({ min: -2, max: 2, noNaN: true }).map((e) => roundNumber(10 ** e, formatOf(dtype)))

const fallBy = (ratio: fc.Arbitrary<number>) => (setting: Setting) =>
  fc
    .tuple(sigma(setting), ratio)
    .map(([high, part]) => ({ sigma: high, sigma_next: roundNumber(high * part, formatOf(setting.dtype)) }))
    .filter(({ sigma: high, sigma_next }) => 0 < sigma_next && sigma_next < high)

/** σ and a smaller σ_next. */
export const fall = fallBy(fc.double({ min: 0.05, max: 0.95, noNaN: true }))

/** σ and a σ_next far below, as in the last steps of a short sampler. */
export const farFall = fallBy(fc.double({ min: -4, max: -1.5, noNaN: true }).map((e) => 10 ** e))

const decimal = (x: number) => String(Number(x.toPrecision(3)))
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true })

/** A schedule of a kind, of T steps, with parameters near the usual ones; undefined for a kind that is not known here. */
export function schedule(kind: string, T: number): fc.Arbitrary<WireSchedule> | undefined {
  const make = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined
  return make?.(T).map((given): WireSchedule => ({ kind, T, ...given }))
}

type Given = Pick<WireSchedule, 'params' | 'betas'>

const range = (T: number): fc.Arbitrary<Readonly<Record<string, string>>> =>
  fc.tuple(between(0.00005, 0.0009), between(0.5, 1)).map(([low, part]) => ({
    beta_start: decimal(low),
    // as much noise in all as Ho et al.'s schedule has over a thousand steps
    beta_end: decimal(Math.min(0.6, (20 * part) / T)),
  }))

const KINDS: Readonly<Record<string, (T: number) => fc.Arbitrary<Given>>> = {
  linear: (T) => range(T).map((params) => ({ params })),
  scaled_linear: (T) => range(T).map((params) => ({ params })),
  sigmoid: (T) => range(T).map((params) => ({ params: { ...params, start: '-6', end: '6' } })),
  squaredcos_cap_v2: () =>
    fc
      .oneof(fc.constant(0.008), between(0.004, 0.02))
      .map((s) => ({ params: { s: decimal(s), max_beta: '0.999' } })),
  sigmoid_alpha_bar: () =>
    between(0.7, 1.3).map((tau) => ({
      params: { start: '-3', end: '3', tau: decimal(tau), max_beta: '0.999' },
    })),
  vp_linear: () => between(0.05, 0.4).map((low) => ({ params: { beta_min: decimal(low), beta_max: '15' } })),
  subvp_linear: () =>
    between(0.05, 0.4).map((low) => ({ params: { beta_min: decimal(low), beta_max: '15' } })),
  ve_geometric: () =>
    between(10, 80).map((high) => ({ params: { sigma_min: '0.01', sigma_max: decimal(high) } })),
  vdm_fixed_linear_gamma: () =>
    between(4, 13).map((high) => ({ params: { gamma_min: decimal(-high), gamma_max: '5' } })),
  betas: (T) =>
    fc
      .array(between(0.0005, Math.min(0.5, 15 / T)), { minLength: T, maxLength: T })
      .map((betas) => ({ betas: betas.map(decimal) })),
}

/** The kinds that can be asked for. */
export const PLANNED_KINDS: readonly string[] = Object.keys(KINDS)

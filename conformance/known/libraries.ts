import { at } from '../../reference/numbers/combinators.js'
import type { Rounded, RoundingField } from '../../reference/numbers/rounding.js'
import type { Level } from '../../reference/process/step.js'
import { logistic } from '../../reference/schedule/sigmoid.js'
import type { WireSchedule } from '../subject.js'

/**
 * β_1, …, β_T in the evaluation orders of array libraries, with their rounding bounds: grids by start + i·step, β of an ᾱ by
 * 1 − ᾱ_t/ᾱ_{t−1}, which cancels. The reference's own orders do not, so their bounds would be too narrow for what libraries
 * rightly do. Undefined for kinds that libraries do not tabulate so.
 */
export function libraryBetas(F: RoundingField, schedule: WireSchedule): readonly Rounded[] | undefined {
  const { kind, params = {}, T } = schedule
  const read = READ[kind]
  if (!read || typeof T !== 'number') return undefined
  const betas = read(F, T, params)
  return schedule.rescale_zero_terminal_snr ? rescaled(F, betas) : betas
}

type Params = Readonly<Record<string, string>>
type Read = (F: RoundingField, T: number, params: Params) => readonly Rounded[]

const whole = (F: RoundingField, n: number) => F.lit(BigInt(n))
const param = (F: RoundingField, params: Params, name: string, otherwise?: string) => {
  const text = params[name] ?? otherwise
  if (text === undefined) throw new RangeError(`the schedule lacks the parameter ${name}`)
  return F.lit(text)
}

/** start + i·(end − start)/(n − 1), i = 0..n−1. */
export function linspace(F: RoundingField, start: Rounded, end: Rounded, n: number): readonly Rounded[] {
  const step = n === 1 ? F.lit(0n) : F.div(F.sub(end, start), whole(F, n - 1))
  return Array.from({ length: n }, (_, i) => (i === 0 ? start : F.add(start, F.mul(whole(F, i), step))))
}

/** min(1 − ᾱ_t/ᾱ_{t−1}, max_beta) of ᾱ_0, …, ᾱ_T. */
function fromAlphaBar(F: RoundingField, alphaBar: readonly Rounded[], cap?: Rounded): readonly Rounded[] {
  const one = F.lit(1n)
  return alphaBar.slice(1).map((level, i) => {
    const beta = F.sub(one, F.div(level, at(alphaBar, i)))
    return cap ? lesser(beta, cap) : beta
  })
}

/** min(a, cap), which moves no further than a does: the bound stays, unless a is certainly above. */
const lesser = (a: Rounded, cap: Rounded): Rounded =>
  a.value - a.bound > cap.value + cap.bound
    ? cap
    : { value: Math.min(a.value, cap.value), bound: Math.max(a.bound, cap.bound) }

const READ: Readonly<Record<string, Read>> = {
  linear: (F, T, p) => linspace(F, param(F, p, 'beta_start'), param(F, p, 'beta_end'), T),
  scaled_linear: (F, T, p) =>
    linspace(F, F.sqrt(param(F, p, 'beta_start')), F.sqrt(param(F, p, 'beta_end')), T).map((r) =>
      F.mul(r, r),
    ),
  squaredcos_cap_v2: (F, T, p) => {
    const s = param(F, p, 's', '0.008')
    const quarter = F.div(F.pi, F.lit(2n))
    const f = (k: number) => {
      const u = F.div(F.add(F.div(whole(F, k), whole(F, T)), s), F.add(F.lit(1n), s))
      const c = F.cos(F.mul(u, quarter))
      return F.mul(c, c)
    }
    const first = f(0)
    const alphaBar = Array.from({ length: T + 1 }, (_, k) => F.div(f(k), first))
    return fromAlphaBar(F, alphaBar, param(F, p, 'max_beta', '0.999'))
  },
  sigmoid: (F, T, p) => {
    const [low, high] = [param(F, p, 'beta_start'), param(F, p, 'beta_end')]
    const grid = linspace(F, param(F, p, 'start', '-6'), param(F, p, 'end', '6'), T)
    return grid.map((x) => F.add(F.mul(logistic(F, x), F.sub(high, low)), low))
  },
  sigmoid_alpha_bar: (F, T, p) => {
    const [start, end, tau] = [param(F, p, 'start', '-3'), param(F, p, 'end', '3'), param(F, p, 'tau', '1')]
    const last = logistic(F, F.div(end, tau))
    const drop = F.sub(last, logistic(F, F.div(start, tau)))
    const value = (k: number) => {
      const x = F.add(F.mul(F.div(whole(F, k), whole(F, T)), F.sub(end, start)), start)
      return F.div(F.sub(last, logistic(F, F.div(x, tau))), drop)
    }
    const first = value(0)
    const alphaBar = Array.from({ length: T + 1 }, (_, k) => F.div(k === 0 ? first : value(k), first))
    return fromAlphaBar(F, alphaBar, param(F, p, 'max_beta', '0.999'))
  },
  vp_linear: (F, T, p) =>
    linspace(F, param(F, p, 'beta_min'), param(F, p, 'beta_max'), T).map((b) => F.div(b, whole(F, T))),
}

/**
 * (ᾱ_t, v_t), t = 1..T, by the closed form of a kind that preserves no variance, in two orders of evaluation. Their bounds are
 * those of functions of rounded arguments, which the reference's sum over steps has not. Undefined for kinds that have none.
 */
export function libraryLevels(
  F: RoundingField,
  { kind, params = {}, T }: WireSchedule,
  second: boolean,
): readonly Level<Rounded>[] | undefined {
  if (typeof T !== 'number') return undefined
  if (kind === 've_geometric')
    return geometric(F, [param(F, params, 'sigma_min'), param(F, params, 'sigma_max')], T, second).map(
      (sigma) => ({ alphaBar: F.lit(1n), variance: F.mul(sigma, sigma) }),
    )
  if (kind === 'subvp_linear')
    return integrals(F, [param(F, params, 'beta_min'), param(F, params, 'beta_max')], T).map((B) => {
      const alphaBar = F.exp(F.neg(B))
      const std = second ? F.sub(F.lit(1n), alphaBar) : F.neg(F.expm1(F.neg(B)))
      return { alphaBar, variance: F.mul(std, std) }
    })
  return undefined
}

/** σ_min·(σ_max/σ_min)^u; or e to a line from log σ_min to log σ_max, as in Song et al.'s code. */
function geometric(
  F: RoundingField,
  [low, high]: readonly [Rounded, Rounded],
  T: number,
  logarithms: boolean,
): readonly Rounded[] {
  if (logarithms) return linspace(F, F.log(low), F.log(high), T).map(F.exp)
  const ratio = F.log(F.div(high, low))
  return linspace(F, F.lit(0n), F.lit(1n), T).map((u) => F.mul(low, F.exp(F.mul(u, ratio))))
}

/** β_min·u + (β_max − β_min)·u²/2 at u = t/T. */
function integrals(
  F: RoundingField,
  [low, high]: readonly [Rounded, Rounded],
  T: number,
): readonly Rounded[] {
  return Array.from({ length: T }, (_, i) => {
    const u = F.div(whole(F, i + 1), whole(F, T))
    return F.add(F.mul(low, u), F.div(F.mul(F.mul(F.sub(high, low), u), u), F.lit(2n)))
  })
}

/** ᾱ_0, …, ᾱ_T by repeated multiplication with 1 − β. */
export function cumulative(F: RoundingField, betas: readonly Rounded[]): readonly Rounded[] {
  const one = F.lit(1n)
  const all = [one]
  for (const beta of betas) all.push(F.mul(at(all, all.length - 1), F.sub(one, beta)))
  return all
}

/** ᾱ_t = exp Σ log(1 − β): in log space. */
export function inLogSpace(F: RoundingField, betas: readonly Rounded[]): readonly Rounded[] {
  const all = [F.lit(1n)]
  let total = F.lit(0n)
  for (const beta of betas) {
    total = F.add(total, F.log1p(F.neg(beta)))
    all.push(F.exp(total))
  }
  return all
}

/** Lin et al. 2024, algorithm 1, as written: √ᾱ shifted and scaled, and β by division of neighbours. */
function rescaled(F: RoundingField, betas: readonly Rounded[]): readonly Rounded[] {
  const roots = cumulative(F, betas).slice(1).map(F.sqrt)
  const [first, last] = [at(roots, 0), at(roots, roots.length - 1)]
  const scale = F.div(first, F.sub(first, last))
  const alphaBar = roots.map((root) => {
    const shifted = F.mul(F.sub(root, last), scale)
    return F.mul(shifted, shifted)
  })
  return fromAlphaBar(F, [F.lit(1n), ...alphaBar])
}

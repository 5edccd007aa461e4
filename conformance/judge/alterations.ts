import {
  literal,
  parseRational,
  RATIONALS,
  type Rational,
  rational,
} from '../../reference/numbers/rational.js'
import { PRESET_SPECS } from '../../reference/schedule/presets.js'
import type { Misread } from '../mistakes/misread.js'
import type { WireSchedule } from '../subject.js'
import type { Facts } from './facts.js'

/** Another schedule that an implementation may have built in the place of the one asked for: by convention, or by mistake. */
export interface Alteration {
  readonly id: string
  readonly title: string
  readonly fix?: string
  readonly links?: readonly string[]
  /** The other schedule; undefined where it is no other. */
  readonly alter: (schedule: WireSchedule) => WireSchedule | undefined
  /** How the other schedule is read, where its times are others. */
  readonly misread?: Misread
  /** Operations that are not concerned. */
  readonly except?: readonly string[]
}

/** The facts about the other schedule. */
export interface Altered {
  readonly alteration: Alteration
  readonly facts: Facts
}

type Params = Readonly<Record<string, string>>

const withParams = (schedule: WireSchedule, params: Params): WireSchedule => ({
  ...schedule,
  params: { ...schedule.params, ...params },
})

const isRange = (schedule: WireSchedule): boolean =>
  schedule.params?.beta_start !== undefined && schedule.params.beta_end !== undefined

/** x·n/d as a literal. */
const scaled = (text: string, n: number, d: number) =>
  literal(RATIONALS.mul(parseRational(text), rational(BigInt(n), BigInt(d))))

const GITHUB = 'https://github.com/'

export const SCHEDULE_CONVENTIONS: readonly Alteration[] = [
  {
    id: 'linear scaled by 1000/T',
    title: 'both ends of β are scaled by 1000/T, so that a shorter chain ends at the same noise',
    alter: (s) => {
      if (s.kind !== 'linear' || s.T === 1000 || typeof s.T !== 'number' || !isRange(s)) return undefined
      const { beta_start = '', beta_end = '' } = s.params ?? {}
      return withParams(s, {
        beta_start: scaled(beta_start, 1000, s.T),
        beta_end: scaled(beta_end, 1000, s.T),
      })
    },
  },
  {
    id: 'linear is scaled_linear',
    title: '"linear" is linear in √β, as in latent diffusion: the vocabulary’s scaled_linear',
    alter: (s) => (s.kind === 'linear' ? { ...s, kind: 'scaled_linear' } : undefined),
  },
  {
    id: 'sigmoid of ᾱ',
    title: '"sigmoid" is the one of ᾱ (start −3, end 3): the vocabulary’s sigmoid_alpha_bar',
    alter: (s) =>
      s.kind === 'sigmoid'
        ? { kind: 'sigmoid_alpha_bar', ...(s.T != null && { T: s.T }), params: {} }
        : undefined,
  },
]

const uncapped: Alteration['alter'] = (s) =>
  s.kind === 'squaredcos_cap_v2' || s.kind === 'sigmoid_alpha_bar'
    ? withParams(s, { max_beta: '1' })
    : undefined

/** Another line from β_min to β_max. */
const withRates = (
  s: WireSchedule,
  change: (low: Rational, high: Rational, T: Rational) => readonly [Rational, Rational],
): WireSchedule | undefined => {
  const { beta_min, beta_max } = s.params ?? {}
  if (beta_min === undefined || beta_max === undefined || typeof s.T !== 'number') return undefined
  const [low, high] = change(parseRational(beta_min), parseRational(beta_max), rational(BigInt(s.T)))
  return withParams(s, { beta_min: literal(low), beta_max: literal(high) })
}

const { add, sub, mul } = RATIONALS

/** The parameters that libraries have by default, by kind. */
const USUAL: Readonly<Record<string, Params>> = Object.fromEntries(
  [PRESET_SPECS.ho, PRESET_SPECS['stable-diffusion'], PRESET_SPECS.cosine].map(({ kind, params }) => [
    kind,
    params,
  ]),
)

export const SCHEDULE_MISTAKES: readonly Alteration[] = [
  {
    id: 'S20',
    title: 'the parameters that are asked for are not read: the tables are those of the usual ones',
    fix: 'read beta_start and beta_end, of the cosine schedule s and max_beta, from the params',
    alter: (s) => {
      const usual = Object.hasOwn(USUAL, s.kind) ? USUAL[s.kind] : undefined
      const { params = {} } = s
      const isOther = Object.entries(usual ?? {}).some(
        ([name, value]) =>
          params[name] !== undefined &&
          RATIONALS.sub(parseRational(params[name]), parseRational(value)).num !== 0n,
      )
      return usual && isOther ? withParams(s, usual) : undefined
    },
  },
  {
    id: 'S21',
    title: 'β itself is linear where √β is',
    fix: 'linspace(beta_start ** 0.5, beta_end ** 0.5, T) ** 2',
    alter: (s) => (s.kind === 'scaled_linear' ? { ...s, kind: 'linear' } : undefined),
  },
  {
    id: 'S3',
    title: 'cos where the cosine schedule has cos²',
    fix: 'square the cosine: ᾱ(u) = cos²((u+s)/(1+s)·π/2)',
    alter: (s) => {
      if (s.kind !== 'squaredcos_cap_v2' || typeof s.T !== 'number') return undefined
      const { s: offset = '0.008', max_beta = '0.999' } = s.params ?? {}
      const f = (u: string) => `cos((${u}+${offset})/(1+${offset})*pi/2)`
      return { kind: 'expression', T: s.T, params: { beta: `1-${f('t/T')}/${f('i/T')}`, max_beta } }
    },
  },
  {
    id: 'S4',
    title: 's = 0.08 in the cosine schedule',
    fix: 's = 0.008',
    alter: (s) =>
      s.kind === 'squaredcos_cap_v2'
        ? withParams(s, { s: scaled(s.params?.s ?? '0.008', 10, 1) })
        : undefined,
  },
  {
    id: 'S10',
    title: 'β is not capped',
    fix: 'β = min(β, max_beta), 0.999 by default',
    alter: uncapped,
  },
  {
    id: 'S6',
    title: 'ᾱ comes from the formula, not from the capped β, which is right',
    fix: 'alphas_cumprod = cumprod(1 - betas) of the capped betas',
    alter: uncapped,
    except: ['betas'],
  },
  {
    id: 'S14',
    title: 'the grid takes steps of 1/T where it should take 1/(T−1)',
    fix: 'T points that touch both ends: i/(T−1), i = 0..T−1',
    links: [`${GITHUB}DavidRuhe/simple-variational-diffusion-models/issues/4`],
    alter: (s) => {
      if (s.kind !== 'linear' || typeof s.T !== 'number' || !isRange(s)) return undefined
      const { beta_start, beta_end } = s.params ?? {}
      return { kind: 'expression', T: s.T, params: { beta: `${beta_start}+(${beta_end}-${beta_start})*i/T` } }
    },
  },
  {
    id: 'S14',
    title:
      'ᾱ is taken at i/(T−1), i = 0..T−1, where T steps need the T+1 points i/T: the first step does nothing',
    fix: 'β_i = 1 − ᾱ((i+1)/T)/ᾱ(i/T)',
    links: [`${GITHUB}DavidRuhe/simple-variational-diffusion-models/issues/4`],
    alter: (s) =>
      (s.kind === 'squaredcos_cap_v2' || s.kind === 'sigmoid_alpha_bar') && typeof s.T === 'number' && s.T > 1
        ? { ...s, T: s.T - 1 }
        : undefined,
    // T − 1 steps behind one that changes nothing
    misread: (F, known) => {
      const before = (t: number) => Math.max(0, t - 1)
      return {
        ...known,
        T: known.T + 1,
        ratio: (t) => known.ratio(before(t)),
        level: (t) => known.level(before(t)),
        step: (s, t) => (t <= 1 ? { alpha: F.lit(1n), beta: F.lit(0n) } : known.step(before(s), before(t))),
      }
    },
  },
  {
    id: 'S12',
    title: 'β_max − β_min is 19.1 where it is 19.9, or as much too small',
    fix: 'β(t) = β_min + t·(β_max − β_min)',
    alter: (s) => withRates(s, (low, high) => [low, add(low, mul(sub(high, low), rational(191n, 199n)))]),
  },
  {
    id: 'S9',
    title: 'β is divided by 1000 where it is divided by T',
    fix: 'β_i = β(i/(T−1))/T',
    links: [`${GITHUB}huggingface/diffusers/issues/12341`],
    alter: (s) =>
      s.T === 1000
        ? undefined
        : withRates(s, (low, high, T) => {
            const part = mul(T, rational(1n, 1000n))
            return [mul(low, part), mul(high, part)]
          }),
  },
  {
    id: 'S13',
    title: 'the tables are those of the schedule before it was rescaled to zero terminal SNR',
    fix: 'recompute every table from the rescaled ᾱ',
    alter: (s) => (s.rescale_zero_terminal_snr ? { ...s, rescale_zero_terminal_snr: false } : undefined),
  },
  {
    id: 'S9',
    title: 'the ends of β are scaled by T/1000 instead of 1000/T',
    fix: 'scale by 1000/T, or not at all',
    links: [`${GITHUB}huggingface/diffusers/issues/12341`],
    alter: (s) => {
      if (s.kind !== 'linear' || s.T === 1000 || typeof s.T !== 'number' || !isRange(s)) return undefined
      const { beta_start = '', beta_end = '' } = s.params ?? {}
      return withParams(s, {
        beta_start: scaled(beta_start, s.T, 1000),
        beta_end: scaled(beta_end, s.T, 1000),
      })
    },
  },
]

import { veKernel } from '../../reference/process/conventions.js'
import { epsFromV, x0FromEps, x0FromV } from '../../reference/process/predictions.js'
import type { JudgeField } from '../numbers/judge-field.js'
import { type Args, elementwise, type Form, type Operation, type Plan } from './operation.js'

/** Grids of σ, and what happens in σ-space: x = x₀ + σ·ε. */

/** a^b for a > 0. */
const power = <T>({ exp, mul, log }: JudgeField<T>, a: T, b: T): T => exp(mul(b, log(a)))

const karras: Form = (F, _, args) => {
  const n = args.int('n')
  const inverse = F.div(F.lit(1n), args.num('rho'))
  const [low, high] = [power(F, args.num('sigma_min'), inverse), power(F, args.num('sigma_max'), inverse)]
  return grid(F, n, high, low).map((x) => power(F, x, args.num('rho')))
}

/** start + (i/(n−1))·(end − start), the ends as they are. */
function grid<T>(F: JudgeField<T>, n: number, start: T, end: T): readonly T[] {
  return Array.from({ length: n }, (_, i) => {
    if (i === 0) return start
    const part = F.div(F.lit(BigInt(i)), F.lit(BigInt(n - 1)))
    return F.add(start, F.mul(part, F.sub(end, start)))
  })
}

const exponential: Form = (F, _, args) =>
  grid(F, args.int('n'), F.log(args.num('sigma_max')), F.log(args.num('sigma_min'))).map(F.exp)

const closed =
  (form: Form): Form =>
  (F, known, args) => [...form(F, known, args), F.lit(0n)]

const sigmaGrid = (name: string, title: string, form: Form): Operation => ({
  name,
  title,
  matters: 'the sampler visits other noise levels than it was asked to',
  theorems: [],
  storage: 'data',
  scheduleFree: true,
  shape: 'list',
  truth: closed(form),
  plans: [{ id: 'by powers', form: closed(form) }],
  conventions: [{ id: 'n entries', title: 'the list ends with σ_min, without a final 0', form }],
})

/** The kernel at noise-to-signal σ, of unit power: (1/√(1+σ²), σ²/(1+σ²)). */
function unitKernel<T>({ lit, add, mul, div, sqrt }: JudgeField<T>, sigma: T) {
  const variance = mul(sigma, sigma)
  const total = add(lit(1n), variance)
  return { signal: div(lit(1n), sqrt(total)), variance: div(variance, total) }
}

/** x̂₀ of a prediction at x = x₀ + σ·ε. */
export function denoised<T>(F: JudgeField<T>, type: string, sigma: T, { x, out }: { x: T; out: T }): T {
  if (type === 'sample') return out
  if (type === 'epsilon') return x0FromEps(F, veKernel(F, { std: sigma }), { xt: x, eps: out })
  const kernel = unitKernel(F, sigma)
  return x0FromV(F, kernel, { xt: F.mul(kernel.signal, x), v: out })
}

/** As libraries write it: x − σ·ε; x/(σ²+1) − σ/√(σ²+1)·v. */
export function denoisedPlain<T>(F: JudgeField<T>, type: string, sigma: T, { x, out }: { x: T; out: T }): T {
  if (type === 'sample') return out
  if (type === 'epsilon') return F.sub(x, F.mul(sigma, out))
  const total = F.add(F.mul(sigma, sigma), F.lit(1n))
  return F.add(F.mul(out, F.div(F.neg(sigma), F.sqrt(total))), F.div(x, total))
}

/** ε of v at x = x₀ + σ·ε. */
const epsOfV: Form = (F, _, args) => {
  const kernel = unitKernel(F, args.num('sigma'))
  return elementwise(args, ['x', 'v'], ({ x, v }) => epsFromV(F, kernel, { xt: F.mul(kernel.signal, x), v }))
}

const byType =
  (type: string, input: string, read: typeof denoised): Form =>
  (F, _, args) => {
    const sigma = args.num('sigma')
    return elementwise(args, ['x', input], (element) =>
      read(F, type, sigma, { x: pick(element, 'x'), out: pick(element, input) }),
    )
  }

function pick<T>(element: Readonly<Record<string, T>>, name: string): T {
  return element[name] as T
}

const conversion = (name: string, title: string, type: string, input: string): Operation => ({
  name,
  title,
  matters: 'what a sampler believes the clean image to be is wrong',
  theorems: ['PARAM-EQ'],
  storage: 'data',
  scheduleFree: true,
  shape: 'elements',
  truth: byType(type, input, denoised),
  plans: [{ id: 'as written', form: byType(type, input, denoisedPlain) }],
})

/** Orders of evaluation of σ_up. */
export const UPS = [
  {
    id: 'σ_up = η·σ_next·√(1 − (σ_next/σ)²)',
    up: <T>({ mul, sub, div, sqrt, lit }: JudgeField<T>, { sigma, next, eta }: Ancestral<T>): T => {
      const ratio = div(next, sigma)
      return mul(mul(eta, next), sqrt(sub(lit(1n), mul(ratio, ratio))))
    },
  },
  {
    id: 'σ_up = η·σ_next·√((1 − σ_next/σ)(1 + σ_next/σ))',
    up: <T>({ mul, sub, add, div, sqrt, lit }: JudgeField<T>, { sigma, next, eta }: Ancestral<T>): T => {
      const [ratio, one] = [div(next, sigma), lit(1n)]
      return mul(mul(eta, next), sqrt(mul(sub(one, ratio), add(one, ratio))))
    },
  },
  {
    id: 'σ_up = η·√(σ_next²(σ² − σ_next²)/σ²)',
    up: <T>({ mul, sub, div, sqrt }: JudgeField<T>, { sigma, next, eta }: Ancestral<T>): T => {
      const [from, to] = [mul(sigma, sigma), mul(next, next)]
      return mul(eta, sqrt(div(mul(to, sub(from, to)), from)))
    },
  },
] as const

export type Up = (typeof UPS)[number]['up']

interface Ancestral<T> {
  readonly sigma: T
  readonly next: T
  readonly eta: T
}

/** (σ_down, σ_up) with σ_down² + σ_up² = σ_next². */
export function ancestral<T>(
  F: JudgeField<T>,
  args: Args<T>,
  upBy: Up = UPS[0].up,
): { readonly up: T; readonly down: T; readonly downBySubtraction: T } {
  const { mul, div, sub, sqrt, lit } = F
  const [sigma, next, eta] = [args.num('sigma'), args.num('sigma_next'), etaOf(F, args)]
  const square = (a: T) => mul(a, a)
  const up = upBy(F, { sigma, next, eta })
  // σ_next²(1 − η²(1 − (σ_next/σ)²)): no difference of near numbers where η = 1
  const stays = F.add(mul(sub(lit(1n), eta), F.add(lit(1n), eta)), mul(square(eta), square(div(next, sigma))))
  return {
    up,
    down: mul(next, sqrt(stays)),
    downBySubtraction: sqrt(sub(square(next), square(up))),
  }
}

export const etaOf = <T>(F: JudgeField<T>, args: Args<T>): T =>
  args.has('eta') ? args.num('eta') : F.lit(1n)

const ancestralSigmas: Operation = {
  name: 'ancestral_sigmas',
  title: '(σ_down, σ_up): a step down, and noise back up to σ_next',
  matters: 'ancestral sampling leaves too much or too little noise',
  theorems: ['X-DDIM'],
  storage: 'data',
  scheduleFree: true,
  shape: 'list',
  truth: (F, _, args) => {
    const { down, up } = ancestral(F, args)
    return [down, up]
  },
  plans: UPS.flatMap(({ id, up: by }): readonly Plan[] => [
    {
      id: `${id}, σ_down without a difference`,
      form: (F, _, args) => {
        const { down, up } = ancestral(F, args, by)
        return [down, up]
      },
    },
    {
      id: `${id}, σ_down = √(σ_next² − σ_up²)`,
      unstable: 'the difference of near numbers loses digits, and may fall below 0: the root is then NaN',
      form: (F, _, args) => {
        const { downBySubtraction, up } = ancestral(F, args, by)
        return [downBySubtraction, up]
      },
    },
  ]),
}

export const SIGMAS: readonly Operation[] = [
  sigmaGrid('karras_sigmas', 'σ_i = (σ_max^(1/ρ) + i/(n−1)(σ_min^(1/ρ) − σ_max^(1/ρ)))^ρ, then 0', karras),
  sigmaGrid('exponential_sigmas', 'σ from σ_max to σ_min, evenly in log σ, then 0', exponential),
  conversion('denoised_from_eps_ve', 'x̂₀ = x − σ·ε', 'epsilon', 'eps'),
  conversion('denoised_from_v_ve', 'x̂₀ = x/(σ²+1) − σ/√(σ²+1)·v', 'v_prediction', 'v'),
  {
    ...conversion('eps_from_v_ve', 'ε̂ = v/√(σ²+1) + σ/(σ²+1)·x', 'v_prediction', 'v'),
    truth: epsOfV,
    plans: [
      {
        id: 'as written',
        form: (F, _, args) => {
          const sigma = args.num('sigma')
          const total = F.add(F.mul(sigma, sigma), F.lit(1n))
          return elementwise(args, ['x', 'v'], ({ x, v }) =>
            F.add(F.div(v, F.sqrt(total)), F.mul(F.div(sigma, total), x)),
          )
        },
      },
      { id: 'through the unit kernel', form: epsOfV },
      {
        id: '(x − x̂₀)/σ',
        form: (F, _, args) => {
          const sigma = args.num('sigma')
          return elementwise(args, ['x', 'v'], ({ x, v }) =>
            F.div(F.sub(x, denoisedPlain(F, 'v_prediction', sigma, { x, out: v })), sigma),
          )
        },
      },
    ],
  },
  ancestralSigmas,
]

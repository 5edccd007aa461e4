import type { Law } from '../data/law.js'
import type { Exact } from '../numbers/algebra.js'
import { bitsFor } from '../numbers/enclosure/index.js'
import { literal, parseRational } from '../numbers/rational.js'
import { PARAMETERISATIONS, type Parameterisation } from '../process/parameterisation.js'
import { checkTime, checkTransition } from '../schedule/check.js'
import type { Schedule } from '../schedule/schedule.js'
import { didYouMean } from './nearest.js'
import { REVERSE_VARIANCES, type ReverseVariance, type Span } from './place.js'
import { INPUTS, type Input, type Quantity } from './quantities.js'

/** What is asked: a quantity of {@link QUANTITIES} and what it takes. Numbers are exact, as integers or as text. */
export interface ComputeRequest {
  readonly quantity: string
  readonly schedule: Schedule
  /** One t, or several; without it every t, or T for a quantity that belongs there. */
  readonly t?: number | readonly number[]
  /** Where the reverse step goes, t − 1 unless given. */
  readonly s?: number
  readonly x0?: readonly Exact[]
  readonly xt?: readonly Exact[]
  /** The point x_t at which a quantity of the data is asked. */
  readonly x?: readonly Exact[]
  readonly data?: Law
  /** The law that a divergence of data is from. */
  readonly against?: Law
  /** The variance of a reverse kernel, `posterior` unless given. */
  readonly reverseVariance?: ReverseVariance
  readonly from?: Parameterisation
  readonly to?: Parameterisation
  /** The prediction that is converted. */
  readonly value?: readonly Exact[]
  /** Significant digits, 20 unless given. */
  readonly digits?: number
  /** The largest precision tried. */
  readonly bits?: number
  /** Give the exact number too, or why it is not known. */
  readonly exact?: boolean
}

/** More digits than this take minutes, and no use of them is known. */
export const MOST_DIGITS = 10_000
const MOST_BITS = 2 ** 18
const DIGITS = 20

const LISTS = ['x', 'x0', 'xt', 'value'] as const

/** A request as it is read. */
export interface Checked {
  readonly schedule: Schedule
  readonly spans: readonly Span[]
  readonly literals: { readonly [list in (typeof LISTS)[number]]: readonly string[] }
  readonly law: Law | undefined
  readonly against: Law | undefined
  readonly reverseVariance: ReverseVariance
  readonly from: Parameterisation
  readonly to: Parameterisation
  readonly digits: number
  readonly exact: boolean
}

/** @throws RangeError, SyntaxError naming what was given, what was expected and the remedy. */
export function checkRequest(quantity: Quantity, request: ComputeRequest): Checked {
  const { schedule, data, digits = DIGITS, bits, exact = false } = request
  checkKinds(request)
  checkInputs(quantity, request)
  checkCount(
    'digits',
    digits,
    quantity.mostDigits ?? MOST_DIGITS,
    'the time grows faster than their square, so ask for fewer',
  )
  if (bits !== undefined) checkCount('bits', bits, MOST_BITS, 'an enclosure holds no more, so ask for fewer')
  if (bits !== undefined && bits < bitsFor(digits))
    throw new RangeError(`${bits} bits were asked, but ${digits} digits need at least ${bitsFor(digits)}`)
  const literals = {
    x: exactList('x', request.x),
    x0: exactList('x0', request.x0),
    xt: exactList('xt', request.xt),
    value: exactList('value', request.value),
  }
  if (data && quantity.takes.includes('x') && literals.x.length !== data.dimension)
    throw differ('x', literals.x.length, 'the data', data.dimension)
  for (const other of ['x0', 'value'] as const)
    if (
      quantity.takes.includes('xt') &&
      quantity.takes.includes(other) &&
      literals.xt.length !== literals[other].length
    )
      throw differ('xt', literals.xt.length, other, literals[other].length)
  return {
    schedule,
    spans: spansOf(quantity, request),
    literals,
    law: data,
    against: request.against,
    reverseVariance: reverseVariance(request.reverseVariance),
    from: parameterisation('from', request.from),
    to: parameterisation('to', request.to),
    digits,
    exact,
  }
}

/** What the types forbid, and untyped code may give. */
function checkKinds({ quantity, schedule, data, against, t, ...request }: ComputeRequest): void {
  if (typeof schedule?.stepper !== 'function')
    throw new TypeError(
      `${quantity} was asked with the schedule ${shown(schedule)}, expected one such as linear({ T: 1000, beta_start: '1e-4', beta_end: '0.02' }), cosine({ T: 1000 }), or what scheduleFrom gives for a name`,
    )
  for (const [name, law] of Object.entries({ data, against }))
    if (law !== undefined && !Array.isArray(law?.components))
      throw new TypeError(
        `${name} is ${shown(law)}, expected a law such as mixture([{ weight: '1', mean: ['0'], covariance: [['1']] }]) or empirical([['-1'], ['1']])`,
      )
  for (const name of LISTS)
    if (request[name] !== undefined && !Array.isArray(request[name]))
      throw new TypeError(`${name} is ${shown(request[name])}, expected a list of numbers, one a dimension`)
  if (t !== undefined && typeof t !== 'number' && !Array.isArray(t))
    throw new TypeError(`t is ${shown(t)}, expected a number or a list of numbers`)
}

const shown = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? 'of another kind'
    : typeof value === 'string'
      ? `'${value}'`
      : String(value)

const list = (names: readonly string[]) => names.join(', ') || 'nothing'

function checkInputs({ name, takes, optional }: Quantity, request: ComputeRequest): void {
  const missing = takes.filter((input) => request[input] === undefined)
  if (missing.length > 0)
    throw new RangeError(
      `${name} was asked without ${list(missing)}: beside a schedule and t it takes ${list(takes)}`,
    )
  const known: readonly Input[] = [...takes, ...optional]
  const idle = INPUTS.filter((input) => request[input] !== undefined && !known.includes(input))
  if (idle.length > 0)
    throw new RangeError(
      `${name} was asked with ${list(idle)}, which it does not depend on: beside a schedule and t it takes ${list(known)}`,
    )
}

function checkCount(name: string, given: number, most: number, reason: string): void {
  if (Number.isInteger(given) && given >= 1 && given <= most) return
  const why = given > most ? `: ${reason}` : ''
  throw new RangeError(`${given} ${name} were asked, expected a whole number in 1..${most}${why}`)
}

function exactList(name: string, numbers: readonly Exact[] | undefined): readonly string[] {
  if (numbers === undefined) return []
  if (numbers.length === 0) throw new RangeError(`${name} is empty, expected one number a dimension`)
  return numbers.map((number, i) => {
    try {
      return literal(parseRational(number))
    } catch {
      throw new SyntaxError(
        `entry ${i + 1} of ${name} is '${number}', expected a number such as 0.3, 1e-4 or 1/3`,
      )
    }
  })
}

const differ = (a: string, n: number, b: string, m: number) =>
  new RangeError(
    `${a} has ${n} ${n === 1 ? 'entry' : 'entries'} and ${b} ${m}, expected as many: one a dimension`,
  )

function parameterisation(which: string, given: string | undefined): Parameterisation {
  const found = PARAMETERISATIONS.find((name) => given === undefined || name === given)
  if (found) return found
  throw new RangeError(
    `the prediction to convert ${which} is '${given}', expected one of ${list(PARAMETERISATIONS)}. ${didYouMean(`${given}`, PARAMETERISATIONS)}`,
  )
}

function reverseVariance(given: string | undefined): ReverseVariance {
  const found = REVERSE_VARIANCES.find((name) => given === undefined || name === given)
  if (found) return found
  throw new RangeError(
    `the variance of the reverse kernel is '${given}', expected one of ${list(REVERSE_VARIANCES)}. ${didYouMean(`${given}`, REVERSE_VARIANCES)}`,
  )
}

function spansOf(
  { from, over, optional }: Quantity,
  { schedule: { T }, t, s }: ComputeRequest,
): readonly Span[] {
  const every =
    over === 'T'
      ? [T]
      : over === '1'
        ? [1]
        : Array.from({ length: Math.max(0, T - from + 1) }, (_, k) => from + k)
  const times = t === undefined ? every : typeof t === 'number' ? [t] : t
  if (times.length === 0)
    throw new RangeError(`no t was asked, expected at least one in ${Math.min(from, 1)}..${T}`)
  return times.map((time) => {
    checkTime(T, time, from === 0 ? 0 : 1)
    const span = { s: s ?? Math.max(0, time - 1), t: time }
    if (optional.includes('s')) checkTransition(T, span.s, time)
    return span
  })
}

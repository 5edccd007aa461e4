import { readFileSync } from 'node:fs'
import { InvalidArgumentError } from 'commander'
import { didYouMean } from '../reference/compute/nearest.js'
import { REVERSE_VARIANCES, type ReverseVariance } from '../reference/compute/place.js'
import type { ComputeRequest } from '../reference/compute/request.js'
import { lawFromJson } from '../reference/data/json.js'
import { atoms, empirical, gaussian, type Law } from '../reference/data/law.js'
import { parseJsonExactly } from '../reference/numbers/json.js'
import { PARAMETERISATIONS, type Parameterisation } from '../reference/process/parameterisation.js'
import { namedSpec, SCHEDULE_NAMES } from '../reference/schedule/named.js'
import type { ScheduleSpec } from '../reference/schedule/registry.js'

/** The options of `alphabar compute`, as commander gives them. */
export interface Options {
  readonly schedule?: string
  readonly T?: number
  readonly param?: readonly (readonly [string, string])[]
  readonly beta?: string
  readonly betas?: readonly string[]
  readonly timesteps?: readonly number[]
  readonly zeroTerminalSnr?: true
  readonly t?: readonly number[]
  readonly s?: number
  readonly x?: readonly string[]
  readonly x0?: readonly string[]
  readonly xt?: readonly string[]
  readonly value?: readonly string[]
  readonly from?: Parameterisation
  readonly to?: Parameterisation
  readonly data?: string
  readonly against?: string
  readonly reverseVariance?: ReverseVariance
  readonly atoms?: readonly (readonly string[])[]
  readonly weights?: readonly string[]
  readonly mean?: readonly string[]
  readonly covariance?: readonly (readonly string[])[]
  readonly digits: number
  readonly bits?: number
  readonly exact?: true
  readonly json?: true
}

/** A number that counts; whether it is in range is told where its meaning is known. */
export function count(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || Number.isNaN(value)) throw new InvalidArgumentError('Expected a whole number.')
  return value
}

/** `0.5,1` as two numbers in text: they are read exactly. */
export const numbers = (text: string): readonly string[] => text.split(',').map((entry) => entry.trim())

/** `1,0;0,1` as rows. One row of several columns ends in a semicolon; without any, each number is a row. */
export function rows(text: string): readonly (readonly string[])[] {
  if (!text.includes(';')) return numbers(text).map((entry) => [entry])
  return text.replace(/;\s*$/, '').split(';').map(numbers)
}

const RANGE = /^\s*(\d+)\s*\.\.\s*(\d+)\s*$/
const MOST_TIMES = 1_000_000

/** `500`, `1,10,100` or `1..1000`. */
export function times(text: string): readonly number[] {
  return text.split(',').flatMap((part) => {
    const range = RANGE.exec(part)
    if (!range) return [count(part)]
    const [first, last] = [Number(range[1]), Number(range[2])]
    if (last < first || last - first >= MOST_TIMES)
      throw new InvalidArgumentError(
        `Expected first..last with first ≤ last and at most ${MOST_TIMES} numbers.`,
      )
    return Array.from({ length: last - first + 1 }, (_, k) => first + k)
  })
}

/** `name=value`, added to those before. */
export function parameter(
  text: string,
  before: readonly (readonly [string, string])[] = [],
): readonly (readonly [string, string])[] {
  const cut = text.indexOf('=')
  if (cut < 1) throw new InvalidArgumentError('Expected name=value, for instance beta_end=0.02.')
  return [...before, [text.slice(0, cut).trim(), text.slice(cut + 1).trim()]]
}

/** A prediction by its name, with or without hyphens. */
export function prediction(text: string): Parameterisation {
  const plain = (name: string) => name.replaceAll(/[-_]/g, '').toLowerCase()
  const found = PARAMETERISATIONS.find((name) => plain(name) === plain(text))
  if (!found) throw new InvalidArgumentError(`Expected one of ${PARAMETERISATIONS.join(', ')}.`)
  return found
}

/** β̃, β or the best variance, by its name. */
export function reverseVariance(text: string): ReverseVariance {
  const found = REVERSE_VARIANCES.find((name) => name === text)
  if (!found) throw new InvalidArgumentError(`Expected one of ${REVERSE_VARIANCES.join(', ')}.`)
  return found
}

/** The schedule asked for. @throws RangeError where none is, or two are. */
export function scheduleSpec(options: Options): ScheduleSpec {
  const { T, timesteps, param = [], zeroTerminalSnr } = options
  const base = baseSpec(options)
  return {
    ...base,
    ...(T === undefined ? {} : { T }),
    ...(base.kind === 'betas' ? {} : { params: { ...base.params, ...Object.fromEntries(param) } }),
    ...(zeroTerminalSnr ? { rescale_zero_terminal_snr: true } : {}),
    ...(timesteps === undefined ? {} : { timesteps }),
  }
}

function baseSpec({ schedule, beta, betas, T, param = [] }: Options): ScheduleSpec {
  const ways = [schedule, beta, betas].filter((way) => way !== undefined).length
  if (ways !== 1)
    throw new RangeError(
      `${ways === 0 ? 'no schedule was' : `${ways} schedules were`} given, expected one: --schedule with one of ${SCHEDULE_NAMES.join(', ')} or a JSON file, or --beta with an expression and --T, or --betas with a list`,
    )
  if (betas !== undefined) {
    if (param.length > 0)
      throw new RangeError('--param was given beside --betas, which has no parameters: leave it out')
    return { kind: 'betas', betas }
  }
  if (beta !== undefined) {
    if (T === undefined)
      throw new RangeError(
        `--beta '${beta}' was given without --T: give the number of steps, for instance --T 1000`,
      )
    return { kind: 'expression', params: { beta } }
  }
  const name = schedule ?? ''
  if (name.endsWith('.json')) return specFromFile(name)
  const found = namedSpec(name)
  if (found) return found
  throw new RangeError(
    `no schedule is named '${name}'. ${didYouMean(name, SCHEDULE_NAMES)} The names are ${SCHEDULE_NAMES.join(', ')}; any other schedule is given by --beta, --betas or a JSON file.`,
  )
}

function fileText(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new RangeError(`${what} '${path}' cannot be read (${why}): give the path of a JSON file`)
  }
}

const SPEC = 'expected {"kind": "linear", "T": 1000, "params": {"beta_start": 1e-4, "beta_end": 0.02}}'

function specFromFile(path: string): ScheduleSpec {
  const text = fileText(path, 'the schedule')
  let value: unknown
  try {
    value = parseJsonExactly(text)
  } catch (error) {
    throw new SyntaxError(`the schedule '${path}' is no JSON (${(error as Error).message}): ${SPEC}`)
  }
  if (typeof value !== 'object' || value === null || !('kind' in value))
    throw new TypeError(`the schedule '${path}' names no kind: ${SPEC}`)
  const { T, timesteps, ...rest } = value as { readonly T?: string; readonly timesteps?: readonly string[] }
  return {
    ...(rest as ScheduleSpec),
    ...(T === undefined ? {} : { T: Number(T) }),
    ...(timesteps === undefined ? {} : { timesteps: [timesteps].flat().map(Number) }),
  }
}

/** The data asked about, or undefined where none are. @throws RangeError where they are given in two ways. */
export function dataOf({ data, atoms: points, weights, mean, covariance }: Options): Law | undefined {
  const ways = [data, points, mean ?? covariance].filter((way) => way !== undefined).length
  if (ways > 1)
    throw new RangeError(
      'the data were given in two ways, expected one of --data, --atoms, and --mean with --covariance',
    )
  if (weights !== undefined && points === undefined)
    throw new RangeError(
      '--weights was given without --atoms: they are the weights of the atoms, in a file each component has its own',
    )
  if (data !== undefined) return lawFromJson(fileText(data, 'the data'), `'${data}'`)
  if (points !== undefined) return atomsOf(points, weights)
  if (mean === undefined && covariance === undefined) return undefined
  if (mean === undefined || covariance === undefined)
    throw new RangeError(
      `a Gaussian was given without --${mean === undefined ? 'mean' : 'covariance'}, expected both, for instance --mean 0,1 --covariance '1,0;0,1'`,
    )
  return gaussian({ mean, covariance })
}

/** The other data, from a file. */
export const againstOf = ({ against }: Options): Law | undefined =>
  against === undefined ? undefined : lawFromJson(fileText(against, 'the other data'), `'${against}'`)

function atomsOf(points: readonly (readonly string[])[], weights: readonly string[] | undefined): Law {
  if (weights === undefined) return empirical(points)
  if (weights.length !== points.length)
    throw new RangeError(
      `${points.length} atoms and ${weights.length} weights were given, expected one weight an atom`,
    )
  return atoms(points.map((at, k) => ({ weight: weights[k] ?? '', at })))
}

/** The options that a request takes as they are. */
export const asked = ({ s, x, x0, xt, value, from, to, reverseVariance, digits, bits, exact }: Options) =>
  Object.fromEntries(
    Object.entries({ s, x, x0, xt, value, from, to, reverseVariance, digits, bits, exact }).filter(
      ([, given]) => given !== undefined,
    ),
  ) as Omit<ComputeRequest, 'quantity' | 'schedule'>

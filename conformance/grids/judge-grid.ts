import type { Verdict } from '../judge/verdict.js'
import type { Answer, Call } from '../subject.js'
import { type Grid, SPACINGS } from './spacing.js'

/** What is to be said of a list of timesteps. */
export interface JudgedGrid {
  readonly call: Call
  readonly answer: Answer
  readonly verdict: Verdict
  readonly why?: string
  readonly convention?: string
  /** What stands behind the n timesteps as an end marker: −1, or one more 0. */
  readonly marked?: string
  /** The list that the definition gives, where there is one. */
  readonly exact?: readonly number[]
}

/**
 * What is wrong with a list as a grid, whatever its spacing; undefined where nothing is. `between` allows what lies between two
 * timesteps.
 */
export function gridFault(
  list: readonly number[],
  n: number,
  T: number,
  { between = false } = {},
): string | undefined {
  if (list.length !== n) return `${list.length} timesteps were answered to n = ${n}`
  const outside = list.find((t) => !(between || Number.isInteger(t)) || !(t >= 0 && t <= T - 1))
  if (outside !== undefined) return `timestep ${outside} is outside 0..${T - 1}`
  const stuck = list.findIndex((t, i) => i > 0 && t >= (list[i - 1] ?? 0))
  return stuck < 0
    ? undefined
    : `timestep ${list[stuck]} follows ${list[stuck - 1]}: they must decrease strictly`
}

const isOf = (list: readonly number[], grid: Grid) =>
  list.length === grid.length && list.every((x, i) => grid[i]?.includes(x))

const END_MARKERS: readonly { readonly id: string; readonly title: string; readonly end: number }[] = [
  { id: 'ends in −1', title: 'the list carries an end marker −1 for clean data', end: -1 },
  { id: 'ends in 0', title: 'the list ends with one more 0', end: 0 },
]

/** Judges an answer to `timesteps(n, T, spacing, [steps_offset])`. */
export function judgeGrid(call: Call, answer: Answer): JudgedGrid {
  if (answer.kind === 'unsupported') return { call, answer, verdict: 'unsupported', why: answer.why }
  if (answer.kind !== 'output') return { call, answer, verdict: 'broken', why: answer.message }
  const { n, spacing } = call.inputs
  const T = call.inputs.T ?? call.schedule.T
  const offset = call.inputs.steps_offset ?? 0
  if (typeof n !== 'number' || typeof T !== 'number' || typeof offset !== 'number')
    return { call, answer, verdict: 'unknown', why: 'timesteps was called without n or T' }
  const { output } = answer
  if (!Array.isArray(output) || !output.every(Number.isFinite))
    return { call, answer, verdict: 'broken', why: 'the answer is not a list of numbers' }
  const list: readonly number[] = output
  if (list.some((t) => !Number.isInteger(t)))
    return {
      call,
      answer,
      verdict: 'unknown',
      why: 'timesteps that are no indices are not in the vocabulary',
    }
  const named = SPACINGS.find(({ id }) => id === spacing)
  const marker = END_MARKERS.find(({ end }) => list.length === n + 1 && list[n] === end)
  const body = marker ? list.slice(0, -1) : list
  const fault = gridFault(body, n, T)
  const fits = (one: (typeof SPACINGS)[number]) => isOf(body, one.grid(n, T, offset))
  const exact = named?.grid(n, T, offset).map(([t = 0]) => t)
  if (named && fits(named)) {
    // a definition that cannot be kept, as leading with an offset too large, is no fault of who keeps it
    if (fault) return { call, answer, verdict: 'wrong', why: fault, ...(exact && { exact }) }
    return marker
      ? {
          call,
          answer,
          verdict: 'convention',
          convention: marker.id,
          why: marker.title,
          marked: String(marker.end),
          ...(exact && { exact }),
        }
      : { call, answer, verdict: 'right', ...(exact && { exact }) }
  }
  if (fault) return { call, answer, verdict: 'wrong', why: fault, ...(exact && { exact }) }
  const other = SPACINGS.find((one) => one !== named && fits(one))
  if (other && n > 1)
    return {
      call,
      answer,
      verdict: 'convention',
      convention: marker ? `${other.id}, ${marker.id}` : other.id,
      ...(marker && { marked: String(marker.end) }),
      ...(exact && { exact }),
      why: `these are the timesteps of ${other.id}: ${other.title}${marker ? `; ${marker.title}` : ''}`,
    }
  if (!named)
    return {
      call,
      answer,
      verdict: 'convention',
      convention: 'a grid of its own',
      why: `the spacing '${String(spacing)}' is not in the vocabulary; the list is a grid`,
    }
  const where = body.findIndex((t, i) => t !== exact?.[i])
  return {
    call,
    answer,
    verdict: 'wrong',
    why: `entry ${where} is ${body[where]}, and ${exact?.[where]} by ${named.title}`,
    ...(exact && { exact }),
  }
}

import { isDeepStrictEqual } from 'node:util'
import { quoteValue } from './doors/quote.js'
import { PLANNED_KINDS } from './plan/arbitraries.js'
import { plannedCalls } from './plan/plan-calls.js'
import type { Answer, Call, Subject } from './subject.js'

/** Whether an adapter does its work, whatever the numbers are that it passes on. */
export interface Smoke {
  /** `empty` where it works and has nothing filled in that can be asked. */
  readonly adapter: 'works' | 'empty' | 'broken'
  /** A sentence for people: whose fault it is, and what to do. */
  readonly message: string
}

const broken = (what: string): Smoke => ({
  adapter: 'broken',
  message: `The adapter is broken, so nothing is said of the mathematics: ${what}.`,
})
const WORKS: Smoke = {
  adapter: 'works',
  message: 'The adapter works: what is wrong below is in the mathematics.',
}
const empty = (what: string): Smoke => ({ adapter: 'empty', message: what })

// What almost every implementation has, and what is asked with few arguments.
const TRIVIAL = ['alphas_cumprod', 'betas', 'q_sample', 'x0_from_eps', 'eps_from_x0', 'v_from_x0_eps']

const MOST_BROKEN = 3

/**
 * A few calls that any adapter that works answers: one with numbers, the same one twice alike, and one that no
 * implementation has not with numbers. Wrong numbers are no concern here: they are told apart from a wrong adapter.
 */
export async function smoke(subject: Subject): Promise<Smoke> {
  const { claims } = subject
  const { ops, schedules, dtypes, samplers } = claims
  // what a sampler does shows in its session, and in nothing smaller
  if (ops.length === 0 && samplers.length > 0) return WORKS
  if (ops.length === 0)
    return empty('The adapter works, and claims no operation yet: fill in one function, and it is judged.')
  const lacking = schedules.length === 0 ? 'schedule' : dtypes.length === 0 ? 'dtype' : undefined
  if (lacking)
    return empty(`The adapter works, but claims no ${lacking}: name one, and its operations are judged.`)
  let first: readonly [Call, Answer] | undefined
  const said = new Set<string>()
  let silent = 0
  for (const call of candidates(subject)) {
    const [answer] = await subject.ask([call])
    if (answer?.kind === 'output' && isNumeric(answer.output)) {
      first = [call, answer]
      break
    }
    said.add(`${call.op}: ${answer ? toldOf(answer) : 'no answer'}`)
    // each may have taken its whole time
    if (answer?.kind === 'broken' && ++silent === MOST_BROKEN) break
  }
  if (said.size === 0 && !first)
    return empty(
      schedules.some((kind) => PLANNED_KINDS.includes(kind))
        ? `The adapter works, but none of its operations is asked on these schedules in these formats: ${ops.join(', ')}. \`alphabar init --help\` lists all that can be.`
        : `The adapter works, but no schedule that it claims is known: ${schedules.join(', ')}. Known are ${PLANNED_KINDS.join(', ')}.`,
    )
  if (!first) return broken(`no call was answered with numbers (${[...said].slice(0, 3).join('; ')})`)
  const [call, answer] = first
  const [again, none, once] = await subject.ask([call, { ...call, op: NO_OPERATION, inputs: {} }, call])
  const other = [again, once].find((one) => !isDeepStrictEqual(one, answer))
  if (other)
    return broken(
      `the same call of ${call.op} was answered ${toldOf(answer)} and then ${toldOf(other)}; an answer may depend on nothing but its call, and the noise is always given`,
    )
  if (none?.kind === 'output')
    return broken(
      `it answered ${quoteValue(none.output)} when it was asked for '${NO_OPERATION}', which nothing has; an operation that it does not know is unsupported`,
    )
  if (none?.kind === 'broken')
    return broken(
      `asked for an operation that it does not know, ${none.message}; it should answer unsupported`,
    )
  return WORKS
}

export const NO_OPERATION = 'no_such_operation'

/** Of the calls that are made anyway one of each operation on each schedule, the trivial ones of a schedule first. */
function* candidates({ claims }: Subject): Generator<Call> {
  const rank = (op: string) => (TRIVIAL.includes(op) ? TRIVIAL.indexOf(op) : TRIVIAL.length)
  const ops = [...claims.ops].sort((a, b) => rank(a) - rank(b))
  for (const kind of claims.schedules)
    for (const op of ops) {
      // so few claims at a time that few calls are made up
      const few = { ...claims, ops: [op], schedules: [kind], dtypes: claims.dtypes.slice(0, 1) }
      const [first] = plannedCalls(few, { seed: 1, profile: 'quick' }).flatMap(({ calls }) => calls)
      if (first) yield first
    }
}

/** Whether an output is made of numbers alone, at least one; NaN is one. */
const isNumeric = (output: unknown): boolean =>
  typeof output === 'number' ||
  (typeof output === 'object' &&
    output !== null &&
    Object.values(output).length > 0 &&
    Object.values(output).every(isNumeric))

function toldOf(answer: Answer): string {
  if (answer.kind === 'output') return quoteValue(answer.output)
  return answer.kind === 'unsupported' ? `unsupported, ${answer.why}` : answer.message
}

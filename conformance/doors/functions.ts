import type {
  Answer,
  Call,
  Evaluation,
  Opening,
  SessionModel,
  SessionRecord,
  Subject,
  WireSchedule,
} from '../subject.js'
import { AdapterError } from './adapter-error.js'
import { claimsFrom } from './claims.js'
import { plainCopy } from './plain.js'
import { oneLine, quoteValue, seconds } from './quote.js'
import { evaluationFrom, mostEvaluations } from './session.js'

/** What a call says beside its inputs. */
export interface CallContext {
  readonly schedule: WireSchedule
  readonly dtype: string
}

/**
 * An operation of the vocabulary: its inputs by name, in plain arrays, to its output in arrays or typed arrays, at once or
 * later. In TypeScript it says what it takes: `({ t, x0 }: { t: number; x0: number[] }) => …`. It throws
 * {@link Unsupported} for what it does not offer; any other error is its answer.
 */
export type OperationFunction = (inputs: never, context: CallContext) => unknown

/** What a sampler returns when it is done. */
export interface Sampled {
  readonly timesteps: ArrayLike<number>
  readonly sample: ArrayLike<number>
}

/**
 * A sampler: it asks `model` for its predictions and returns its sample, at once or later; or it is a generator that
 * yields the points `{ x, t }` (with `sigma` where x = x₀ + sigma·ε) and is given the predictions.
 */
export type SamplerFunction = (
  opening: Opening,
  model: SessionModel,
) => Sampled | Promise<Sampled> | Generator<Omit<Evaluation, 'output'>, Sampled, readonly number[]>

/** Functions to be judged, by the names of the vocabulary, and what is said of them. */
export interface Implementation {
  readonly name: string
  readonly version?: string
  readonly operations: Readonly<Record<string, OperationFunction>>
  readonly samplers?: Readonly<Record<string, SamplerFunction>>
  readonly schedules: readonly string[]
  readonly dtypes: readonly string[]
  /** As {@link Claims.tableDtypes}; the formats of the data where it is left out. */
  readonly tableDtypes?: readonly string[]
  readonly spacings?: readonly string[]
  readonly conventions?: Readonly<Record<string, unknown>>
}

/** Thrown by an operation or a sampler for what it does not offer. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported'
}

export interface InProcessOptions {
  /** Milliseconds that a promise may take. A function that never returns cannot be stopped in process. */
  readonly callTimeoutMs?: number
}

/** Calls of an operation that may be late before it is not asked any more. */
const MOST_LATE = 2

/** Functions in this process behind the interface of the checks. @throws AdapterError where what is claimed cannot be read. */
export function inProcess(implementation: Implementation, options: InProcessOptions = {}): Subject {
  const { name, version, operations, samplers = {}, ...claimed } = Object(implementation) as Implementation
  if (typeof operations !== 'object' || operations === null)
    throw new AdapterError(
      'the implementation has no operations, expected functions by the names of the vocabulary',
    )
  const { callTimeoutMs = 10_000 } = options
  const claims = claimsFrom(
    {
      ...claimed,
      implementation: { name, ...(version === undefined ? {} : { version }), language: 'javascript' },
      ops: Object.keys(operations),
      samplers: Object.keys(samplers),
    },
    'the implementation',
  )
  const late = new Map<string, number>()
  const answer = async ({ op, schedule, dtype, inputs }: Call): Promise<Answer> => {
    const operation = Object.hasOwn(operations, op) ? operations[op] : undefined
    if (!operation) return { kind: 'unsupported', why: `it has no ${op}` }
    const missed = late.get(op) ?? 0
    // each more would take its whole time
    if (missed === MOST_LATE)
      return {
        kind: 'broken',
        message: `it was not asked: ${missed} calls of ${op} were not answered in time`,
      }
    // copies: what it does to its inputs is its own affair
    const given = structuredClone({ inputs, context: { schedule, dtype } })
    const timeout = () => late.set(op, missed + 1)
    return answerOf(() => operation(given.inputs as never, given.context), callTimeoutMs, timeout)
  }
  return {
    claims,
    ask: async (calls) => {
      const answers: Answer[] = []
      for (const call of calls) answers.push(await answer(call))
      return answers
    },
    open: async (opening, model) => {
      const sampler = Object.hasOwn(samplers, opening.sampler) ? samplers[opening.sampler] : undefined
      const why = `it has no sampler ${opening.sampler}`
      if (!sampler) return { opened: { kind: 'unsupported', why }, evaluations: [] }
      return runSampler(sampler, opening, model, callTimeoutMs)
    },
    close: async () => {},
  }
}

async function runSampler(
  sampler: SamplerFunction,
  opening: Opening,
  model: SessionModel,
  timeoutMs: number,
): Promise<SessionRecord> {
  const evaluations: Evaluation[] = []
  let broken: string | undefined
  // What the model of the harness throws is no fault of the sampler, which may catch it.
  let failure: { readonly error: unknown } | undefined
  const evaluate: SessionModel = (point) => {
    const at = evaluationFrom(plainCopy(point) as Record<string, unknown>, opening.x_T.length)
    if (typeof at === 'string') broken ??= at
    else if (evaluations.length >= mostEvaluations(opening.n))
      broken ??= `evaluated its model ${evaluations.length} times in ${opening.n} steps`
    if (broken !== undefined || typeof at === 'string') throw new Error(broken)
    try {
      const output = model(at)
      evaluations.push({ ...at, output })
      return [...output]
    } catch (error) {
      failure ??= { error }
      throw error
    }
  }
  const made = await answerOf(() => driven(sampler(structuredClone(opening), evaluate), evaluate), timeoutMs)
  if (failure) throw failure.error
  if (broken !== undefined)
    return { opened: { kind: 'broken', message: `the implementation ${broken}` }, evaluations }
  if (made.kind !== 'output') return { opened: made, evaluations }
  const { timesteps, sample } = Object(made.output) as Partial<Sampled>
  if (timesteps === undefined || sample === undefined) {
    const message = `the implementation returned ${quoteValue(made.output)}, expected { timesteps, sample }`
    return { opened: { kind: 'broken', message }, evaluations }
  }
  return {
    opened: { kind: 'output', output: timesteps },
    evaluations,
    done: { kind: 'output', output: sample },
  }
}

function driven(made: ReturnType<SamplerFunction>, evaluate: SessionModel): Sampled | Promise<Sampled> {
  if (typeof made !== 'object' || made === null || !('next' in made)) return made
  let step = made.next()
  while (!step.done) step = made.next(evaluate(step.value))
  return step.value
}

/** The answer that a function makes by returning, by throwing, or by doing neither in time. */
async function answerOf(work: () => unknown, timeoutMs: number, onLate?: () => void): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Answer>((resolve) => {
    const message = `the implementation did not answer within ${seconds(timeoutMs)}`
    timer = setTimeout(() => {
      onLate?.()
      resolve({ kind: 'broken', message })
    }, timeoutMs)
  })
  try {
    return await Promise.race([late, Promise.resolve(work()).then(copied)])
  } catch (error) {
    if (error instanceof Unsupported) return { kind: 'unsupported', why: oneLine(error.message) }
    return {
      kind: 'error',
      message: error instanceof Error ? oneLine(String(error)) : `it threw a ${typeof error}`,
    }
  } finally {
    clearTimeout(timer)
  }
}

function copied(returned: unknown): Answer {
  try {
    return { kind: 'output', output: plainCopy(returned) }
  } catch (error) {
    return { kind: 'broken', message: `the implementation ${(error as Error).message}` }
  }
}

import type { Rational } from './rational.js'

/** Thrown when an optional engine is not installed: what it alone would establish is *not run*. */
export class EngineAbsent extends Error {
  override readonly name = 'EngineAbsent'
}

// The part of z3-solver that is used, so that no type of an optional peer reaches our declarations.
interface Ast {
  readonly id: () => number
  readonly toString: () => string
}
export interface Z3Formula extends Ast {
  readonly not: () => Z3Formula
  readonly or: (b: Z3Formula) => Z3Formula
}
export interface Z3Term extends Ast {
  readonly add: (b: Z3Term) => Z3Term
  readonly mul: (b: Z3Term) => Z3Term
  readonly neg: () => Z3Term
  readonly eq: (b: Z3Term) => Z3Formula
  readonly gt: (b: Z3Term) => Z3Formula
  readonly ge: (b: Z3Term) => Z3Formula
}
interface Solver {
  readonly set: (name: string, value: unknown) => void
  readonly add: (formula: Z3Formula) => void
  readonly assertions: () => { readonly length: () => number }
  readonly check: () => Promise<'sat' | 'unsat' | 'unknown'>
  readonly model: () => { readonly eval: (term: Z3Term, completion: boolean) => Ast }
  readonly reasonUnknown: () => string
  readonly release: () => void
}
export interface Z3Context {
  readonly Real: { readonly const: (name: string) => Z3Term; readonly val: (text: string) => Z3Term }
  readonly Tactic: new (name: string) => { readonly solver: () => Solver }
  readonly isRealVal: (term: Z3Term) => boolean
}
interface Api {
  readonly Context: new (name: string) => Z3Context
  readonly em: unknown
}
interface Module {
  readonly init: () => Promise<Api>
  readonly killThreads: (em: unknown) => Promise<void>
}

export type Answer =
  | { readonly status: 'unsat' }
  | { readonly status: 'sat'; readonly value: (term: Z3Term) => string }
  | { readonly status: 'unknown'; readonly reason: string }

export interface Z3Session {
  readonly variable: (name: string) => Z3Term
  readonly rational: (value: Rational) => Z3Term
  readonly isNumeral: (term: Z3Term) => boolean
  /**
   * Whether all formulas can hold at once, by nlsat, within {@link RESOURCE_LIMIT}.
   * @throws Error when the solver did not take every formula: it drops a malformed one in silence.
   */
  readonly check: (formulas: readonly Z3Formula[]) => Promise<Answer>
}

/** Z3's own count of work (`rlimit`), the same on every machine, unlike a time-out. */
export const RESOURCE_LIMIT = 2_000_000

let engine: Promise<{ session: Z3Session; close: () => Promise<void> }> | undefined
let queue: Promise<unknown> = Promise.resolve()

/**
 * Runs `body` with the one Z3 context of the process, after whoever has it: terms may not be made while it solves.
 * @throws EngineAbsent where z3-solver is not installed.
 */
export function withZ3<A>(body: (session: Z3Session) => Promise<A>): Promise<A> {
  const turn = queue.then(async () => {
    engine ??= start()
    return body((await engine).session)
  })
  queue = turn.catch(() => {})
  return turn
}

/** Ends Z3's threads, so that the process can exit. A later {@link withZ3} starts it again. */
export async function closeZ3(): Promise<void> {
  await queue
  const running = engine
  engine = undefined
  const started = await running?.catch(() => undefined)
  await started?.close()
}

async function start() {
  const { init, killThreads } = await load()
  const { Context, em } = await init()
  const context = new Context('alphabar')
  return { session: sessionIn(context), close: () => afterMessages().then(() => killThreads(em)) }
}

// A thread that has just ended still has a message under way, of which Z3 complains if it comes too late.
const afterMessages = () => new Promise((resolve) => setTimeout(resolve, 10))

async function load(): Promise<Module> {
  try {
    const loaded: unknown = await import('z3-solver')
    const { init, killThreads, default: wrapped } = loaded as Partial<Module> & { readonly default?: Module }
    if (init && killThreads) return { init, killThreads }
    if (wrapped) return wrapped
    throw new Error('it exports no init')
  } catch (error) {
    const absent = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
    const reason = error instanceof Error ? error.message.split('\n')[0] : error
    throw new EngineAbsent(
      `${absent ? 'z3-solver is not installed' : `z3-solver could not be loaded (${reason})`}: npm install z3-solver`,
    )
  }
}

/** A session in a context of z3-solver. */
export function sessionIn({ Real, Tactic, isRealVal }: Z3Context): Z3Session {
  return {
    variable: Real.const,
    rational: ({ num, den }) => Real.val(`${num}/${den}`),
    isNumeral: isRealVal,
    check: async (formulas) => {
      const solver = new Tactic('qfnra-nlsat').solver()
      try {
        solver.set('rlimit', RESOURCE_LIMIT)
        for (const formula of formulas) solver.add(formula)
        const taken = solver.assertions().length()
        if (taken !== formulas.length)
          throw new Error(`Z3 took ${taken} of ${formulas.length} assertions: one is malformed`)
        const status = await solver.check()
        if (status === 'unsat') return { status }
        if (status === 'unknown') return { status, reason: solver.reasonUnknown() }
        const model = solver.model()
        return { status, value: (term) => model.eval(term, true).toString() }
      } finally {
        solver.release()
      }
    },
  }
}

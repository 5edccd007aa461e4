import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Attempt, Runner } from '../properties/mutation/index.js'
import type { Context } from '../properties/theorem.js'

/** One call of a runner, as it is sent to a process. */
interface Request {
  readonly call: 'record' | 'make' | 'attempt'
  readonly argument: unknown
}
type Reply = { readonly value: unknown } | { readonly error: string }

/** Seconds after which a check on a mutant is stopped. The slowest check takes about one as it is. */
export const LIMIT_S = 30
/** A mutant may turn an identity into one of millions of terms. */
const MEGABYTES = 2048

/** Answers the calls of a {@link processRunner}: the other end, in the process that it starts. */
export function serve(runnerFor: (context: Context) => Runner): void {
  const runner = runnerFor(JSON.parse(process.argv[2] ?? '{}'))
  process.on('message', async ({ call, argument }: Request) => {
    let reply: Reply
    try {
      reply = { value: await (runner[call] as (argument: unknown) => Promise<unknown>)(argument) }
    } catch (error) {
      reply = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
    }
    process.send?.(reply)
  })
  process.on('disconnect', () => process.exit())
}

/**
 * A runner in a process of its own. A check that takes longer than the limit on a mutant, or that ends the process, is
 * *stopped*: the process is replaced by a new one.
 */
export function processRunner(entry: URL, context: Context, { limit = LIMIT_S } = {}): Runner {
  let child: ChildProcess | undefined
  const start = () =>
    fork(fileURLToPath(entry), [JSON.stringify(context)], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [`--max-old-space-size=${MEGABYTES}`],
    })
  const end = () => {
    child?.kill('SIGKILL')
    child = undefined
  }
  const ask = <A>(request: Request, seconds = Number.POSITIVE_INFINITY): Promise<A> =>
    new Promise((resolve, reject) => {
      child ??= start()
      const asked = child
      const settle = (act: () => void) => {
        clearTimeout(timer)
        asked.removeAllListeners()
        act()
      }
      const stop = (why: string) =>
        settle(() => {
          end()
          reject(new Stopped(why))
        })
      const timer = Number.isFinite(seconds)
        ? setTimeout(() => stop(`stopped after ${seconds} s`), seconds * 1000)
        : undefined
      asked.once('message', (reply: Reply) =>
        settle(() => ('value' in reply ? resolve(reply.value as A) : reject(new Error(reply.error)))),
      )
      asked.once('error', (error) => stop(error.message))
      asked.once('exit', (code, signal) => stop(`its process ended with ${signal ?? `status ${code}`}`))
      asked.send(request)
    })
  return {
    record: (argument) => ask({ call: 'record', argument }),
    make: (argument) =>
      ask<Awaited<ReturnType<Runner['make']>>>({ call: 'make', argument }, limit).catch((error) => ({
        reason: reasonOf(error),
      })),
    attempt: (argument) =>
      ask<Attempt>({ call: 'attempt', argument }, limit).catch((error) => ({
        status: 'stopped',
        says: reasonOf(error),
        ms: limit * 1000,
      })),
    close: end,
  }
}

class Stopped extends Error {}

/** Why a call was stopped; any other error is thrown on. */
function reasonOf(error: unknown): string {
  if (error instanceof Stopped) return error.message
  throw error
}

import { cpus } from 'node:os'

/** Timings that say how far they can be trusted: medians of turns, and what else the machine did meanwhile. */

export const median = (list: readonly number[]) =>
  [...list].sort((a, b) => a - b)[list.length >> 1] ?? Number.NaN

export interface Contestant {
  readonly name: string
  /** Steps of one turn. */
  readonly steps: number
  readonly turn: () => Promise<void> | void
}

export interface Timed {
  readonly name: string
  /** Median milliseconds a step. */
  readonly ms: number
}

/** The contestants take turns; the first three rounds are not counted. */
export async function contest(contestants: readonly Contestant[], rounds: number): Promise<readonly Timed[]> {
  const times = contestants.map((): number[] => [])
  for (let round = -3; round < rounds; round++)
    for (const [k, { turn, steps }] of contestants.entries()) {
      const start = performance.now()
      await turn()
      if (round >= 0) times[k]?.push((performance.now() - start) / steps)
    }
  return contestants.map(({ name }, k) => ({ name, ms: median(times[k] ?? []) }))
}

/** Milliseconds that all cores have worked since the machine started. */
const worked = () =>
  cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0)

/**
 * Cores that other processes kept busy while `run` ran: where it is not near 0 the times are those of a shared machine.
 * The system counts in hundredths of a second.
 */
export async function watched<T>(run: () => Promise<T>): Promise<{ made: T; others: number }> {
  const [before, own, begin] = [worked(), process.cpuUsage(), performance.now()]
  const made = await run()
  const { user, system } = process.cpuUsage(own)
  const others = (worked() - before - (user + system) / 1000) / (performance.now() - begin)
  return { made, others: Math.max(0, others) }
}

export const absent: string[] = []

/** A list of what could be made; what could not is named in `absent`. */
export async function optional<T>(name: string, make: () => Promise<T> | T): Promise<readonly T[]> {
  try {
    return [await make()]
  } catch (error) {
    absent.push(`${name}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`)
    return []
  }
}

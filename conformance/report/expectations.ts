import { falls, VERDICTS, type Verdict } from '../judge/verdict.js'
import type { Validation } from '../validate.js'

/** One line of an expectations file: what is known to be so, why, and where it is tracked. */
export interface Expectation {
  /** The id of a result, or `law K4 float32`. */
  readonly id: string
  readonly expect: Verdict | 'fails'
  readonly reason: string
  readonly issue?: string
}

/** What an expectations file leaves of a validation. */
export interface Expected {
  /** Failures that were expected. */
  readonly met: readonly string[]
  /** Failures that nobody expected. */
  readonly unexpected: readonly string[]
  /** Lines that name no result, or one that is now better or other than expected. */
  readonly stale: readonly string[]
}

/** @throws SyntaxError where the text is no list of expectations, naming the entry. */
export function parseExpectations(text: string, name: string): readonly Expectation[] {
  let lines: unknown
  try {
    lines = JSON.parse(text)
  } catch (error) {
    throw new SyntaxError(
      `${name} is no JSON (${error instanceof Error ? error.message : String(error)}): give a list of {id, expect, reason, issue}`,
    )
  }
  if (!Array.isArray(lines))
    throw new SyntaxError(`${name} holds no list: give a list of {id, expect, reason, issue}`)
  return lines.map((line, i) => {
    const { id, expect, reason, issue } = (line ?? {}) as Record<string, unknown>
    const known: readonly unknown[] = [...VERDICTS, 'fails']
    const named = typeof id === 'string' && typeof reason === 'string' && reason !== ''
    if (!named || !known.includes(expect) || !(issue === undefined || typeof issue === 'string'))
      throw new SyntaxError(
        `entry ${i} of ${name} is ${JSON.stringify(line)}, expected {"id": …, "expect": one of ${known.join(', ')}, "reason": …, "issue": …}`,
      )
    return {
      id,
      expect: expect as Expectation['expect'],
      reason,
      ...(issue !== undefined && { issue }),
    }
  })
}

/** Holds a validation against what was expected. */
export function compareExpected(
  expectations: readonly Expectation[],
  { results, laws }: Pick<Validation, 'results' | 'laws'>,
): Expected {
  const found = new Map<string, string>([
    ...results.map(({ id, verdict }) => [id, verdict] as const),
    ...laws.map(({ id, dtype, verdict }) => [`law ${id} ${dtype}`, verdict] as const),
  ])
  const failures = [
    ...results.filter(({ verdict }) => falls(verdict)).map(({ id }) => id),
    ...laws.filter(({ verdict }) => verdict === 'fails').map(({ id, dtype }) => `law ${id} ${dtype}`),
  ]
  const wanted = new Map(expectations.map((one) => [one.id, one]))
  return {
    met: failures.filter((id) => wanted.get(id)?.expect === found.get(id)),
    unexpected: failures.filter((id) => !wanted.has(id)),
    stale: expectations
      .filter(({ id, expect }) => found.get(id) !== expect)
      .map(
        ({ id, expect }) =>
          `${id}: expected ${expect}, ${found.has(id) ? `found ${found.get(id)}` : 'and there is no such check'}`,
      ),
  }
}

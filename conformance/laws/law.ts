import fc from 'fast-check'
import { type Bench, Broken, Undecided, Unsupported } from './bench.js'

/** A law: what right implementations satisfy whatever their schedule and formulas, so that no list of mistakes is needed. */
export interface Law {
  /** `K4`, as in the corpus of bugs; a letter behind it tells parts apart. */
  readonly id: string
  readonly title: string
  /** Where it holds, in words. */
  readonly domain: string
  /** Operations that it asks. */
  readonly needs: readonly string[]
  /** Whether it is tried on a schedule. */
  readonly on?: (bench: Bench) => boolean
  readonly check: (bench: Bench) => Promise<Tried>
}

export interface Tried {
  readonly runs: number
  readonly failure?: { readonly says: string; readonly counterexample: string; readonly path?: string }
}

/**
 * Tries a law on generated inputs; the first that breaks it is shrunk. Inputs that are refused, or where rounding allows any
 * answer, do not count.
 * @throws Unsupported where no input is left
 */
export async function trying<A>(
  bench: Bench,
  arbitrary: fc.Arbitrary<A>,
  check: (input: A) => Promise<void>,
  runs = bench.runs,
): Promise<Tried> {
  let passedOver = 0
  let last: Unsupported | undefined
  const property = fc.asyncProperty(arbitrary, async (input) => {
    try {
      await check(input)
    } catch (error) {
      if (error instanceof Unsupported || error instanceof Undecided) {
        passedOver++
        last = error instanceof Unsupported ? error : new Unsupported(error.message)
        return
      }
      throw error
    }
  })
  const details = await fc.check(property, { seed: bench.seed, numRuns: runs })
  if (!details.failed) {
    if (last && passedOver === details.numRuns) throw last
    return { runs: details.numRuns - passedOver }
  }
  const error = details.errorInstance
  if (!(error instanceof Broken)) throw error
  const [shrunk] = details.counterexample ?? []
  return {
    runs: details.numRuns,
    failure: {
      says: error.message,
      counterexample: fc.stringify(shrunk),
      ...(details.counterexamplePath !== null && { path: details.counterexamplePath }),
    },
  }
}

/** Tries a law that needs no inputs. */
export async function once(check: () => Promise<void>, what: string): Promise<Tried> {
  try {
    await check()
    return { runs: 1 }
  } catch (error) {
    if (error instanceof Undecided) throw new Unsupported(error.message)
    if (!(error instanceof Broken)) throw error
    return { runs: 1, failure: { says: error.message, counterexample: what } }
  }
}

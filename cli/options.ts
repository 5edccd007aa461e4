import { closeSync, existsSync, openSync, unlinkSync } from 'node:fs'
import { InvalidArgumentError } from 'commander'

/** A parser of whole numbers in a range, for commander. */
export const integer =
  (low: number, high: number) =>
  (given: string): number => {
    const value = Number(given)
    if (!/^\d+$/.test(given) || value < low || value > high)
      throw new InvalidArgumentError(`Expected a whole number from ${low} to ${high}.`)
    return value
  }

/** A path that can be written, tried before the work begins; a file that is there keeps its content. */
export function writable(path: string): string {
  const fresh = !existsSync(path)
  try {
    closeSync(openSync(path, 'a'))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new InvalidArgumentError(`It cannot be written (${why}). Give a file in a folder that exists.`)
  }
  if (fresh) unlinkSync(path)
  return path
}

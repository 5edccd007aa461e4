import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  statSync,
  unlinkSync,
} from 'node:fs'
import { InvalidArgumentError } from 'commander'
import { refusal } from './files.js'

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
    throw new InvalidArgumentError(
      `It cannot be written: ${refusal(error)}. Give a file in a folder that exists.`,
    )
  }
  if (fresh) unlinkSync(path)
  return path
}

/** A folder that can be written to, made in the one around it where it is not there. */
export function folder(path: string): string {
  try {
    if (!existsSync(path)) mkdirSync(path)
    if (!statSync(path).isDirectory()) throw new Error('it is no folder')
    accessSync(path, constants.W_OK)
  } catch (error) {
    throw new InvalidArgumentError(`It cannot be written: ${refusal(error)}.`)
  }
  return path
}

import { createHash } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { at } from '../../reference/numbers/combinators.js'
import type { ScheduleSpec } from '../../reference/schedule/registry.js'
import { sizeOf } from '../kernels/spelling.js'
import { layersOf, shape, stateDimensions } from '../network/shape.js'
import type { States } from '../training/model.js'
import type { Method } from './method.js'

/**
 * A training on disk, `alphabar-weights/1`: one JSON object with what it was given (method, data, schedule, hidden widths, seed,
 * steps, batch, rate), how far it is (step, the state of its random numbers), and for each layer its state
 * [3][inputs + 1][outputs] (θ with the bias as last row, Adam's first and second moment) as base64 of little-endian
 * float32. `sha256` is that of everything else, so that a truncated or altered file is refused.
 */
export interface Checkpoint {
  readonly settings: Settings
  readonly widths: readonly number[]
  readonly step: number
  readonly random: readonly number[]
  readonly states: States
}

/** What a training was given, and what a resumed one must share. */
export interface Settings {
  readonly method: Method
  readonly data: string
  readonly schedule: ScheduleSpec
  readonly hidden: readonly number[]
  readonly seed: number
  readonly steps: number
  readonly batch: number
  readonly rate: number
}

interface Saved extends Omit<Checkpoint, 'states'> {
  readonly format: string
  readonly layers: readonly string[]
  readonly sha256: string
}

const FORMAT = 'alphabar-weights/1'

const digest = (body: object) => createHash('sha256').update(JSON.stringify(body)).digest('hex')

export function encodeCheckpoint({ settings, widths, step, random, states }: Checkpoint): string {
  const layers = states.map((state) => {
    const bytes = Buffer.alloc(4 * state.length)
    state.forEach((x, i) => {
      bytes.writeFloatLE(x, 4 * i)
    })
    return bytes.toString('base64')
  })
  const body = { format: FORMAT, settings, widths, step, random, layers }
  return `${JSON.stringify({ ...body, sha256: digest(body) })}\n`
}

/** @throws RangeError for text that is no checkpoint, is cut short, was altered, or whose layers do not fit its widths. */
export function decodeCheckpoint(text: string, path: string): Checkpoint {
  const refuse = (why: string) =>
    new RangeError(`${path} is no ${FORMAT} file (${why}): give the weights.json that a training saved`)
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    throw refuse('it is no complete JSON')
  }
  if (typeof parsed !== 'object' || parsed === null || !('format' in parsed) || parsed.format !== FORMAT)
    throw refuse('it does not say so')
  const { sha256, ...body } = parsed as unknown as Saved
  if (sha256 !== digest(body)) throw refuse('its sha256 does not match: it was altered')
  const { settings, widths, step, random, layers } = body
  const network = layersOf(shape(widths))
  const states = layers.map((layer, l) => {
    const bytes = Buffer.from(layer, 'base64')
    const size = sizeOf(stateDimensions(at(network, l)))
    if (bytes.length !== 4 * size)
      throw refuse(`layer ${l} holds ${bytes.length} bytes, expected ${4 * size}`)
    return Float32Array.from({ length: size }, (_, i) => bytes.readFloatLE(4 * i))
  })
  if (states.length !== network.length)
    throw refuse(`it has ${states.length} layers, expected ${network.length}`)
  return { settings, widths, step, random, states }
}

/**
 * Replaces the file at once: an interruption leaves the old one or the new one, never half.
 * @throws RangeError where it cannot be written; what was there before is left.
 */
export function saveText(path: string, text: string): void {
  const beside = `${path}.partial`
  try {
    writeFileSync(beside, text)
    renameSync(beside, path)
  } catch (cause) {
    throw new RangeError(
      `'${path}' cannot be written (${(cause as Error).message}): free its folder, then go on with --resume from what was last saved`,
      { cause },
    )
  }
}

export function loadCheckpoint(path: string): Checkpoint {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new RangeError(`the weights '${path}' cannot be read: ${(cause as Error).message}`, { cause })
  }
  return decodeCheckpoint(text, path)
}

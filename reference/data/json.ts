import { parseJsonExactly } from '../numbers/json.js'
import { type ComponentInput, type Law, mixture } from './law.js'

const SHAPE = `expected {"components": [{"weight": 0.5, "mean": [0, 1], "covariance": [[1, 0], [0, 1]]}, …]}, without "covariance" for a point mass`

const KEYS = ['weight', 'mean', 'covariance']

/**
 * A data law in JSON, `{"components": [{"weight", "mean", "covariance"}, …]}`, every number the exact decimal that is written
 * (a ratio such as "1/3" in quotes).
 * @throws SyntaxError for malformed JSON, RangeError or TypeError for a law that is none
 */
export function lawFromJson(text: string, name = 'the data'): Law {
  const value = parsed(text, name)
  const components = isRecord(value) ? value.components : undefined
  if (!isRecord(value) || !Array.isArray(components))
    throw new TypeError(`${name} has no list of components: ${SHAPE}`)
  refuseUnknown(value, ['components'], name)
  return mixture(components.map((component, k) => componentOf(component, `components[${k}]`, name)))
}

function parsed(text: string, name: string): unknown {
  try {
    return parseJsonExactly(text)
  } catch (error) {
    throw new SyntaxError(`${name} is no JSON (${error instanceof Error ? error.message : error}): ${SHAPE}`)
  }
}

function componentOf(value: unknown, place: string, name: string): ComponentInput {
  if (!isRecord(value)) throw new TypeError(`${place} of ${name} is no object: ${SHAPE}`)
  refuseUnknown(value, KEYS, `${place} of ${name}`)
  const { weight, mean, covariance } = value
  if (weight === undefined || mean === undefined)
    throw new TypeError(`${place} of ${name} has no ${weight === undefined ? 'weight' : 'mean'}: ${SHAPE}`)
  // what they hold is checked by mixture, entry by entry
  return { weight, mean, ...(covariance === undefined ? {} : { covariance }) } as ComponentInput
}

function refuseUnknown(value: object, known: readonly string[], place: string): void {
  const unknown = Object.keys(value).find((key) => !known.includes(key))
  if (unknown !== undefined) throw new TypeError(`${place} has an unknown key '${unknown}': ${SHAPE}`)
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

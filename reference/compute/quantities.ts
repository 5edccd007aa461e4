import { AVERAGES } from './averages.js'
import { didYouMean } from './nearest.js'
import { POINTWISE } from './pointwise.js'
import type { Quantity } from './quantity.js'

export { INPUTS, type Input, type Quantity, type Shaped } from './quantity.js'

/** Every quantity that can be computed. A new one is a line in pointwise.ts or averages.ts. */
export const QUANTITIES: readonly Quantity[] = [...POINTWISE, ...AVERAGES]

/** @throws RangeError naming the quantities that come nearest. */
export function quantityNamed(name: string): Quantity {
  const found = QUANTITIES.find((q) => q.name === name)
  if (found) return found
  const names = QUANTITIES.map((q) => q.name)
  if (typeof name !== 'string' || name === '')
    throw new RangeError(`no quantity was named, expected one of ${names.join(', ')}`)
  throw new RangeError(
    `no quantity is named '${name}'. ${didYouMean(name, names)} The quantities are ${names.join(', ')}.`,
  )
}

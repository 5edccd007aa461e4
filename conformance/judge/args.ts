import type { Args } from '../operations/operation.js'
import type { Call, Input } from '../subject.js'

/** Thrown where a call lacks what its operation needs: the call is at fault, or the recording. */
export class BadCall extends RangeError {
  override name = 'BadCall'
}

/** How the numbers of a call enter an algebra. */
export interface Entering<T> {
  readonly data: (x: number) => T
  readonly host: (x: number) => T
}

/** The arguments of a call in an algebra. */
export function argsOf<T>({ op, inputs, schedule }: Call, { data, host }: Entering<T>): Args<T> {
  const get = (name: string): Input => {
    const value = inputs[name]
    if (value === undefined || value === null) throw new BadCall(`${op} was called without ${name}`)
    return value
  }
  const number = (name: string): number => {
    const value = get(name)
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw new BadCall(`${op} was called with ${name} = ${JSON.stringify(value)}: expected a number`)
    return value
  }
  const numbers = (name: string): readonly number[] => {
    const value = get(name)
    const list = Array.isArray(value) ? value : [value]
    return list.map((x: Input) => {
      if (typeof x !== 'number' || !Number.isFinite(x))
        throw new BadCall(`${op} was called with an entry ${JSON.stringify(x)} in ${name}: expected numbers`)
      return x
    })
  }
  const whole = (name: string): number => {
    const value = number(name)
    if (!Number.isInteger(value))
      throw new BadCall(`${op} was called with ${name} = ${value}: expected an integer`)
    return value
  }
  const vectors = new Map<string, readonly T[]>()
  return {
    kind: schedule.kind,
    num: (name) => data(number(name)),
    host: (name) => host(number(name)),
    vec: (name) => {
      const found = vectors.get(name) ?? numbers(name).map(data)
      vectors.set(name, found)
      return found
    },
    has: (name) => inputs[name] !== undefined && inputs[name] !== null,
    word: (name) => {
      const value = get(name)
      if (typeof value !== 'string')
        throw new BadCall(`${op} was called with ${name} = ${JSON.stringify(value)}: expected a word`)
      return value
    },
    flag: (name) => inputs[name] === true,
    int: whole,
    place: number,
    ints: (name) =>
      numbers(name).map((x) => {
        if (!Number.isInteger(x))
          throw new BadCall(`${op} was called with ${name} holding ${x}: expected integers`)
        return x
      }),
    time: (name) => {
      if (typeof schedule.T !== 'number') return number(name)
      const t = whole(name)
      return t < 0 ? 0 : t + 1
    },
  }
}

const itself = (x: number) => x
/** The arguments as they are, to look at. */
export const plainArgs = (call: Call): Args<number> => argsOf(call, { data: itself, host: itself })

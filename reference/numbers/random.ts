/** A seeded source of numbers, the same on every machine: xoshiro128** seeded by splitmix32, normals by Box and Muller. */
export interface Generator {
  /** Uniform in [0, 1), 53 bits. */
  readonly uniform: () => number
  /** Standard normal. */
  readonly normal: () => number
  /** Uniform in 0..n−1. */
  readonly below: (n: number) => number
  /** What {@link restore} continues from. */
  readonly state: () => readonly number[]
}

const rotate = (x: number, k: number) => (x << k) | (x >>> (32 - k))

/** @throws RangeError unless the seed is an integer in 0..2⁵³−1. */
export function generator(seed: number): Generator {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new RangeError(`the seed is ${seed}: expected a whole number from 0 to 2^53 − 1`)
  let z = (seed ^ Math.floor(seed / 2 ** 32)) | 0
  const split = () => {
    z = (z + 0x9e3779b9) | 0
    let w = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    w = Math.imul(w ^ (w >>> 15), 0x735a2d97)
    return (w ^ (w >>> 15)) | 0
  }
  return restore([split(), split(), split(), split()])
}

/** Continues from a state of {@link Generator.state}. */
export function restore([s0 = 0, s1 = 0, s2 = 0, s3 = 0, held = Number.NaN]: readonly number[]): Generator {
  let [a, b, c, d] = [s0 | 0, s1 | 0, s2 | 0, s3 | 0]
  let spare = held
  const next = () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = rotate(d, 11)
    return result
  }
  const uniform = () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53
  const normal = () => {
    if (!Number.isNaN(spare)) {
      const kept = spare
      spare = Number.NaN
      return kept
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()))
    const angle = 2 * Math.PI * uniform()
    spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }
  return {
    uniform,
    normal,
    below: (n) => Math.floor(uniform() * n),
    state: () => (Number.isNaN(spare) ? [a, b, c, d] : [a, b, c, d, spare]),
  }
}

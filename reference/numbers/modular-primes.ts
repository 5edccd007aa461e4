/** A stream of random bits that a seed determines. */
export type RandomBits = (bits: number) => bigint

const WORD = 64n
const MASK = (1n << WORD) - 1n

/** SplitMix64 (Steele, Lea, Flood 2014). The same seed gives the same stream on every machine. */
export function randomBits(seed: number): RandomBits {
  let state = BigInt.asUintN(64, BigInt(Math.trunc(seed)))
  const word = (): bigint => {
    state = (state + 0x9e3779b97f4a7c15n) & MASK
    let z = state
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK
    return z ^ (z >> 31n)
  }
  return (bits) => {
    let value = 0n
    for (let have = 0; have < bits; have += 64) value = (value << WORD) | word()
    return value >> BigInt((64 - (bits % 64)) % 64)
  }
}

/** A number below n, uniform to within 2^−64 of the length drawn. */
export function randomBelow(random: RandomBits, n: bigint): bigint {
  const bits = n.toString(2).length
  for (;;) {
    const value = random(bits)
    if (value < n) return value
  }
}

export function powerModulo(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  let b = base % modulus
  for (const bit of [...exponent.toString(2)].reverse()) {
    if (bit === '1') result = (result * b) % modulus
    b = (b * b) % modulus
  }
  return result
}

/** Primes are drawn from [2^127, 2^128). */
export const PRIME_BITS = 128
/**
 * A composite passes this many Miller–Rabin rounds with probability ≤ 4^−67 = 2^−134. One in 2^6 of the numbers drawn is
 * prime, so the one that is taken is composite with probability ≤ 2^−128.
 */
const ROUNDS = 67

/**
 * At least 2^119 primes ≡ 3 (mod 4) lie in [2^127, 2^128): |θ(x; 4, 3) − x/2| < x/(160·ln x) for x ≥ 8·10⁹ (Bennett,
 * Martin, O'Bryant, Rechnitzer, Explicit bounds for primes in arithmetic progressions, 2018, Theorem 1.1), so their
 * logarithms, each below 128·ln 2, sum to more than 0.499·2^127.
 */
export const PRIMES_LOG2 = 119

const SMALL_PRIMES = [3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71].map(BigInt)

const drawn = new Map<number, bigint>()

/** The prime ≡ 3 (mod 4) of 128 bits that a seed draws, uniform among them. */
export function randomPrime(seed: number): bigint {
  const known = drawn.get(seed)
  if (known !== undefined) return known
  const random = randomBits(seed)
  for (;;) {
    const candidate = (1n << BigInt(PRIME_BITS - 1)) | (random(PRIME_BITS - 3) << 2n) | 3n
    if (SMALL_PRIMES.some((q) => candidate % q === 0n) || !isProbablePrime(candidate, random)) continue
    drawn.set(seed, candidate)
    return candidate
  }
}

/** Miller–Rabin for n ≡ 3 (mod 4): n − 1 is twice an odd number, so each round is one power. */
function isProbablePrime(n: bigint, random: RandomBits): boolean {
  for (let round = 0; round < ROUNDS; round++) {
    const x = powerModulo(2n + randomBelow(random, n - 3n), (n - 1n) / 2n, n)
    if (x !== 1n && x !== n - 1n) return false
  }
  return true
}

/** The inverse of a modulo a prime. @throws RangeError where a is 0. */
export function inverseModulo(a: bigint, p: bigint): bigint {
  let [r0, r1, s0, s1] = [p, a, 0n, 1n]
  while (r1 !== 0n) {
    const q = r0 / r1
    ;[r0, r1, s0, s1] = [r1, r0 - q * r1, s1, s0 - q * s1]
  }
  if (r0 !== 1n)
    throw new RangeError('a denominator is 0 at a random point: it is 0 identically, or nearly never')
  return s0 < 0n ? s0 + p : s0
}

/** A root of a modulo a prime ≡ 3 (mod 4), or undefined where there is none. */
export function rootModulo(a: bigint, p: bigint): bigint | undefined {
  const root = powerModulo(a, (p + 1n) / 4n, p)
  return (root * root) % p === a ? root : undefined
}

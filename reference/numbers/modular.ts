import type { ExponentialField, Field } from './algebra.js'
import { inverseModulo, PRIME_BITS, PRIMES_LOG2, type RandomBits, randomBelow } from './modular-primes.js'
import { type KnownRoot, knownRoot, memoised } from './opaque.js'
import { parseRational } from './rational.js'

/**
 * How large the numerator and denominator can be of the fraction of integer polynomials that the operations write,
 * nothing cancelled: total degree, and bits of the sum of the absolute coefficients.
 */
export interface Size {
  readonly numDegree: number
  readonly denDegree: number
  readonly numBits: number
  readonly denBits: number
}

/** The value of a rational function at a point modulo a prime, with a bound of what the function can be. */
export interface Residue {
  readonly value: bigint
  readonly size: Size
}

/**
 * Rational functions at one random point modulo one random prime. Values that differ are different; values that agree
 * belong to equal functions but for a probability that {@link Residues.errorProbability} bounds.
 */
export interface Residues extends ExponentialField<Residue> {
  readonly prime: bigint
  /** A variable: a random element. */
  readonly random: () => Residue
  /** √a is known to be r. */
  readonly know: (known: KnownRoot<Residue>) => void
  /** Equal, up to the probability that this adds to the bound. */
  readonly same: (a: Residue, b: Residue) => boolean
  /**
   * A bound of the probability that some `same` said yes of two different functions, for a prime and a point drawn at
   * random. `sheets` is the degree 2ᵏ of the variety that k roots make, irreducible; `tries` how many points could have
   * been drawn before one was on it.
   *
   * A difference N/D of degree ≤ δ in the variables and roots, every root weighed by its size, has a norm of degree ≤
   * sheets·δ. By Schwartz and Zippel it is 0 at one of the points tried with probability ≤ tries·sheets·δ/p. It is 0
   * modulo p altogether for at most sheets·bits/127 primes of the 2^119 that p is drawn from. p is composite with
   * probability ≤ 2^−128.
   */
  readonly errorProbability: (variety: { readonly sheets: number; readonly tries: number }) => number
  /** Exponentials, logarithms and shifts met. */
  readonly opaque: () => number
}

const VARIABLE: Size = { numDegree: 1, denDegree: 0, numBits: 0, denBits: 0 }

/** A root of n/d is ρ/d with ρ² = n·d: ρ weighs half of what n·d does, and so does its numerator. */
export const sizeOfRoot = ({ numDegree, denDegree, numBits, denBits }: Size): Size => ({
  numDegree: Math.ceil((numDegree + denDegree) / 2),
  denDegree,
  numBits: Math.ceil((numBits + denBits) / 2),
  denBits,
})

const bitsOf = (n: bigint) => (n < 0n ? -n : n).toString(2).length

/** Rationals n/d with |n|, d below this are told from a residue. */
const SMALL = 1n << 16n
const LARGEST_SQUARE: Size = { numDegree: 0, denDegree: 0, numBits: 16, denBits: 16 }
const CONSTANTS = 2 ** 16

export function residues(prime: bigint, random: RandomBits): Residues {
  // Over every test of equality, whatever it said: the degrees and bits of the differences.
  const tested = { degree: 0, bits: 0 }
  const record = ({ numDegree, numBits }: Size, choices = 1): void => {
    tested.degree += choices * numDegree
    tested.bits += choices * numBits
  }
  const known: KnownRoot<Residue>[] = []
  let opaque = 0

  const reduce = (n: bigint) => {
    const r = n % prime
    return r < 0n ? r + prime : r
  }
  const sumSize = (a: Size, b: Size): Size => ({
    numDegree: Math.max(a.numDegree + b.denDegree, b.numDegree + a.denDegree),
    denDegree: a.denDegree + b.denDegree,
    numBits: Math.max(a.numBits + b.denBits, b.numBits + a.denBits) + 1,
    denBits: a.denBits + b.denBits,
  })
  const productSize = (a: Size, b: Size): Size => ({
    numDegree: a.numDegree + b.numDegree,
    denDegree: a.denDegree + b.denDegree,
    numBits: a.numBits + b.numBits,
    denBits: a.denBits + b.denBits,
  })
  const inverted = ({ numDegree, denDegree, numBits, denBits }: Size): Size => ({
    numDegree: denDegree,
    denDegree: numDegree,
    numBits: denBits,
    denBits: numBits,
  })
  const F: Field<Residue> = {
    lit: (exact) => {
      const { num, den } = parseRational(exact)
      const value = den === 1n ? reduce(num) : reduce(num * inverseModulo(reduce(den), prime))
      return { value, size: { numDegree: 0, denDegree: 0, numBits: bitsOf(num), denBits: bitsOf(den - 1n) } }
    },
    add: (a, b) => {
      const value = a.value + b.value
      return { value: value >= prime ? value - prime : value, size: sumSize(a.size, b.size) }
    },
    sub: (a, b) => {
      const value = a.value - b.value
      return { value: value < 0n ? value + prime : value, size: sumSize(a.size, b.size) }
    },
    mul: (a, b) => ({ value: (a.value * b.value) % prime, size: productSize(a.size, b.size) }),
    div: (a, b) => ({
      value: (a.value * inverseModulo(b.value, prime)) % prime,
      size: productSize(a.size, inverted(b.size)),
    }),
    neg: (a) => ({ value: a.value === 0n ? 0n : prime - a.value, size: a.size }),
  }

  const same = (a: Residue, b: Residue): boolean => {
    record(sumSize(a.size, b.size))
    return a.value === b.value
  }
  const variable = (): Residue => ({ value: randomBelow(random, prime), size: VARIABLE })
  const generator = (): Residue => {
    opaque++
    return variable()
  }

  // c ≥ 0 with c² = a, where c is one of the 2^16 rationals whose square has parts below 2^16.
  const constantRoot = (a: Residue): Residue | undefined => {
    record(sumSize(a.size, LARGEST_SQUARE), CONSTANTS)
    const square = smallRational(a.value, prime)
    const [num, den] = square ? [smallRoot(square.num), smallRoot(square.den)] : []
    return num === undefined || den === undefined ? undefined : F.lit(`${num}/${den}`)
  }

  const one = F.lit(1n)
  const zero = F.lit(0n)
  const exponential = memoised(same, ([a = zero]) => {
    if (same(a, zero)) return one
    const value = generator()
    known.push({ root: value, square: F.mul(value, value) })
    return value
  })
  const logarithm = memoised(same, ([a = one]) => (same(a, one) ? zero : generator()))

  return {
    ...F,
    sqrt: (a) => {
      const root = knownRoot({ F, quiet: F }, constantRoot, known, a)
      if (root) return root
      throw new RangeError(
        'undecided: a root is taken of what no product of at most three declared roots gives; declare it as a root of the statement',
      )
    },
    exp: (a) => exponential([a]),
    log: (a) => logarithm([a]),
    shift: memoised(same, generator),
    prime,
    random: variable,
    know: (root) => {
      known.push(root)
    },
    same,
    errorProbability: ({ sheets, tries }) => {
      const atAPoint = (tries * sheets * tested.degree) / 2 ** (PRIME_BITS - 1)
      const atNoPoint = (sheets * tested.bits) / (PRIME_BITS - 1) / 2 ** PRIMES_LOG2
      return atAPoint + atNoPoint + 2 ** -PRIME_BITS
    },
    opaque: () => opaque,
  }
}

/** The n/d with |n|, d < 2^16 that a residue is, if any. */
function smallRational(a: bigint, p: bigint): { num: bigint; den: bigint } | undefined {
  let [r0, r1, s0, s1] = [p, a, 0n, 1n]
  while (r1 >= SMALL) {
    const q = r0 / r1
    ;[r0, r1, s0, s1] = [r1, r0 - q * r1, s1, s0 - q * s1]
  }
  const [num, den] = s1 < 0n ? [-r1, -s1] : [r1, s1]
  return den < SMALL && den > 0n ? { num, den } : undefined
}

function smallRoot(n: bigint): bigint | undefined {
  const root = BigInt(Math.round(Math.sqrt(Number(n))))
  return n >= 0n && root * root === n ? root : undefined
}

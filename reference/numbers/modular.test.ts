import { describe, expect, it } from 'vitest'
import { posteriorMean } from '../process/posterior.js'
import type { ExponentialField } from './algebra.js'
import { at, power } from './combinators.js'
import { residues } from './modular.js'
import {
  inverseModulo,
  PRIME_BITS,
  powerModulo,
  randomBits,
  randomPrime,
  rootModulo,
} from './modular-primes.js'
import { normalForms } from './polynomial-field.js'

const degree = (monomial: string) => [...monomial].reduce((sum, ch) => sum + ch.charCodeAt(0), 0)

/** Formulas whose growth is known by expanding them. */
const expressions: readonly (<T>(F: ExponentialField<T>, v: readonly T[]) => T)[] = [
  ({ lit, add }, v) => add(at(v, 0), lit('-7/3')),
  (F, v) => power(F, F.sub(F.mul(F.lit(5n), at(v, 0)), at(v, 1)), 6),
  ({ div, add, sub }, [a, b, c] = []) => {
    if (a === undefined || b === undefined || c === undefined) throw new RangeError('three variables')
    return div(add(div(a, b), div(b, c)), sub(div(c, a), b))
  },
  (F, v) =>
    posteriorMean(
      F,
      {
        prior: { signal: at(v, 0), variance: at(v, 1) },
        step: { signal: at(v, 2), variance: at(v, 3) },
      },
      { x0: at(v, 4), xt: at(v, 5) },
    ),
]

describe('modular', () => {
  it('draws a prime ≡ 3 (mod 4) of 128 bits, the same for the same seed', () => {
    const [p, q] = [randomPrime(1), randomPrime(2)]
    expect(randomPrime(1)).toBe(p)
    expect(p).not.toBe(q)
    for (const prime of [p, q]) {
      expect([prime.toString(2).length, prime % 4n]).toEqual([PRIME_BITS, 3n])
      for (const base of [2n, 3n, 5n, 7n]) expect(powerModulo(base, prime - 1n, prime)).toBe(1n)
    }
  })

  it('inverts, and roots squares only', () => {
    const p = randomPrime(1)
    const random = randomBits(9)
    for (let i = 0; i < 50; i++) {
      const a = random(120) + 1n
      expect((a * inverseModulo(a, p)) % p).toBe(1n)
      const square = (a * a) % p
      const root = rootModulo(square, p) ?? 0n
      expect(root === a || root === p - a).toBe(true)
      // −1 is no square modulo a prime ≡ 3 (mod 4), so neither is −a²
      expect(rootModulo(p - square, p)).toBeUndefined()
    }
    expect(() => inverseModulo(0n, p)).toThrow(/denominator is 0/)
  })

  it('bounds the degree and the coefficients that the expanded expression has', () => {
    for (const expression of expressions) {
      const R = residues(randomPrime(1), randomBits(1))
      const { size } = expression(
        R,
        [...Array(6)].map(() => R.random()),
      )
      const N = normalForms()
      const { num } = expression(
        N,
        [...'abcdef'].map((name) => N.variable(name)),
      )
      expect(Math.max(...[...num.keys()].map(degree))).toBeLessThanOrEqual(size.numDegree)
      const norm = [...num.values()].reduce((sum, c) => sum + (c < 0n ? -c : c), 0n)
      expect(norm <= 1n << BigInt(size.numBits)).toBe(true)
    }
  })

  it('adds every test to the probability of an error: more of them, of larger degree, make it larger', () => {
    const error = (n: number, times: number) => {
      const R = residues(randomPrime(1), randomBits(1))
      const x = R.random()
      for (let i = 0; i < times; i++) expect(R.same(power(R, x, n), R.lit(2n))).toBe(false)
      return R.errorProbability({ sheets: 1, tries: 1 })
    }
    expect(error(1, 1)).toBeLessThan(error(50, 1))
    expect(error(50, 1)).toBeLessThan(error(50, 2))
  })

  it('needs that bound: modulo a small prime x⁷ and x agree at every point', () => {
    const R = residues(7n, randomBits(1))
    const x = R.random()
    expect(R.same(power(R, x, 7), x)).toBe(true)
    const large = residues(randomPrime(1), randomBits(1))
    const y = large.random()
    expect(large.same(power(large, y, 7), y)).toBe(false)
  })
})

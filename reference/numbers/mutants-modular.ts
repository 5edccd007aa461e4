import type { AnalyticField } from './algebra.js'
import { type Node, reader } from './dag.js'
import { type Residue, type Residues, residues, sizeOfRoot } from './modular.js'
import { randomBits, randomPrime, rootModulo } from './modular-primes.js'

/** Two expressions at a random point: equal but for a probability, different for sure, or neither. */
export type Comparison =
  | { readonly is: 'equal'; readonly errorProbability: number }
  | { readonly is: 'different' | 'undecided' }

/** Each root doubles the readings; no formula of the reference takes more than this many different roots. */
const MOST_ROOTS = 6
/** Points at which a radicand has no root are given up: with k roots about one point in 2ᵏ has them all. */
const MOST_TRIES = 400

/**
 * Whether two expressions are one function, by a random point modulo a random prime of 128 bits.
 *
 * A root √A is read as ρ with ρ² = A and no more is assumed of it: every choice of the k signs is read at the point, and
 * *equal* needs agreement at all of them. An expression that is not 0 is c₀ + c₁ρ with c₀ or c₁ not 0; if it is 0 for
 * both signs, c₀ and c₁ρ are 0 at the point, and so on down to the coefficients in the variables, each of which is 0 at
 * the point or modulo the prime with the probability of Schwartz and Zippel that {@link Residues.errorProbability}
 * computes. Exponentials and the like are free variables, one for each argument: an identity that holds for all values
 * holds for theirs. Of erf and sin it is known that they are odd, of cos that it is even. What is taken for one root or
 * one function must be so at every choice of the signs.
 *
 * *Different* is said only where no root and no such function was met; else the two may yet be related.
 */
export function compareAtAPoint(a: Node, b: Node): Comparison {
  const read = reader([a, b])
  for (let attempt = 1; attempt <= MOST_TRIES; attempt++) {
    const F = residues(randomPrime(attempt), randomBits(attempt ^ 0x2545f491))
    const point = new Map<string, Residue>()
    const env = (path: string): Residue => {
      const value = point.get(path) ?? F.random()
      point.set(path, value)
      return value
    }
    const first = signed(F, env, read, 0)
    if (first === 'no root') continue
    if (first === 'no value') return { is: 'undecided' }
    if (first.roots > MOST_ROOTS) return { is: 'undecided' }
    const sheets = 2 ** first.roots
    const others = Array.from({ length: sheets - 1 }, (_, i) => signed(F, env, read, i + 1))
    if (others.includes('no root')) continue
    if (others.includes('no value')) return { is: 'undecided' }
    const all = [first, ...others] as readonly Reading[]
    if (all.every(({ same, shape }) => same && shape === first.shape))
      return { is: 'equal', errorProbability: attempt * F.errorProbability({ sheets, tries: 1 }) }
    return { is: first.shape === '' ? 'different' : 'undecided' }
  }
  return { is: 'undecided' }
}

interface Reading {
  readonly same: boolean
  readonly roots: number
  /** Which roots and functions were taken for which. */
  readonly shape: string
}

/** The two values, the sign of root i by bit i of `signs`; a radicand may have no root modulo the prime. */
function signed(
  F: Residues,
  env: (path: string) => Residue,
  read: ReturnType<typeof reader>,
  signs: number,
): Reading | 'no root' | 'no value' {
  const zero = F.lit(0n)
  const one = F.lit(1n)
  const shape: string[] = []
  const met: { readonly op: string; readonly args: readonly Residue[]; readonly value: Residue }[] = []
  let roots = 0

  // One value for each function and arguments; for the arguments negated `mirrored` of it, where that is known.
  const opaque = (
    op: string,
    args: readonly Residue[],
    make: () => Residue,
    mirrored?: (value: Residue) => Residue,
  ): Residue => {
    const entered = (xs: readonly Residue[]) =>
      met.findIndex(
        (entry) =>
          entry.op === op &&
          entry.args.length === xs.length &&
          entry.args.every((x, i) => F.same(x, xs[i] ?? x)),
      )
    const found = entered(args)
    const mirror = found < 0 && mirrored ? entered(args.map(F.neg)) : -1
    if (found < 0 && mirror < 0) met.push({ op, args, value: make() })
    shape.push(found >= 0 ? `${op}${found}` : mirror >= 0 ? `${op}-${mirror}` : `${op}${met.length - 1}`)
    const value = met[Math.max(found, mirror)]?.value ?? (met.at(-1)?.value as Residue)
    return mirror >= 0 && mirrored ? mirrored(value) : value
  }
  const withValueAt = (x: Residue, at: Residue, value: Residue, otherwise: () => Residue) =>
    F.same(x, at) ? value : otherwise()

  const exp = (x: Residue) => withValueAt(x, zero, one, () => opaque('exp', [x], F.random))
  const log = (x: Residue) => withValueAt(x, one, zero, () => opaque('log', [x], F.random))
  const odd = (op: string) => (x: Residue) =>
    withValueAt(x, zero, zero, () => opaque(op, [x], F.random, F.neg))
  const { lit, add, sub, mul, div, neg } = F
  const field: AnalyticField<Residue> = {
    lit,
    add,
    sub,
    mul,
    div,
    neg,
    sqrt: (x) =>
      withValueAt(x, zero, zero, () =>
        opaque('sqrt', [x], () => {
          const root = rootModulo(x.value, F.prime)
          if (root === undefined) throw new NoRoot()
          const negative = ((signs >> roots++) & 1) === 1
          return { value: negative ? F.prime - root : root, size: sizeOfRoot(x.size) }
        }),
      ),
    exp,
    log,
    expm1: (x) => sub(exp(x), one),
    log1p: (x) => log(add(one, x)),
    sin: odd('sin'),
    erf: odd('erf'),
    cos: (x) => withValueAt(x, zero, one, () => opaque('cos', [x], F.random, (value) => value)),
    // an identity that holds for every number in the place of π holds for π
    get pi() {
      return opaque('pi', [], F.random)
    },
    shift: (xs) => opaque('shift', xs, F.random),
  }
  try {
    const [x, y] = read(field, env) as readonly Residue[]
    return { same: x !== undefined && y !== undefined && F.same(x, y), roots, shape: shape.join(' ') }
  } catch (error) {
    if (error instanceof NoRoot) return 'no root'
    // 0 is divided by at every point, or at this one
    if (error instanceof RangeError) return 'no value'
    throw error
  }
}

/** A radicand without a root modulo the prime: another point is drawn. */
class NoRoot extends Error {}

import { at } from '../../reference/numbers/combinators.js'
import { type Residue, type Residues, residues, sizeOfRoot } from '../../reference/numbers/modular.js'
import { randomBits, randomPrime, rootModulo } from '../../reference/numbers/modular-primes.js'
import { evaluate } from '../../reference/numbers/polynomial.js'
import { normalForms, type Rule } from '../../reference/numbers/polynomial-field.js'
import type { Claim, Context, Outcome } from '../theorem.js'
import { assume } from './normal-form.js'
import { falls, guarded, holds } from './outcome.js'
import { hypothesesOf, labelOf, type Point, readVariables, type Statement } from './statement.js'

/**
 * The conclusions, all equalities, proved as identities of rational functions by one random point modulo one random prime:
 * for identities too large for a normal form. The outcome states the probability that a false one would have passed, over
 * the choice of prime and point, which the context's seed makes. Declared roots must be independent, so that the variety
 * they make is irreducible: the points drawn prove it, or the claim is undecided. It then holds for all reals at which
 * the roots are real and no denominator is 0.
 */
export function provedByModular<V extends string>(text: string, statement: Statement<V>): Claim {
  return {
    text,
    tier: 'proved',
    engine: 'modular',
    check: guarded((context) => byModular(statement, context)),
  }
}

function byModular<V extends string>(statement: Statement<V>, { seed }: Context): Outcome {
  const prime = randomPrime(seed)
  const F = residues(prime, randomBits(seed ^ 0x5bd1e995))
  const { point, variety } = randomPoint(F, statement)
  for (const { left, is, right } of hypothesesOf(statement, F, point)) {
    const difference = F.sub(left, right)
    if (is === '>' || is === '≥') F.know({ root: difference, square: F.mul(difference, difference) })
    if (is === '=' && difference.value !== 0n)
      throw new Error('a hypothesis is false at the point drawn from it')
  }
  const conclusions = statement.conclude(F, point)
  if (conclusions.length === 0) return falls(0, 'the statement concludes nothing')
  for (const [i, conclusion] of conclusions.entries()) {
    if (conclusion.is !== '=')
      return falls(i, `undecided: ${labelOf(conclusion, i)} is a ‘${conclusion.is}’, a residue decides ‘=’`)
    if (F.same(conclusion.left, conclusion.right)) continue
    const verdict = F.opaque() > 0 ? 'undecided, for exponentials are opaque' : 'different'
    return falls(
      i,
      `${verdict}: ${labelOf(conclusion, i)}: the sides differ at a random point modulo a prime`,
    )
  }
  const bound = upwards(F.errorProbability(variety))
  return holds(conclusions.length, {
    worst: `chance of error ≤ ${bound}`,
    detail: `if one were false, a random prime and point would show it but for a probability ≤ ${bound}`,
  })
}

/**
 * A point of the variety that the roots and the `=` hypotheses make. A point is drawn until every radicand is a square;
 * along the way each radicand must once be seen not to be one while those before it are: then it is no square of their
 * function field, and the variety is irreducible.
 */
function randomPoint<V extends string>(
  F: Residues,
  statement: Statement<V>,
): { point: Point<V, Residue>; variety: { sheets: number; tries: number } } {
  const N = normalForms()
  const symbols = readVariables(statement, N, { free: N.variable, root: N.root })
  for (const hypothesis of hypothesesOf(statement, N, symbols))
    if (hypothesis.is === '=') assume(N, hypothesis)
  if (N.generators().length > 0)
    throw new RangeError(`undecided: a hypothesis is not algebraic: it holds ${N.generators().join(', ')}`)
  const rules = new Map(N.rules().map((rule) => [rule.variable, rule]))
  const quadratic = [...rules.values()].filter(({ power }) => power === 2)
  const sheets = 2 ** quadratic.length
  const tries = 64 * sheets
  const seenIrrational = new Set<number>()
  for (let i = 0; i < tries; i++) {
    const drawn = draw(F, statement.variables.length, rules)
    if (typeof drawn === 'number') seenIrrational.add(drawn)
    else if (quadratic.every(({ variable }) => seenIrrational.has(variable)))
      return { point: namedPoint(F, statement, drawn), variety: { sheets, tries } }
  }
  const doubtful = quadratic.filter(({ variable }) => !seenIrrational.has(variable))
  const names = doubtful.map(({ variable }) => at(statement.variables, variable)).join(', ')
  throw new RangeError(
    `undecided: no point shows that ${names || 'every root'} is independent of the roots before it; declare fewer roots`,
  )
}

/** Values for all variables, or the variable whose square the values before it make no square. */
function draw(F: Residues, length: number, rules: ReadonlyMap<number, Rule>): readonly Residue[] | number {
  const values: Residue[] = []
  for (let i = 0; i < length; i++) {
    const rule = rules.get(i)
    if (!rule) {
      values.push(F.random())
      continue
    }
    const defined = F.div(evaluate(F, rule.num, values), evaluate(F, rule.den, values))
    if (rule.power === 1) values.push(defined)
    else {
      const root = rootModulo(defined.value, F.prime)
      if (root === undefined) return i
      // either sign: the root that is itself a square would hide a dependence of the next root on this one
      const signed = { value: root, size: sizeOfRoot(defined.size) }
      values.push(F.random().value % 2n === 0n ? signed : F.neg(signed))
    }
  }
  return values
}

/** The point by name. The squares of declared roots are what the statement computes, so that `sqrt` finds them. */
function namedPoint<V extends string>(
  F: Residues,
  statement: Statement<V>,
  values: readonly Residue[],
): Point<V, Residue> {
  const value = (name: V) => at(values, statement.variables.indexOf(name))
  return readVariables(statement, F, {
    free: value,
    root: (name, square) => {
      F.know({ root: value(name), square })
      return value(name)
    },
  })
}

/** One digit, rounded up. */
function upwards(probability: number): string {
  const exponent = Math.floor(Math.log10(probability))
  const digit = Math.ceil(probability / 10 ** exponent)
  return digit < 10 ? `${digit}e${exponent}` : `1e${exponent + 1}`
}

import fc from 'fast-check'
import type { ExponentialField } from '../../reference/numbers/algebra.js'
import { at } from '../../reference/numbers/combinators.js'
import { POWERS_OF_TWO } from '../../reference/numbers/powers-of-two.js'
import {
  compare,
  equal,
  format,
  RATIONALS,
  type Rational,
  rational,
} from '../../reference/numbers/rational.js'
import type { Claim, Context, Outcome } from '../theorem.js'
import { falls, guarded, holds } from './outcome.js'
import {
  hypothesesOf,
  labelOf,
  type Point,
  type Relation,
  readVariables,
  type Statement,
} from './statement.js'

/**
 * Rationals as an exponential field, exact or an error: e⁰ = 1 and log 1 = 0 are the only rational values there are.
 */
export const EXACT: ExponentialField<Rational> = {
  ...RATIONALS,
  exp: (a) => only(a, rational(0n), rational(1n), 'e'),
  log: (a) => only(a, rational(1n), rational(0n), 'log'),
  shift: (xs) => at(xs, 0),
}

function only(a: Rational, argument: Rational, value: Rational, name: string): Rational {
  if (equal(a, argument)) return value
  throw new RangeError(`${name}(${format(a)}) is not rational: use a symbolic reading or an enclosure`)
}

/** Values for the variables that are not roots; a root may be given as well, and is then checked. */
export type Inputs<V extends string> = { readonly [K in V]?: Rational }

/** The conclusions at rational inputs drawn from `inputs`, seeded by the context and shrunk where they fail. */
export const exactAtRationals = <V extends string>(
  text: string,
  statement: Statement<V>,
  inputs: fc.Arbitrary<Inputs<V>>,
): Claim => exactIn(EXACT, 'rationals', text, statement, inputs)

/**
 * The same with exponentials: rationals in which e^(k/2) is 2^k ({@link POWERS_OF_TWO}). What holds there at the inputs tried
 * rests on rational operations, e^(a+b) = e^a·e^b and log e^a = a alone; it is no statement about the number e.
 */
export const exactInPowersOfTwo = <V extends string>(
  text: string,
  statement: Statement<V>,
  inputs: fc.Arbitrary<Inputs<V>>,
): Claim => exactIn(POWERS_OF_TWO, 'rationals, e^(k/2) = 2^k', text, statement, inputs)

function exactIn<V extends string>(
  F: ExponentialField<Rational>,
  engine: string,
  text: string,
  statement: Statement<V>,
  inputs: fc.Arbitrary<Inputs<V>>,
): Claim {
  const check = ({ seed, runs }: Context): Outcome => {
    const property = fc.property(inputs, (given) => {
      const point = pointOf(statement, given, F)
      fc.pre(hypothesesOf(statement, F, point).every(isTrue))
      const failure = firstFailure(statement, point, F)
      if (failure) throw new RangeError(failure)
    })
    const { failed, counterexample, errorInstance, numRuns, numSkips } = fc.check(property, {
      seed,
      numRuns: runs,
    })
    if (!failed) return holds(numRuns)
    if (!counterexample)
      return falls(
        numRuns,
        `only ${numRuns} of ${numRuns + numSkips} inputs satisfied the hypotheses: draw inputs that do`,
      )
    const why = errorInstance instanceof Error ? errorInstance.message : String(errorInstance)
    return falls(numRuns, `at ${formatPoint(counterexample[0])}: ${why}`)
  }
  return { text, tier: 'exact', engine, check: guarded(check) }
}

/**
 * The statement is false at this point: its hypotheses hold there and a conclusion does not, in exact rationals. For
 * a counterexample the statement lacks the hypothesis that is dropped; for an erratum its conclusion is as printed.
 */
export function refutedAt<V extends string>(statement: Statement<V>, given: Inputs<V>): Claim['check'] {
  return guarded(() => {
    const point = pointOf(statement, given)
    const broken = hypothesesOf(statement, EXACT, point).find((relation) => !isTrue(relation))
    if (broken) return falls(1, `the point does not satisfy a hypothesis: ${show(broken)}`)
    const failure = firstFailure(statement, point)
    return failure
      ? holds(1, { detail: `at ${formatPoint(given)}: ${failure}` })
      : falls(1, `the conclusions hold at ${formatPoint(given)}: nothing is refuted`)
  })
}

function pointOf<V extends string>(
  statement: Statement<V>,
  given: Inputs<V>,
  F: ExponentialField<Rational> = EXACT,
): Point<V, Rational> {
  return readVariables(statement, F, {
    free: (name) => {
      const value = given[name]
      if (value === undefined) throw new RangeError(`no input was given for the variable '${name}'`)
      return value
    },
    root: (name, radicand) => {
      const root = F.sqrt(radicand)
      const value = given[name]
      if (value !== undefined && !equal(value, root))
        throw new RangeError(`'${name}' was given as ${format(value)} but is the root ${format(root)}`)
      return root
    },
  })
}

function firstFailure<V extends string>(
  statement: Statement<V>,
  point: Point<V, Rational>,
  F: ExponentialField<Rational> = EXACT,
): string | undefined {
  const conclusions = statement.conclude(F, point)
  if (conclusions.length === 0) throw new RangeError('the statement concludes nothing')
  const i = conclusions.findIndex((relation) => !isTrue(relation))
  return i < 0 ? undefined : `${labelOf(at(conclusions, i), i)}: not ${show(at(conclusions, i))}`
}

export function isTrue({ left, is, right }: Relation<Rational>): boolean {
  if (is === '=') return equal(left, right)
  if (is === '≠') return !equal(left, right)
  return is === '>' ? compare(left, right) > 0 : compare(left, right) >= 0
}

const show = ({ left, is, right }: Relation<Rational>) => `${format(left)} ${is} ${format(right)}`

const formatPoint = (given: { readonly [name: string]: Rational | undefined }): string =>
  Object.entries(given)
    .map(([name, value]) => `${name} = ${value ? format(value) : '?'}`)
    .join(', ')

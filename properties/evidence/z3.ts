import { type Z3Fraction, type Z3Reading, z3Reading } from '../../reference/numbers/z3.js'
import { type Answer, withZ3, type Z3Formula, type Z3Session } from '../../reference/numbers/z3-session.js'
import type { Claim, Outcome } from '../theorem.js'
import { count, falls, guarded, holds } from './outcome.js'
import {
  hypothesesOf,
  labelOf,
  type Point,
  type Relation,
  readVariables,
  type Statement,
} from './statement.js'

/**
 * The conclusions proved for all reals under the guards: Z3 finds no point that satisfies the guards and not the
 * conclusion. Before that the guards are shown satisfiable, every denominator not 0 and every radicand not negative
 * under them. Z3 is trusted: its proofs are not checked.
 */
export function provedByZ3<V extends string>(text: string, statement: Statement<V>): Claim {
  return { text, tier: 'proved', engine: 'Z3', check: guarded(() => withZ3((z3) => prove(z3, statement))) }
}

/**
 * The statement is false: Z3 finds a point that satisfies its guards and not one of its conclusions. For a counterexample
 * the statement lacks the guard that is dropped; for an erratum its conclusion is as printed.
 */
export function refutedByZ3<V extends string>(statement: Statement<V>): Claim['check'] {
  return guarded(() => withZ3((z3) => refute(z3, statement)))
}

interface Reading<V extends string> {
  readonly F: Z3Reading
  readonly point: Point<V, Z3Fraction>
  readonly hypotheses: readonly Z3Formula[]
  readonly conclusions: readonly Relation<Z3Fraction>[]
}

function read<V extends string>(z3: Z3Session, statement: Statement<V>): Reading<V> {
  const F = z3Reading(z3)
  const point = readVariables(statement, F, { free: F.variable, root: F.root })
  const formula = ({ left, is, right }: Relation<Z3Fraction>) => F.relation(left, is, right)
  const guards = hypothesesOf(statement, F, point).map(formula)
  const conclusions = statement.conclude(F, point)
  if (conclusions.length === 0) throw new RangeError('the statement concludes nothing')
  return { F, point, hypotheses: [...F.declarations, ...guards], conclusions }
}

async function prove<V extends string>(z3: Z3Session, statement: Statement<V>): Promise<Outcome> {
  const { F, point, hypotheses, conclusions } = read(z3, statement)
  const satisfiable = await z3.check(hypotheses)
  if (satisfiable.status === 'unsat')
    return falls(0, 'the hypotheses contradict each other: no point satisfies them')
  if (satisfiable.status === 'unknown')
    return falls(0, `undecided: whether the hypotheses can hold at all (${satisfiable.reason})`)

  // The negations are formed first: clearing a conclusion's denominators may not add obligations after the check.
  const goals = conclusions.map(({ left, is, right }) => F.relation(left, is, right).not())
  for (const { text, formula, definitions } of F.obligations) {
    const answer = await z3.check([...hypotheses, ...F.definitions.slice(0, definitions), formula.not()])
    if (answer.status !== 'unsat')
      return falls(0, `not under the hypotheses: ${text}${where(statement, point, answer)}`)
  }
  for (const [i, goal] of goals.entries()) {
    const label = labelOf(conclusions[i] ?? {}, i)
    const answer = await z3.check([...hypotheses, ...F.definitions, goal])
    if (answer.status === 'unknown') return falls(i, `undecided: ${label} (${answer.reason})`)
    if (answer.status === 'sat')
      return falls(
        i,
        `${F.opaque() > 0 ? 'undecided: ' : ''}${label} fails${where(statement, point, answer)}`,
      )
  }
  const discharged = F.obligations.length
  return holds(
    goals.length,
    discharged === 0
      ? {}
      : {
          detail: `${count(discharged, 'denominator or radicand', 'denominators and radicands')} discharged`,
        },
  )
}

async function refute<V extends string>(z3: Z3Session, statement: Statement<V>): Promise<Outcome> {
  const { F, point, hypotheses, conclusions } = read(z3, statement)
  const goals = conclusions.map(({ left, is, right }) => F.relation(left, is, right).not())
  if (F.opaque() > 0) return falls(0, 'undecided: a model with opaque exponentials refutes nothing')
  const defined = F.obligations.map(({ formula }) => formula)
  for (const [i, goal] of goals.entries()) {
    const answer = await z3.check([...hypotheses, ...F.definitions, ...defined, goal])
    if (answer.status === 'sat')
      return holds(1, {
        detail: `${labelOf(conclusions[i] ?? {}, i)} fails${where(statement, point, answer)}`,
      })
    if (answer.status === 'unknown') return falls(i, `undecided: ${answer.reason}`)
  }
  return falls(goals.length, 'no point satisfies the hypotheses and not the conclusions: nothing is refuted')
}

function where<V extends string>(
  { variables }: Statement<V>,
  point: Point<V, Z3Fraction>,
  answer: Answer,
): string {
  if (answer.status === 'unknown') return ` (undecided: ${answer.reason})`
  if (answer.status === 'unsat') return ''
  return ` at ${variables.map((name) => `${name} = ${infix(answer.value(point[name].num))}`).join(', ')}`
}

/** Z3's `(/ 1.0 3.0)` and `(- 2.0)` as 1/3 and -2; anything else as it prints it. */
function infix(text: string): string {
  const plain = text.replace(/(\d+)\.0\b/g, '$1')
  return plain
    .replace(/\(- (\d+)\)/g, '-$1')
    .replace(/\(\/ (-?\d+) (\d+)\)/g, '$1/$2')
    .replace(/\(- (\d+\/\d+)\)/g, '-$1')
}

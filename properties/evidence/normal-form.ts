import {
  type NormalForms,
  normalForms,
  type RationalFunction,
} from '../../reference/numbers/polynomial-field.js'
import type { Claim, Outcome } from '../theorem.js'
import { count, falls, guarded, holds } from './outcome.js'
import { hypothesesOf, labelOf, type Relation, readVariables, type Statement } from './statement.js'

/**
 * The conclusions, all equalities, proved as identities: left − right has the normal form 0. They then hold for
 * all reals at which the roots are real and no denominator is 0; the outcome lists the denominators. Guards `=` are
 * used as rules, guards `>` and `≥` to know roots; `≠` is not needed.
 */
export function provedByNormalForm<V extends string>(text: string, statement: Statement<V>): Claim {
  return { text, tier: 'proved', engine: 'normal form', check: guarded(() => byNormalForm(statement)) }
}

function byNormalForm<V extends string>(statement: Statement<V>): Outcome {
  const F = normalForms()
  const point = readVariables(statement, F, { free: F.variable, root: F.root })
  for (const hypothesis of hypothesesOf(statement, F, point)) assume(F, hypothesis)
  const conclusions = statement.conclude(F, point)
  if (conclusions.length === 0) return falls(0, 'the statement concludes nothing')
  for (const [i, conclusion] of conclusions.entries()) {
    if (conclusion.is !== '=')
      return falls(
        i,
        `undecided: ${labelOf(conclusion, i)} is a ‘${conclusion.is}’, a normal form decides ‘=’`,
      )
    const difference = F.sub(conclusion.left, conclusion.right)
    if (!F.isZero(difference)) return falls(i, refusal(F, labelOf(conclusion, i), difference))
  }
  const denominators = F.denominators().map((p) => `${brief(F.printPolynomial(p), p.size)} ≠ 0`)
  return holds(
    conclusions.length,
    denominators.length === 0 ? {} : { detail: `where ${denominators.join(', ')}` },
  )
}

/** Long polynomials by their beginning: what is divided by can have hundreds of terms. */
const brief = (text: string, terms: number): string =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}… (${count(terms, 'term')})`

const LONGEST = 100

export function assume(F: NormalForms, { left, is, right }: Relation<RationalFunction>): void {
  if (is === '=') F.assumeZero(F.sub(left, right))
  if (is === '>' || is === '≥') F.assumeNonNegative(F.sub(left, right))
}

// Without roots, hypotheses and generators a normal form other than 0 is another rational function. With them it may
// be 0 all the same, by a relation between them.
function refusal(F: NormalForms, label: string, difference: RationalFunction): string {
  const what = `${label}: left − right has the normal form ${F.print(difference)}`
  const among = [...F.rules().map(({ variable }) => F.names()[variable]), ...F.generators()]
  return among.length === 0
    ? `different: ${what}`
    : `undecided: ${what}, which a relation with ${[...new Set(among)].join(', ')} may yet make 0; ask Z3`
}

import { traceDeclared } from '../../reference/numbers/dag.js'
import { type FormulaInfo, formulas, formulasOf, replacing } from '../../reference/numbers/formula.js'
import { type Mutant, mutantsOf } from '../../reference/numbers/mutants.js'
import type { Equality } from '../../reference/numbers/mutants-equal.js'
import { mistakesOf } from '../mistakes/index.js'
import { truthOnMisread } from '../mistakes/misread.js'
import type { Mistake, Truth } from '../operations/operation.js'
import type { JudgedGroup } from './assess.js'
import { attempt, truthOf } from './candidates.js'
import type { Reference } from './facts.js'
import { type Group, referencesOf } from './judged.js'
import { isWrong } from './reproduces.js'

/** A formula that may be what an implementation computes. */
export interface Suspect {
  readonly id: string
  readonly title: string
  readonly links: readonly string[]
  readonly fix: string
  readonly form: Truth
  /** Where it changes anything by intent; everywhere if left out. */
  readonly applies?: Mistake['applies']
  /** What it is evaluated on. */
  readonly references: (group: Group) => readonly Reference[]
  /** Where it is evaluated: the group as it is, or on another schedule. */
  readonly group: (group: JudgedGroup['group']) => Group | undefined
  /** Runs an evaluation with what the suspect changes in place. */
  readonly run: <A>(body: () => A) => A
}

const asIs = <A>(body: () => A): A => body()

/** What was catalogued of an operation, and of the schedules that it may be on. */
export function knownSuspects({ group }: JudgedGroup): readonly Suspect[] {
  const formulas = mistakesOf(group.operation.name).map(
    (mistake): Suspect => ({ ...mistake, references: referencesOf, group: (one) => one, run: asIs }),
  )
  const alterations = group.wrongSchedules
    .filter(({ alteration }) => !alteration.except?.includes(group.operation.name))
    .map(
      ({ alteration }): Suspect => ({
        id: alteration.id,
        title: alteration.title,
        links: alteration.links ?? [],
        fix: alteration.fix ?? '',
        form: alteration.misread
          ? truthOnMisread(group.operation, alteration.misread)
          : group.operation.truth,
        run: asIs,
        references: referencesOf,
        group: (one) => {
          const other = one.wrongSchedules.find((w) => w.alteration === alteration)
          return other && { ...one, facts: other.facts }
        },
      }),
    )
  return [...formulas, ...alterations]
}

/** Every single change of the formulas that the truth calls, read on what is nearest to the answers. */
export function changeSuspects(groups: readonly JudgedGroup[]): readonly Suspect[] {
  const called = new Set(groups.flatMap((one) => [...formulasIn(one)]))
  const truth = groups[0]?.group.operation.truth
  if (!truth) return []
  return formulas()
    .filter(({ formulaName }) => called.has(formulaName))
    .flatMap((info) =>
      singleChanges(info).map(
        ({ description, replacement }): Suspect => ({
          id: description,
          title: `the formula with one change: ${description}`,
          links: [],
          fix: `compare the code with the formula ${info.formulaName}`,
          form: truth,
          references: (group) => referencesOf(group).slice(-1),
          group: (one) => one,
          run: (body) => replacing(info.formulaName, replacement, body),
        }),
      ),
    )
}

/** The formulas that the first wrong answer rests on. */
function formulasIn({ group, judged }: JudgedGroup): ReadonlySet<string> {
  const sample = judged.find(isWrong)
  const [reference] = referencesOf(group).slice(-1)
  return sample && reference
    ? formulasOf(() => attempt(() => truthOf(group.facts, reference, group.operation.truth, sample.call)))
    : new Set()
}

// Whether a change is one at all is told by the answers, so no proof of equality is looked for.
const UNDECIDED: Equality = () => () => ({ is: 'undecided' })
const changes = new Map<string, readonly Mutant[]>()
function singleChanges(info: FormulaInfo): readonly Mutant[] {
  const found =
    changes.get(info.formulaName) ?? mutantsOf(traceDeclared(info, info.symbols), UNDECIDED).mutants
  changes.set(info.formulaName, found)
  return found
}

/** The suspects of some names, as they were diagnosed. */
export function suspectsNamed(groups: readonly JudgedGroup[], ids: readonly string[]): readonly Suspect[] {
  const [first] = groups
  if (!first) return []
  const isNamed = ({ id }: Suspect) => ids.includes(id)
  const known = knownSuspects(first).filter(isNamed)
  return known.length > 0 ? known : changeSuspects(groups).filter(isNamed)
}

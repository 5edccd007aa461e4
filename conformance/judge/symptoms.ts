import { FORMATS, type Format, roundNumber } from '../../reference/numbers/float.js'
import type { TableFormats } from '../known/stored.js'
import { distanceTo } from '../numbers/distance.js'
import type { JudgedGroup } from './assess.js'
import { type Diagnosis, isToldOften } from './diagnose.js'
import { type Judged, referencesOf } from './judged.js'
import { isWrong } from './reproduces.js'

/** Mistakes that are no other formula, told by what they do to the answers. */

const GITHUB = 'https://github.com/'
const common = { sure: true, catalogued: true, ambiguousWith: [] } as const

/** What the answers of one operation show; `code` is all that was answered by the same code, on whatever schedule. */
export function symptoms(
  id: string,
  groups: readonly JudgedGroup[],
  code: readonly JudgedGroup[],
): readonly Diagnosis[] {
  const judged = groups.flatMap((one) => one.judged)
  // a mistake explains every answer that is not right, or it is not what happened
  const isFalse = (one: Judged) => isWrong(one) && one.verdict !== 'broken'
  const all = (holds: typeof inLowerTables) => (one: JudgedGroup) =>
    one.judged.every((each) => !isFalse(each) || holds(one, each))
  const lower = code.every(all(inLowerTables)) ? judged.filter(isFalse) : []
  const cancels = groups.every(all(byUnstable))
    ? groups.flatMap((one) =>
        one.group.operation.plans.some(({ unstable }) => unstable !== undefined)
          ? one.judged.filter((each) => isWrong(each) && (byUnstable(one, each) || each.verdict === 'broken'))
          : [],
      )
    : []
  const undefinedHere = judged.filter(
    ({ verdict, noValue }) => noValue === true && (verdict === 'broken' || verdict === 'wrong'),
  )
  const notFinite = judged.filter(
    ({ verdict, values }) => verdict === 'broken' && values?.some((x) => !Number.isFinite(x)),
  )
  return [
    ...(lower.length > 0
      ? [
          {
            ...common,
            mistake: 'N1',
            sure: isToldOften(groups, lower),
            title: 'the tables, or what is read from them, are rounded to a lower format than declared',
            explains: lower.length,
            links: [
              `${GITHUB}huggingface/diffusers/issues/3005`,
              `${GITHUB}AUTOMATIC1111/stable-diffusion-webui/issues/14071`,
            ],
            fix: 'keep ᾱ in the declared format, and convert √ᾱ and √(1−ᾱ) when they meet the data',
          },
        ]
      : []),
    ...(cancels.length > 0
      ? [
          {
            ...common,
            mistake: 'D10',
            title:
              'σ_down is √(σ_next² − σ_up²), a difference of near numbers: digits are lost, and below 0 the root is NaN',
            explains: cancels.length,
            links: [
              `${GITHUB}huggingface/diffusers/issues/14213`,
              `${GITHUB}huggingface/diffusers/issues/14221`,
            ],
            fix: 'σ_down = σ_next²/σ at η = 1, σ_next·√((1−η)(1+η) + η²(σ_next/σ)²) else',
          },
        ]
      : []),
    ...(undefinedHere.length > 0
      ? [
          {
            ...common,
            mistake: 'N2',
            title: 'a prediction is used where it says nothing: ε at ᾱ = 0, x₀ at ᾱ = 1',
            explains: undefinedHere.length,
            links: [],
            fix: 'refuse it there, or predict v or x₀',
          },
        ]
      : []),
    ...(id.startsWith('session:dpmpp') && notFinite.length > 0
      ? [
          {
            ...common,
            mistake: 'N5',
            title: 'the step into σ = 0 has infinite length in log-SNR, and its logarithm is taken',
            explains: notFinite.length,
            links: [],
            fix: 'take the last step at first order: x̂₀ itself',
          },
        ]
      : []),
  ]
}

/** Whether an answer is what tables in a lower format than the declared one give: within their bounds, or the table itself, rounded. */
const inLowerTables = ({ group, truths }: JudgedGroup, one: Judged): boolean => {
  const { verdict, by, precision, values, call } = one
  if (verdict === 'inaccurate' && by && precision)
    return differ(by.reading.precision.tables, precision.tables)
  if (group.operation.shape !== 'table' || !values) return false
  const declared = group.precision.tables.store.format
  return Object.values(FORMATS).some(
    (low) =>
      low.precision < declared.precision &&
      values.every((x) => Object.is(roundNumber(x, low), x)) &&
      referencesOf(group).some((reference) => {
        const truth = truths.get(reference, group.operation.truth, call)
        return (
          'value' in truth &&
          truth.value.every(
            (exact, i) => exact && distanceTo(values[i] ?? Number.NaN, exact) <= ulpOf(values[i], low),
          )
        )
      }),
  )
}

const differ = (a: TableFormats, b: TableFormats): boolean =>
  a.compute.format.name !== b.compute.format.name || a.store.format.name !== b.store.format.name

/** Whether an answer is right by an order of evaluation that loses digits, and by no other. */
const byUnstable = ({ group }: JudgedGroup, { verdict, by }: Judged): boolean =>
  verdict === 'inaccurate' &&
  group.operation.plans.some(({ id, unstable }) => unstable !== undefined && id === by?.plan)

/** An ulp of a format: twice what rounding costs, for the rounded number was itself computed. */
const ulpOf = (x = 0, { u, eta }: Format): number => 2 * (Math.abs(x) * u + eta)

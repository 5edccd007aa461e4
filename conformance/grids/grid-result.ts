import type { Assessed } from '../judge/assess.js'
import { count, named, type Result } from '../judge/result.js'
import { gravest } from '../judge/verdict.js'
import { type JudgedGrid, judgeGrid } from './judge-grid.js'
import { gridDiagnosis } from './mistakes.js'

/** What is said of an operation that answers grids. */

/** An end marker is a convention where every list of a spacing has it; where some have it they are too long. */
function sameEnds(judged: readonly JudgedGrid[]): readonly JudgedGrid[] {
  const unmarked = new Set(
    judged.filter(({ verdict, marked }) => verdict !== 'unsupported' && !marked).map(spacingOf),
  )
  return judged.map((one) =>
    one.marked && unmarked.has(spacingOf(one))
      ? {
          call: one.call,
          answer: one.answer,
          verdict: 'wrong',
          why: `${Number(one.call.inputs.n) + 1} timesteps were answered to n = ${one.call.inputs.n}, the last ${one.marked}, and n to others`,
          ...(one.exact && { exact: one.exact }),
        }
      : one,
  )
}

const spacingOf = ({ call }: JudgedGrid): string => String(call.inputs.spacing)

/** What is wrong, by spacing: the first fault, and for which n there is one. */
function faults(judged: readonly JudgedGrid[], bad: readonly JudgedGrid[]): string {
  return [...new Set(bad.map(spacingOf))]
    .map((spacing) => {
      const those = bad.filter((one) => spacingOf(one) === spacing)
      const asked = judged.filter((one) => spacingOf(one) === spacing).length
      const ns = those.slice(0, 8).map(({ call }) => call.inputs.n)
      return `${spacing}: ${those[0]?.why ?? ''}; n = ${ns.join(', ')}${those.length > 8 ? `, … (${those.length} of ${asked})` : ''}`
    })
    .join('. ')
}

/** The result of an operation that answers grids. */
export function gridResult({ id, op, unknown }: Assessed): Result {
  const judged = sameEnds(unknown.map(({ exchange }) => judgeGrid(exchange.call, exchange.answer)))
  const verdict = gravest(judged.map((one) => one.verdict))
  const bad = judged.filter((one) => one.verdict === verdict)
  const [first] = bad
  const convention = named(bad.map((one) => one.convention))
  return {
    id,
    op,
    title: 'the timesteps that a sampler visits',
    verdict,
    counts: count(judged.map((one) => one.verdict)),
    calls: judged.length,
    ulps: {},
    ...(convention !== undefined && { convention }),
    meaning:
      verdict === 'right'
        ? `each of ${judged.length} lists is the one its spacing defines`
        : verdict === 'convention'
          ? (named(bad.map(({ why }) => why)) ?? '')
          : verdict === 'unknown'
            ? (first?.why ?? '')
            : faults(judged, bad),
    diagnosis: gridDiagnosis(judged),
    theorems: [],
    errors: [],
  }
}

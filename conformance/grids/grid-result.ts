import type { Assessed } from '../judge/assess.js'
import { count, named, type Result } from '../judge/result.js'
import { gravest } from '../judge/verdict.js'
import { type JudgedGrid, judgeGrid } from './judge-grid.js'
import { gridDiagnosis } from './mistakes.js'

/** What is said of an operation that answers grids. */

/** An end marker is a convention where every list of a spacing has it; where some have it they are too long. */
function sameEnds(judged: readonly JudgedGrid[]): readonly JudgedGrid[] {
  const spacing = ({ call }: JudgedGrid) => call.inputs.spacing
  const unmarked = new Set(
    judged.filter(({ verdict, marked }) => verdict !== 'unsupported' && !marked).map(spacing),
  )
  return judged.map((one) =>
    one.marked && unmarked.has(spacing(one))
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

/** The result of an operation that answers grids. */
export function gridResult({ id, op, unknown }: Assessed): Result {
  const judged = sameEnds(unknown.map(({ exchange }) => judgeGrid(exchange.call, exchange.answer)))
  const verdict = gravest(judged.map((one) => one.verdict))
  const bad = judged.filter((one) => one.verdict === verdict)
  const [first] = bad
  const convention = named(bad.map((one) => one.convention))
  const ns = bad
    .map(({ call }) => call.inputs.n)
    .slice(0, 8)
    .join(', ')
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
          : `${first?.why ?? ''}${verdict === 'unknown' ? '' : `; n = ${ns}${bad.length > 8 ? `, … (${bad.length} of ${judged.length})` : ''}`}`,
    diagnosis: gridDiagnosis(judged),
    theorems: [],
    errors: [],
  }
}

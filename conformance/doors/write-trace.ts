import { encodeNumbers } from './numbers.js'
import type { Recorded, Trace, TraceRun } from './trace.js'

/**
 * The text of a trace, one call a line, so that two recordings can be compared line by line. An answer that is neither an
 * output nor an error says nothing of the implementation and is left out.
 */
export function traceText({ implementation, conventions, notes, runs }: Trace): string {
  const { name, ...about } = implementation
  const head = json({
    format: 'diffusion-trace/1',
    implementation: name,
    ...about,
    convention: conventions,
    notes,
  })
  return `${head.slice(0, -1)},\n"runs":[\n${runs.map(runText).join(',\n')}\n]}\n`
}

function runText({ label, schedule, dtype, scheduleDtype, extra, calls }: TraceRun): string {
  const table = scheduleDtype === undefined ? {} : { schedule_dtype: scheduleDtype }
  const head = json({ label, schedule, dtype, ...table, ...extra })
  return `${head.slice(0, -1)},"calls":[\n${calls.flatMap(callText).join(',\n')}\n]}`
}

function callText({ call: { op, inputs }, answer, extra }: Recorded): readonly string[] {
  if (answer.kind === 'output') return [json({ op, inputs, output: answer.output, ...extra })]
  return answer.kind === 'error' ? [json({ op, inputs, error: answer.message, ...extra })] : []
}

const json = (value: unknown): string => JSON.stringify(encodeNumbers(value))

/** Whether an implementation is right: functions, a program in any language, or a recorded trace. */
import { type Implementation, inProcess } from './doors/functions.js'
import { type ValidateOptions, type Validation, validateSubject } from './validate.js'

export {
  type CallContext,
  type Implementation,
  inProcess,
  type OperationFunction,
  type Sampled,
  type SamplerFunction,
  Unsupported,
} from './doors/functions.js'
export { AdapterError, openProgram, type ProgramOptions } from './doors/stdio.js'
export { claimsOfRun, parseTrace, type Recorded, type Trace, type TraceRun } from './doors/trace.js'
export { traceText } from './doors/write-trace.js'
export type { Result, Worst } from './judge/result.js'
export { falls, VERDICTS, type Verdict } from './judge/verdict.js'
export { type Signature, signatures } from './plan/signatures.js'
export { type Recording, record } from './record.js'
export { type Smoke, smoke } from './smoke.js'
export type {
  Answer,
  Call,
  Claims,
  Evaluation,
  Input,
  Opening,
  SessionModel,
  SessionRecord,
  Subject,
  WireSchedule,
} from './subject.js'
export { judgeRuns, type ValidateOptions, type Validation, validateSubject } from './validate.js'

/** Judges functions of this process: see {@link Implementation}. The same seed asks the same calls. */
export const validate = (
  implementation: Implementation,
  options: ValidateOptions = {},
): Promise<Validation> => validateSubject(inProcess(implementation), options)

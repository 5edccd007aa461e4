/** What can be said of an operation. From bad to good, as DESIGN has them. */
export const VERDICTS = [
  'broken',
  'wrong',
  'inaccurate',
  'unresolved',
  'convention',
  'right',
  'unsupported',
  'unknown',
] as const
/** What is said of an answer: one of {@link VERDICTS}. */
export type Verdict = (typeof VERDICTS)[number]

/** Whether a verdict is a failure of the implementation. */
export const falls = (verdict: Verdict): boolean =>
  verdict === 'broken' || verdict === 'wrong' || verdict === 'inaccurate'

/** The gravest of some verdicts. */
export const gravest = (verdicts: readonly Verdict[]): Verdict =>
  VERDICTS.find((verdict) => verdicts.includes(verdict)) ?? 'unknown'

import { type Bench, exact, only, R, type Tracked } from './bench.js'

export interface Weights {
  readonly a: Tracked
  readonly s: Tracked
}

/** √ᾱ and √(1−ᾱ) at a time, as the implementation has them: what q_sample makes of (1, 0) and (0, 1). */
export async function weights(bench: Bench, t: number): Promise<Weights> {
  if (t < 0) return { a: exact(1), s: exact(0) }
  const answers = await bench.ask('q_sample', { t, x0: [1, 0], eps: [0, 1] })
  return { a: only(answers), s: only(answers, 1) }
}

export const square = (a: Tracked): Tracked => R.mul(a, a)

/** The numbers without their bounds. */
export const values = (xs: readonly Tracked[]): number[] => xs.map(({ value }) => value)

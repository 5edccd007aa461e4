import type { Validation } from '../validate.js'

const SESSION = /^session:([^:]*)/

/** The name by which what a result is of is asked for: a step of a session by its sampler. */
export const askedAs = (op: string): string => SESSION.exec(op)?.[1] ?? op

/** The command line that asks the same again: of operations and samplers, by the names of their results, or of all. */
export function replay(
  { seed, profile, subject }: Pick<Validation, 'seed' | 'profile' | 'subject'>,
  ops: readonly string[] = [],
): string {
  const only = [...new Set(ops.map(askedAs))]
  return [
    'alphabar validate',
    ...(only.length > 0 ? [`--only ${only.map(quoted).join(' ')}`] : []),
    `--seed ${seed}`,
    ...(profile === 'quick' ? [] : [`--profile ${profile}`]),
    ...(subject === undefined ? [] : [subject.map(quoted).join(' ')]),
  ].join(' ')
}

/** A word of a command line, as a shell reads it. */
const quoted = (word: string): string =>
  /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`

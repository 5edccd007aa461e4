import type { Validation } from '../validate.js'

/** The options that ask the same again, of one operation or of all. */
export const replay = ({ seed, profile }: Pick<Validation, 'seed' | 'profile'>, op?: string): string =>
  `alphabar validate${op === undefined ? '' : ` --only ${op}`} --seed ${seed}${profile === 'quick' ? '' : ` --profile ${profile}`}`

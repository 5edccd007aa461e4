import { POST_MEAN } from './reverse/post-mean.js'
import type { Theorem } from './theorem.js'

/** Every theorem, in the order of reading. */
export const LEDGER: readonly Theorem[] = [POST_MEAN]

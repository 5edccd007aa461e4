import { capacity } from './capacity.js'
import { expectation } from './expectation.js'
import type { Experiment } from './experiment.js'
import { scoreField } from './score-field.js'

/** The experiments of the paper, by name. */
export const EXPERIMENTS: readonly Experiment[] = [expectation, scoreField, capacity]

import { LEDGER } from '../properties/ledger.js'
import { localRunner } from '../properties/mutation/index.js'
import { serve } from './mutant-process.js'

// A process of its own for the mutants of the ledger: see processRunner.
serve((context) => localRunner(LEDGER, context))

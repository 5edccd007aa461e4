import { bench, describe } from 'vitest'
import { measured } from '../numbers/fixtures/peers.js'
import { FORMATS } from '../numbers/rounding/format.js'
import { cosine } from './cosine.js'
import { floatTablesIn } from './float-tables.js'
import { PRESETS } from './presets.js'
import { scheduleFrom } from './registry.js'
import { zeroTerminalSnr } from './rescaled.js'
import type { Schedule } from './schedule.js'
import { sigmoidAlphaBar } from './sigmoid-alpha-bar.js'
import { asStored } from './stored.js'

const few = { iterations: 5, time: 0, warmupIterations: 1, warmupTime: 0 }

/** One of every kind that `scheduleFrom` knows, and of what is made of them. */
const kinds: Readonly<Record<string, Schedule>> = {
  ...PRESETS,
  'sigmoid in ᾱ': sigmoidAlphaBar({ T: 1000 }),
  'zero-terminal-SNR cosine': zeroTerminalSnr(cosine({ T: 1000 })),
  'an expression in sin': await scheduleFrom({
    kind: 'expression',
    T: 1000,
    params: { beta: 'sin(pi*t/T/2)^2/50' },
  }),
  'an expression in exp': await scheduleFrom({
    kind: 'expression',
    T: 1000,
    params: { beta: '1-exp(-1/1000-t/10000)' },
  }),
  'betas in decimals': await scheduleFrom({
    kind: 'betas',
    betas: Array.from({ length: 1000 }, (_, i) => `0.0${String(100 + 19 * i).padStart(6, '0')}`),
  }),
  'cosine as float64 stores it': asStored(cosine({ T: 1000 })),
}

const formats = [FORMATS.float64, FORMATS.float32]

describe('every table in float64 and float32, T = 1000, each entry correctly rounded', () => {
  for (const [name, schedule] of Object.entries(kinds))
    bench(name, () => void floatTablesIn(schedule, formats), few)
})

// The first figure counts what a first call compiles and computes once.
for (const [name, schedule] of Object.entries(kinds)) {
  const run = () => floatTablesIn(schedule, formats)
  const [first, later] = [measured(run, 1, 0), measured(run, 7)]
  console.log(`${name}: ${(later / 1e3).toFixed(0)} ms, first ${(first / 1e3).toFixed(0)} ms`)
}

import { fraction } from 'mathjs'
import { bench, describe } from 'vitest'
import type { Field } from '../numbers/algebra.js'
import { RATIONALS } from '../numbers/rational.js'
import { linear } from './linear.js'
import { asStored } from './stored.js'
import { tables } from './tables.js'

/** mathjs's exact fractions, as another reading of the same formulas. */
type Fraction = ReturnType<typeof fraction>
const FRACTIONS: Field<Fraction> = {
  lit: (exact) => {
    const { num, den } = RATIONALS.lit(exact)
    return fraction({ n: num, d: den } as never)
  },
  add: (a, b) => a.add(b),
  sub: (a, b) => a.sub(b),
  mul: (a, b) => a.mul(b),
  div: (a, b) => a.div(b),
  neg: (a) => a.neg(),
}

const ho = (T: number) => linear({ T, beta_start: '1e-4', beta_end: '0.02' })
const once = { iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 }
const few = { iterations: 5, time: 0, warmupIterations: 1, warmupTime: 0 }

describe('every exact table of the linear schedule', () => {
  bench('ours, T = 100', () => void tables(RATIONALS, ho(100)), few)
  // one gcd an operation: its time grows as T³ and more, so the peer stops here
  bench('mathjs Fraction, T = 100', () => void tables(FRACTIONS, ho(100)), few)
  bench('ours, T = 250', () => void tables(RATIONALS, ho(250)), few)
  bench('mathjs Fraction, T = 250', () => void tables(FRACTIONS, ho(250)), once)
  bench('ours, T = 1000', () => void tables(RATIONALS, ho(1000)), few)
  bench('ours, T = 1000, β as float64 stores them', () => void tables(RATIONALS, asStored(ho(1000))), few)
  bench('ours, T = 4000', () => void tables(RATIONALS, ho(4000)), few)
})

import { afterAll, describe, expect, it } from 'vitest'
import { closeZ3 } from '../../reference/numbers/z3-session.js'
import { X_STEPN } from '../extra/x-stepn.js'
import { X_VPRED } from '../extra/x-vpred.js'
import { doubleOf, entryOf, type Plant, signOf, squareOf, survivors } from '../fixtures/planted.js'
import type { Theorem } from '../theorem.js'
import { PARAM_EQ } from './param-eq.js'
import { POST_EPS } from './post-eps.js'

afterAll(closeZ3)

/** a·(f at x) in the place of f at x: as if the signal were left out of the kernel. */
const withoutSignal = (formula: string): Plant => ({
  formula,
  wrong: (original) => (F, kernel, at) => original(F, { ...kernel, signal: F.lit(1n) }, at),
})

const planted: readonly [Theorem, readonly Plant[]][] = [
  [POST_EPS, [signOf('posteriorMeanFromEps'), doubleOf('posteriorMean')]],
  [
    PARAM_EQ,
    [
      signOf('x0FromEps'),
      doubleOf('posteriorMeanFromScore'),
      withoutSignal('scoreFromX0'),
      signOf('vFromX0'),
      signOf('x0FromV'),
      doubleOf('epsFromPosteriorMean'),
      entryOf('compose', 'variance'),
      squareOf('x0FromEps'),
      signOf('diffuse'),
    ],
  ],
  [
    X_VPRED,
    [
      signOf('vPrediction'),
      withoutSignal('epsFromV'),
      signOf('scoreFromV'),
      doubleOf('vFromX0'),
      doubleOf('vFromEps'),
    ],
  ],
  [
    X_STEPN,
    [
      doubleOf('stepEpsFromEps'),
      entryOf('nextLevel', 'variance'),
      doubleOf('posteriorMean'),
      squareOf('stepEpsFromEps'),
    ],
  ],
]

describe('an error planted in a formula brings down what rests on it', () => {
  for (const [theorem, plants] of planted)
    it(`${theorem.id}: every check falls under some plant, and every plant is caught`, async () => {
      const { unguarded, uncaught } = await survivors(theorem, plants)
      expect(uncaught).toEqual([])
      expect(unguarded).toEqual([])
    })
})

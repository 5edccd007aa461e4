import { afterAll } from 'vitest'
import { closeZ3 } from '../../reference/numbers/z3-session.js'
import { X_STEPN } from '../extra/x-stepn.js'
import { X_VPRED } from '../extra/x-vpred.js'
import { doubleOf, entryOf, type Plant, signOf, squareOf, withoutSignal } from '../fixtures/planted.js'
import { describePlants } from '../fixtures/plants.js'
import type { Theorem } from '../theorem.js'
import { PARAM_EQ } from './param-eq.js'
import { POST_EPS } from './post-eps.js'

afterAll(closeZ3)

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

describePlants(planted.map(([theorem, plants]) => ({ theorem, plants })))

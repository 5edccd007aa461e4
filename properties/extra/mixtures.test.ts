import { afterAll } from 'vitest'
import { closeZ3 } from '../../reference/numbers/z3-session.js'
import {
  doubleOf,
  entryOf,
  matrixDoubleOf,
  oneOf,
  type Plant,
  signOf,
  squareOf,
  vectorSignOf,
} from '../fixtures/planted.js'
import { describePlants, type PlantedCase } from '../fixtures/plants.js'
import { GUIDE } from '../reverse/guide.js'
import { SCORE_FISHER } from '../reverse/score-fisher.js'
import { SCORE_REG } from '../reverse/score-reg.js'
import { TB_ATOM } from '../reverse/tb-atom.js'
import { TB_GAUSS } from '../reverse/tb-gauss.js'
import { TB_GMM } from '../reverse/tb-gmm.js'
import { X_CONVEX } from './x-convex.js'
import { X_EMPSOFT } from './x-empsoft.js'
import { X_GAUSSCHAR } from './x-gausschar.js'
import { X_MART } from './x-mart.js'

afterAll(closeZ3)

const cases: readonly PlantedCase[] = [
  {
    theorem: TB_GAUSS,
    plants: [
      vectorSignOf('x0Hat'),
      matrixDoubleOf('x0Covariance'),
      matrixDoubleOf('epsCovariance'),
      doubleOf('gaussianKl'),
      doubleOf('scalarTransport'),
    ],
  },
  {
    theorem: TB_GMM,
    plants: [
      entryOf('gaussianSpread', 'gain'),
      entryOf('gaussianSpread', 'precision'),
      vectorSignOf('epsStar'),
      matrixDoubleOf('logDensityHessian'),
      oneOf('logDensity'),
      doubleOf('cdf'),
      doubleOf('divergenceDensity'),
      squareOf('logDensity'),
    ],
  },
  {
    theorem: TB_ATOM,
    plants: [
      vectorSignOf('x0Hat'),
      vectorSignOf('score'),
      matrixDoubleOf('logDensityHessian'),
      doubleOf('uniformDensity'),
      doubleOf('logDensity'),
    ],
    ofItself: ['Z3: aμ ≤ s: S′ ≤ 0 everywhere, one mode.', 'Z3: aμ > s: S′(0) > 0, so that 0 is a minimum.'],
  },
  {
    theorem: X_EMPSOFT,
    plants: [vectorSignOf('softmaxDenoiser'), doubleOf('x0FromEps'), doubledVector('averageOf')],
  },
  {
    theorem: X_CONVEX,
    plants: [
      matrixDoubleOf('x0Jacobian'),
      matrixDoubleOf('epsJacobian'),
      entryOf('gaussianSpread', 'epsCovariance'),
    ],
  },
  {
    theorem: X_GAUSSCHAR,
    plants: [doubleOf('epsFromX0'), signOf('scoreFromEps')],
    ofItself: ['dropping the noise is normal'],
  },
  {
    theorem: SCORE_FISHER,
    plants: [vectorSignOf('weightsOf'), squareOf('uniformDensity')],
    ofItself: ['dropping a gradient of the kernel at x'],
  },
  {
    theorem: SCORE_REG,
    plants: [
      matrixDoubleOf('logDensityHessian'),
      vectorSignOf('score'),
      doubleOf('x0FromEps'),
      oneOf('scoreFromX0'),
    ],
  },
  {
    theorem: GUIDE,
    plants: [vectorSignOf('labelScore'), vectorSignOf('guidedScore'), signOf('labelProbability')],
  },
  {
    theorem: X_MART,
    plants: [doubleOf('posteriorMean'), entryOf('gaussianPosterior', 'x0Hat'), vectorSignOf('epsStar')],
  },
]

function doubledVector(formula: string): Plant {
  return {
    formula,
    wrong:
      (original) =>
      (F, ...args) =>
        original(F, ...args).map((x: unknown) => F.mul(F.lit(2n), x)),
  }
}

describePlants(cases)

import { afterAll } from 'vitest'
import { closeZ3 } from '../../reference/numbers/z3-session.js'
import { X_TWEEDIE2 } from '../extra/x-tweedie2.js'
import { doubleOf, entryOf, matrixDoubleOf, type Plant, signOf, vectorSignOf } from '../fixtures/planted.js'
import { describePlants, type PlantedCase } from '../fixtures/plants.js'
import { OPT_EPS } from './opt-eps.js'
import { SCORE_COND } from './score-cond.js'
import { SCORE_EPS } from './score-eps.js'
import { TWEEDIE_1 } from './tweedie-1.js'
import { TWEEDIE_DDPM } from './tweedie-ddpm.js'

afterAll(closeZ3)

const cases: readonly PlantedCase[] = [
  {
    theorem: OPT_EPS,
    plants: [
      vectorSignOf('epsStar'),
      vectorSignOf('x0Hat'),
      signOf('epsFromX0'),
      matrixDoubleOf('epsCovariance'),
      matrixDoubleOf('scatterOf'),
      entryOf('gaussianPosterior', 'score', 'neg'),
    ],
    ofItself: [
      'normal form: (ε − f − r·h)² = (ε − f)² − 2r(ε − f)h + r²h², for all reals.',
      'dropping the noise has a finite variance',
    ],
  },
  {
    theorem: SCORE_COND,
    plants: [
      entryOf('atomComponent', 'logWeight'),
      signOf('scoreFromX0'),
      entryOf('gaussianComponent', 'logWeight', 'neg'),
      doubleOf('scoreFromEps'),
      shifted('atomComponent'),
    ],
    ofItself: [],
  },
  {
    theorem: SCORE_EPS,
    plants: [
      vectorSignOf('epsStar'),
      vectorSignOf('score'),
      doubleOf('scoreFromEps'),
      entryOf('atomComponent', 'logWeight'),
      entryOf('gaussianComponent', 'score', 'neg'),
    ],
    ofItself: [],
  },
  {
    theorem: TWEEDIE_1,
    plants: [vectorSignOf('locationMean'), vectorSignOf('score'), vectorSignOf('posteriorWeights')],
    ofItself: ['dropping the noise is Gaussian'],
  },
  {
    theorem: TWEEDIE_DDPM,
    plants: [vectorSignOf('x0Hat'), vectorSignOf('score'), matrixDoubleOf('x0Covariance')],
    ofItself: [],
  },
  {
    theorem: X_TWEEDIE2,
    plants: [
      matrixDoubleOf('x0Covariance'),
      matrixDoubleOf('epsCovariance'),
      matrixDoubleOf('logDensityHessian'),
      matrixDoubleOf('locationCovariance'),
      entryOf('gaussianSpread', 'x0Covariance'),
      entryOf('atomComponent', 'score', 'neg'),
      matrixDoubleOf('scatterOf'),
      negated('scatterOf'),
    ],
    ofItself: ['dropping the noise is Gaussian'],
  },
]

/** The log weight plus x₁: a slope that is off by one everywhere, at the centre too. */
function shifted(formula: string): Plant {
  return {
    formula,
    wrong: (original) => (F, kernel, component, x) => {
      const value = original(F, kernel, component, x)
      return { ...value, logWeight: F.add(value.logWeight, x[0]) }
    },
  }
}

function negated(formula: string): Plant {
  return {
    formula,
    wrong:
      (original) =>
      (F, ...args) =>
        original(F, ...args).map((row: unknown[]) => row.map((x) => F.neg(x))),
  }
}

describePlants(cases)

import { afterAll } from 'vitest'
import { closeZ3 } from '../../reference/numbers/z3-session.js'
import { doubleOf, entryOf, matrixDoubleOf, type Plant, signOf, vectorSignOf } from '../fixtures/planted.js'
import { describePlants, type PlantedCase } from '../fixtures/plants.js'
import { KL_MC } from './kl-mc.js'
import { OPT_MU } from './opt-mu.js'
import { OPT_X0 } from './opt-x0.js'
import { REV_BAYES } from './rev-bayes.js'
import { REV_MIX } from './rev-mix.js'

afterAll(closeZ3)

/** A mixture, as a formula's value, with one thing of each component changed. */
function ofEach(formula: string, entry: 'weight' | 'mean' | 'covariance'): Plant {
  return {
    formula,
    wrong:
      (original) =>
      (F, ...args) =>
        original(F, ...args).map((component: Record<string, unknown>) => {
          const changed = (x: unknown): unknown => (Array.isArray(x) ? x.map(changed) : F.mul(F.lit(2n), x))
          return component[entry] === undefined
            ? component
            : { ...component, [entry]: changed(component[entry]) }
        }),
  }
}

const cases: readonly PlantedCase[] = [
  {
    theorem: REV_BAYES,
    plants: [
      entryOf('gaussianPosterior', 'distance'),
      entryOf('gaussianSpread', 'x0Covariance'),
      entryOf('gaussianComponent', 'logWeight'),
      ofEach('reverseKernel', 'mean'),
      ofEach('reverseKernel', 'weight'),
      doubleOf('logDensity'),
    ],
  },
  {
    theorem: REV_MIX,
    plants: [
      ofEach('reverseKernel', 'mean'),
      ofEach('reverseKernel', 'covariance'),
      ofEach('reverseKernel', 'weight'),
      ofEach('posteriorLaw', 'covariance'),
      vectorSignOf('reverseMean'),
      matrixDoubleOf('lawCovariance'),
      doubleOf('logDensity'),
    ],
  },
  {
    theorem: KL_MC,
    plants: [
      ofEach('reverseKernel', 'mean'),
      vectorSignOf('reverseMean'),
      matrixDoubleOf('reverseCovariance'),
      doubleOf('gaussianKl'),
      doubleOf('scalarKl'),
      doubleOf('scalarCrossEntropy'),
      vectorSignOf('posteriorWeights'),
    ],
    ofItself: [
      'normal form: Finite laws, any φ: Σ r_k KL(q_k‖φ) = KL(Σ r_k q_k‖φ) + Σ r_k KL(q_k‖Σ r_k q_k), three x₀ and three values.',
    ],
  },
  {
    theorem: OPT_X0,
    plants: [
      vectorSignOf('x0Hat'),
      matrixDoubleOf('x0Covariance'),
      vectorSignOf('epsStar'),
      matrixDoubleOf('epsCovariance'),
      entryOf('gaussianPosterior', 'score'),
      entryOf('gaussianSpread', 'x0Covariance'),
      doubleOf('diffuse'),
      signOf('epsFromX0'),
    ],
  },
  {
    theorem: OPT_MU,
    plants: [
      vectorSignOf('reverseMean'),
      doubleOf('x0FromScore'),
      doubleOf('posteriorMeanFromScore'),
      ofEach('noised', 'mean'),
      vectorSignOf('score'),
      doubleOf('posteriorMean'),
    ],
  },
]

describePlants(cases)

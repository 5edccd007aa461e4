import { dataIn, mixture } from '../../reference/data/law.js'
import { epsStar } from '../../reference/data/posterior.js'
import { FLOAT64, FORMATS, roundNumber } from '../../reference/numbers/float.js'
import type { Kernel } from '../../reference/process/kernel.js'
import { convertPrediction, type Parameterisation } from '../../reference/process/parameterisation.js'
import type { Opening, SessionModel } from '../subject.js'

/** The model of a session: the exact ε* of a mixture of two Gaussians, as the prediction that was asked for. */

const LAW = mixture([
  {
    weight: '1/3',
    mean: ['-1', '1/2'],
    covariance: [
      ['1/4', '1/10'],
      ['1/10', '1/5'],
    ],
  },
  {
    weight: '2/3',
    mean: ['1', '-1/4'],
    covariance: [
      ['1/9', '0'],
      ['0', '1/2'],
    ],
  },
])
/** Coordinates of the samples. */
export const DIMENSION = 2
const DATA = dataIn(FLOAT64, LAW)

const PREDICTIONS: Readonly<Record<string, Parameterisation>> = {
  epsilon: 'eps',
  sample: 'x0',
  v_prediction: 'v',
}

/** The model at the levels that an implementation has: by its own ᾱ where it is asked at a timestep. */
export function modelOf({ prediction_type, dtype }: Opening, alphaBars: readonly number[]): SessionModel {
  const format = FORMATS[dtype as keyof typeof FORMATS] ?? FORMATS.float32
  const to = PREDICTIONS[prediction_type] ?? 'eps'
  return ({ x, t, sigma }) => {
    const exploding = sigma !== undefined
    const alphaBar = exploding ? 1 / (1 + sigma * sigma) : levelAt(alphaBars, t)
    const kernel: Kernel<number> = { signal: Math.sqrt(alphaBar), variance: 1 - alphaBar }
    // what the model sees has the power of the variance-preserving process
    const seen = exploding ? x.map((value) => value * kernel.signal) : x
    const eps = epsStar(FLOAT64, kernel, DATA, seen)
    return seen.map((xt, i) =>
      roundNumber(
        convertPrediction({ F: FLOAT64, isZero: (a) => a === 0 }, { from: 'eps', to }, kernel, {
          xt,
          value: eps[i] ?? 0,
        }),
        format,
      ),
    )
  }
}

/** ᾱ at a timestep, between two of them in proportion; never 0 or 1. */
function levelAt(alphaBars: readonly number[], t: number): number {
  const place = Math.min(Math.max(0, t), alphaBars.length - 1)
  const [low, part] = [Math.floor(place), place - Math.floor(place)]
  const from = alphaBars[low] ?? 0.5
  const value = part === 0 ? from : from + part * ((alphaBars[low + 1] ?? from) - from)
  return Math.min(1 - 2 ** -30, Math.max(2 ** -30, value))
}

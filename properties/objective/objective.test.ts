import { afterAll } from 'vitest'
import { closeZ3 } from '../../reference/numbers/z3-session.js'
import { X_DDIM } from '../extra/x-ddim.js'
import { X_GAUSSSAMP } from '../extra/x-gausssamp.js'
import { X_PYTHAG } from '../extra/x-pythag.js'
import { X_REVVAR } from '../extra/x-revvar.js'
import { X_SNR } from '../extra/x-snr.js'
import { X_TERMSNR } from '../extra/x-termsnr.js'
import { X_WEIGHTS } from '../extra/x-weights.js'
import {
  doubleOf,
  entryOf,
  matrixDoubleOf,
  oneOf,
  type Plant,
  signOf,
  vectorSignOf,
  withoutSignal,
} from '../fixtures/planted.js'
import { describePlants } from '../fixtures/plants.js'
import type { Theorem } from '../theorem.js'
import { ALG_SAMPLE } from './alg-sample.js'
import { ALG_TRAIN } from './alg-train.js'
import { DDPM_DPI } from './ddpm-dpi.js'
import { DDPM_ELBO } from './ddpm-elbo.js'
import { DDPM_GEN } from './ddpm-gen.js'
import { KL_GAUSS } from './kl-gauss.js'
import { L2_COND } from './l2-cond.js'
import { LOSS_DIFF } from './loss-diff.js'
import { LOSS_EQ } from './loss-eq.js'
import { LOSS_SIMPLE } from './loss-simple.js'
import { LOSS_W_EPS } from './loss-w-eps.js'
import { LOSS_W_X0 } from './loss-w-x0.js'
import { REV_MLE } from './rev-mle.js'

afterAll(closeZ3)

const planted: readonly [Theorem, readonly Plant[]][] = [
  [
    KL_GAUSS,
    [doubleOf('gaussianKl'), doubleOf('scalarKl'), oneOf('equalVarianceKl'), doubleOf('scalarCrossEntropy')],
  ],
  [
    LOSS_DIFF,
    [
      doubleOf('meanLossWeight'),
      oneOf('posteriorVariance'),
      doubleOf('equalVarianceKl'),
      signOf('elboStep'),
      doubleOf('denoisedStep'),
      doubleOf('denoisedReconstruction'),
    ],
  ],
  [
    LOSS_W_EPS,
    [
      doubleOf('epsLossWeight'),
      oneOf('epsLossWeight'),
      signOf('posteriorMeanFromEps'),
      doubleOf('meanLossWeight'),
    ],
  ],
  [
    LOSS_W_X0,
    [doubleOf('x0LossWeight'), oneOf('x0LossWeight'), entryOf('bridge', 'variance'), doubleOf('snr')],
  ],
  [
    X_WEIGHTS,
    [
      entryOf('lossRatios', 'eps'),
      entryOf('lossRatios', 'v'),
      entryOf('lossRatios', 'score'),
      entryOf('weightsFromX0', 'v'),
      doubleOf('vLossWeight'),
      doubleOf('scoreLossWeight'),
    ],
  ],
  [ALG_TRAIN, [doubleOf('linearEpsLoss'), doubleOf('sharedSlope'), signOf('diffuse')]],
  [
    ALG_SAMPLE,
    [
      signOf('ancestralStep'),
      entryOf('gaussianReverse', 'alpha'),
      entryOf('gaussianReverse', 'beta'),
      doubleOf('sampledVariance'),
    ],
  ],
  [DDPM_GEN, [doubleOf('sampledVariance')]],
  [
    X_DDIM,
    [
      signOf('ddimStep'),
      doubleOf('ddimMean'),
      doubleOf('ddimVariance'),
      doubleOf('largestEtaSquare'),
      signOf('ancestralStep'),
    ],
  ],
  [
    X_REVVAR,
    [
      doubleOf('optimalReverseVariance'),
      doubleOf('scalarCrossEntropy'),
      oneOf('marginalVariance'),
      entryOf('gaussianReverse', 'beta'),
    ],
  ],
  [X_GAUSSSAMP, [doubleOf('sampledVariance'), entryOf('gaussianReverse', 'alpha')]],
  [
    L2_COND,
    [
      doubleOf('conditionalMean'),
      doubleOf('meanSquaredError'),
      doubleOf('meanSquaredGap'),
      doubleOf('linearEpsLoss'),
    ],
  ],
  [X_PYTHAG, [vectorSignOf('epsStar'), doubleOf('sharedSlope'), signOf('epsFromX0')]],
  [
    LOSS_SIMPLE,
    [
      doubleOf('conditionalMean'),
      doubleOf('meanSquaredGap'),
      oneOf('epsLossWeight'),
      doubleOf('sharedSlope'),
    ],
  ],
  [
    LOSS_EQ,
    [vectorSignOf('score'), matrixDoubleOf('epsCovariance'), doubleOf('scoreFromEps'), doubleOf('x0FromEps')],
  ],
  [REV_MLE, [doubleOf('finiteKl'), oneOf('expectedLogLikelihood')]],
  [
    DDPM_ELBO,
    [
      entryOf('elboTerms', 'prior'),
      doubleOf('elboStep'),
      doubleOf('scalarKl'),
      oneOf('sampledVariance'),
      oneOf('elboStep'),
    ],
  ],
  [DDPM_DPI, [oneOf('gaussianKl'), oneOf('scalarKl'), doubleOf('scalarCrossEntropy')]],
  [
    X_SNR,
    [
      doubleOf('snr'),
      oneOf('snr'),
      withoutSignal('epsStar'),
      matrixDoubleOf('x0Covariance'),
      entryOf('gaussianSpread', 'x0Covariance', 'neg'),
      entryOf('nextLevel', 'variance'),
    ],
  ],
  [
    X_TERMSNR,
    [
      vectorSignOf('epsStar'),
      entryOf('rescaledStep', 'alpha'),
      doubleOf('signalLost'),
      doubleOf('snr'),
      doubleOf('priorKl'),
      doubleOf('x0FromV'),
      entryOf('preservingStep', 'alpha'),
    ],
  ],
]

describePlants(planted.map(([theorem, plants]) => ({ theorem, plants })))

import {
  activate,
  adam,
  affine,
  gradient,
  hiddenDelta,
  outputDelta,
  rationalSilu,
  rationalSiluSlope,
  rowLoss,
  transpose,
} from './kernels.js'
import type { KernelText } from './reading.js'

export type KernelName =
  | 'affine'
  | 'activate'
  | 'outputDelta'
  | 'rowLoss'
  | 'transpose'
  | 'hiddenDelta'
  | 'gradient'
  | 'adam'

/** Every kernel by name, with the helper functions that it calls. */
export const KERNELS: Readonly<Record<KernelName, KernelText>> = {
  affine: { kernel: affine, helpers: [] },
  activate: { kernel: activate, helpers: [rationalSilu] },
  outputDelta: { kernel: outputDelta, helpers: [] },
  rowLoss: { kernel: rowLoss, helpers: [] },
  transpose: { kernel: transpose, helpers: [] },
  hiddenDelta: { kernel: hiddenDelta, helpers: [rationalSiluSlope] },
  gradient: { kernel: gradient, helpers: [] },
  adam: { kernel: adam, helpers: [] },
}

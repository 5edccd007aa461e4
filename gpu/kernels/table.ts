import { activate, adam, affine, gradient, hiddenDelta, outputDelta, rowLoss } from './kernels.js'
import type { KernelFunction } from './reading.js'

export type KernelName =
  | 'affine'
  | 'activate'
  | 'outputDelta'
  | 'rowLoss'
  | 'hiddenDelta'
  | 'gradient'
  | 'adam'

/** Every kernel by name. */
export const KERNELS: Readonly<Record<KernelName, KernelFunction>> = {
  affine,
  activate,
  outputDelta,
  rowLoss,
  hiddenDelta,
  gradient,
  adam,
}

/** alphabar: the mathematics of diffusion models, each formula written once over any algebra of numbers. */

// Noise schedules
export { explicit } from './schedule/explicit.js'
export { kernelAt, kernels, transition } from './schedule/kernels.js'
export { linear } from './schedule/linear.js'
export { zeroTerminalSnr } from './schedule/rescaled.js'
export { respaced } from './schedule/respaced.js'
export { scaledLinear } from './schedule/scaled-linear.js'
export {
  betas,
  isRational,
  type RadicalSchedule,
  type RationalSchedule,
  type Schedule,
  steps,
} from './schedule/schedule.js'
export { sigmoid } from './schedule/sigmoid.js'
export { levels, type Tables, tables } from './schedule/tables.js'

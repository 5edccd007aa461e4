import { cosine } from './cosine.js'
import { linear } from './linear.js'
import { zeroTerminalSnr } from './rescaled.js'
import { scaledLinear } from './scaled-linear.js'
import { sigmoid } from './sigmoid.js'
import { veGeometric } from './variance-exploding.js'
import { subVpLinear, vpLinear } from './variance-preserving.js'
import { vdmFixedLinearGamma } from './vdm.js'

/** The schedules that models in use were trained with. */
export const PRESETS = {
  /** Ho et al. 2020, section 4. */
  ho: linear({ T: 1000, beta_start: '1e-4', beta_end: '0.02' }),
  /** Stable Diffusion 1 and 2 (latent diffusion, configs): there named "linear". */
  'stable-diffusion': scaledLinear({ T: 1000, beta_start: '0.00085', beta_end: '0.012' }),
  /** Nichol and Dhariwal 2021, section 3.2. */
  cosine: cosine({ T: 1000, s: '0.008', max_beta: '0.999' }),
  /** GeoDiff's schedule as diffusers has it. */
  sigmoid: sigmoid({ T: 1000, beta_start: '1e-4', beta_end: '0.02' }),
  /** Lin et al. 2024, on Stable Diffusion's schedule. */
  'zero-terminal-snr': zeroTerminalSnr(scaledLinear({ T: 1000, beta_start: '0.00085', beta_end: '0.012' })),
  /** Song et al. 2021, appendix C: the discrete VP chain, which is Ho et al.'s. */
  vp: vpLinear({ T: 1000, beta_min: '0.1', beta_max: '20' }),
  /** Song et al. 2021: sub-VP at u = t/T. */
  'sub-vp': subVpLinear({ T: 1000, beta_min: '0.1', beta_max: '20' }),
  /** Song et al. 2021, appendix C, for CIFAR-10. */
  ve: veGeometric({ T: 1000, sigma_min: '0.01', sigma_max: '50' }),
  /** Kingma et al. 2021, the fixed linear schedule. */
  vdm: vdmFixedLinearGamma({ T: 1000, gamma_min: '-13.3', gamma_max: '5' }),
} as const

export type Preset = keyof typeof PRESETS

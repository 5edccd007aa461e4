import { cosine } from './cosine.js'
import { linear } from './linear.js'
import type { ScheduleSpec } from './registry.js'
import { zeroTerminalSnr } from './rescaled.js'
import { scaledLinear } from './scaled-linear.js'
import { sigmoid } from './sigmoid.js'
import { veGeometric } from './variance-exploding.js'
import { subVpLinear, vpLinear } from './variance-preserving.js'
import { vdmFixedLinearGamma } from './vdm.js'

/** The schedules that models in use were trained with, as data. */
export const PRESET_SPECS = {
  /** Ho et al. 2020, section 4. */
  ho: { kind: 'linear', T: 1000, params: { beta_start: '1e-4', beta_end: '0.02' } },
  /** Stable Diffusion 1 and 2 (latent diffusion, configs): there named "linear". */
  'stable-diffusion': {
    kind: 'scaled_linear',
    T: 1000,
    params: { beta_start: '0.00085', beta_end: '0.012' },
  },
  /** Nichol and Dhariwal 2021, section 3.2. */
  cosine: { kind: 'squaredcos_cap_v2', T: 1000, params: { s: '0.008', max_beta: '0.999' } },
  /** GeoDiff's schedule as diffusers has it. */
  sigmoid: { kind: 'sigmoid', T: 1000, params: { beta_start: '1e-4', beta_end: '0.02' } },
  /** Lin et al. 2024, on Stable Diffusion's schedule. */
  'zero-terminal-snr': {
    kind: 'scaled_linear',
    T: 1000,
    params: { beta_start: '0.00085', beta_end: '0.012' },
    rescale_zero_terminal_snr: true,
  },
  /** Song et al. 2021, appendix C: the discrete VP chain, which is Ho et al.'s. */
  vp: { kind: 'vp_linear', T: 1000, params: { beta_min: '0.1', beta_max: '20' } },
  /** Song et al. 2021: sub-VP at u = t/T. */
  'sub-vp': { kind: 'subvp_linear', T: 1000, params: { beta_min: '0.1', beta_max: '20' } },
  /** Song et al. 2021, appendix C, for CIFAR-10. */
  ve: { kind: 've_geometric', T: 1000, params: { sigma_min: '0.01', sigma_max: '50' } },
  /** Kingma et al. 2021, the fixed linear schedule. */
  vdm: { kind: 'vdm_fixed_linear_gamma', T: 1000, params: { gamma_min: '-13.3', gamma_max: '5' } },
} as const satisfies Readonly<Record<string, ScheduleSpec>>

/** The name of a schedule that people train with: see {@link PRESETS}. */
export type Preset = keyof typeof PRESET_SPECS

/** What a constructor takes, of a specification. */
const flat = <P extends object>({ T, params }: { readonly T: number; readonly params: P }) => ({
  ...params,
  T,
})

/** {@link PRESET_SPECS}, made. */
export const PRESETS = {
  ho: linear(flat(PRESET_SPECS.ho)),
  'stable-diffusion': scaledLinear(flat(PRESET_SPECS['stable-diffusion'])),
  cosine: cosine(flat(PRESET_SPECS.cosine)),
  sigmoid: sigmoid(flat(PRESET_SPECS.sigmoid)),
  'zero-terminal-snr': zeroTerminalSnr(scaledLinear(flat(PRESET_SPECS['zero-terminal-snr']))),
  vp: vpLinear(flat(PRESET_SPECS.vp)),
  'sub-vp': subVpLinear(flat(PRESET_SPECS['sub-vp'])),
  ve: veGeometric(flat(PRESET_SPECS.ve)),
  vdm: vdmFixedLinearGamma(flat(PRESET_SPECS.vdm)),
} as const

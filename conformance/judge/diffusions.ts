import type { Diffusion } from '../../reference/schedule/diffusion.js'
import { ve } from '../../reference/schedule/variance-exploding.js'
import { subVp, vp } from '../../reference/schedule/variance-preserving.js'
import { vdm } from '../../reference/schedule/vdm.js'
import type { WireSchedule } from '../subject.js'

type Params = Readonly<Record<string, string>>

const KINDS: Readonly<Record<string, (params: Params) => Diffusion>> = {
  vp_linear: ({ beta_min = '', beta_max = '' }) => vp({ beta_min, beta_max }),
  subvp_linear: ({ beta_min = '', beta_max = '' }) => subVp({ beta_min, beta_max }),
  ve_geometric: ({ sigma_min = '', sigma_max = '' }) => ve({ sigma_min, sigma_max }),
  vdm_fixed_linear_gamma: ({ gamma_min = '', gamma_max = '' }) => vdm({ gamma_min, gamma_max }),
}

/** The diffusion in continuous time that a schedule without T names; undefined for others. */
export function diffusionFrom({ kind, T, params = {} }: WireSchedule): Diffusion | undefined {
  if (typeof T === 'number') return undefined
  const make = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined
  try {
    return make?.(params)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

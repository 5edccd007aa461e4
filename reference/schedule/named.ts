import { PRESET_SPECS } from './presets.js'
import { SCHEDULE_KINDS, type ScheduleSpec } from './registry.js'

/** Every name that {@link namedSpec} knows: presets, and kinds. */
export const SCHEDULE_NAMES: readonly string[] = [
  ...new Set([...Object.keys(PRESET_SPECS), ...SCHEDULE_KINDS]),
].filter((name) => name !== 'betas' && name !== 'expression')

/**
 * The specification that a name stands for: a preset, or a kind with the parameters and T of the first preset of that
 * kind (T = 1000 where there is none). Hyphens and underscores are alike.
 */
export function namedSpec(name: string): (ScheduleSpec & { readonly T: number }) | undefined {
  const same = (a: string) => a.replaceAll('_', '-') === name.replaceAll('_', '-')
  const specs = Object.entries(PRESET_SPECS).map(([preset, spec]) => ({ preset, spec }))
  const found = specs.find(({ preset }) => same(preset)) ?? specs.find(({ spec }) => same(spec.kind))
  if (found) return found.spec
  const kind = SCHEDULE_NAMES.find(same)
  return kind === undefined ? undefined : { kind, T: 1000 }
}

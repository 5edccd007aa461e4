import { scheduleFrom } from '../../reference/schedule/registry.js'
import type { Schedule } from '../../reference/schedule/schedule.js'
import type { WireSchedule } from '../subject.js'
import type { Alteration, Altered } from './alterations.js'
import { diffusionFrom } from './diffusions.js'
import { Facts, type OwnTables } from './facts.js'

/** The schedule of the vocabulary that a call names; undefined where the vocabulary has none such, with the reason. */
export async function resolved(
  wire: WireSchedule,
): Promise<{ readonly schedule?: Schedule; readonly why?: string }> {
  const { T, ...rest } = wire
  if (typeof T !== 'number') return { why: `the schedule '${wire.kind}' is in continuous time` }
  try {
    const { kind, params, betas, rescale_zero_terminal_snr } = rest
    return {
      schedule: await scheduleFrom({
        kind,
        T,
        ...(params && { params }),
        ...(betas && { betas }),
        ...(rescale_zero_terminal_snr && { rescale_zero_terminal_snr }),
      }),
    }
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof SyntaxError)) throw error
    return { why: error.message }
  }
}

/** The facts about a schedule as asked for. */
export async function factsOf(wire: WireSchedule, own: OwnTables): Promise<Facts> {
  const { schedule } = await resolved(wire)
  return new Facts(wire, schedule, own, diffusionFrom(wire))
}

/** The facts about each other schedule that may stand in its place. */
export async function altered(
  wire: WireSchedule,
  alterations: readonly Alteration[],
): Promise<readonly Altered[]> {
  const found = await Promise.all(
    alterations.map(async (alteration) => {
      const other = alteration.alter(wire)
      const schedule = other && (await resolved(other)).schedule
      return schedule && other ? [{ alteration, facts: new Facts(other, schedule, {}) }] : []
    }),
  )
  return found.flat()
}

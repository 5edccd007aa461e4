import { at } from '../numbers/combinators.js'
import { checkTime } from './check.js'
import { merge } from './kernels.js'
import { type RadicalSchedule, type RationalSchedule, type Schedule, schedule } from './schedule.js'

/**
 * The sub-chain that visits only `timesteps`, increasing in 1..T: its step j is the transition
 * timesteps[j−1] → timesteps[j] of the chain (from clean data for j = 1), so its ᾱ are those of the chain there.
 * Source: Nichol and Dhariwal 2021, section 4; DDIM's sub-sequences are the same.
 * @throws RangeError unless the timesteps increase strictly within 1..T.
 */
export function respaced(chain: RationalSchedule, timesteps: readonly number[]): RationalSchedule
export function respaced(chain: RadicalSchedule, timesteps: readonly number[]): RadicalSchedule
export function respaced(chain: Schedule, timesteps: readonly number[]): Schedule
export function respaced(chain: Schedule, timesteps: readonly number[]): Schedule {
  if (timesteps.length === 0)
    throw new RangeError('a sub-sequence of no timesteps was given, expected at least one in 1..T')
  let last = 0
  for (const t of timesteps) {
    checkTime(chain.T, t, 1)
    if (t <= last)
      throw new RangeError(
        `the sub-sequence of timesteps goes from ${last} to ${t}, expected strictly increasing numbers in 1..${chain.T}: list them in the order of noising, each once`,
      )
    last = t
  }
  const { rationalLogSnr } = chain
  return schedule<Schedule>({
    kind: chain.kind,
    label: `${chain.label}, ${timesteps.length} timesteps of it up to ${last}`,
    T: timesteps.length,
    needs: chain.needs,
    preserving: chain.preserving,
    ...(rationalLogSnr && {
      rationalLogSnr: (j: number) => (j === 0 ? undefined : rationalLogSnr(at(timesteps, j - 1))),
    }),
    stepper: (F) => {
      const stepAt = chain.stepper(F)
      const segments = timesteps.map((t, j) => {
        const s = j === 0 ? 0 : at(timesteps, j - 1)
        return merge(
          F,
          Array.from({ length: t - s }, (_, k) => stepAt(s + 1 + k)),
        )
      })
      return (j) => at(segments, j - 1)
    },
  })
}

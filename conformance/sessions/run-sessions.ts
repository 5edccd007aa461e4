import fc from 'fast-check'
import { gridFault } from '../grids/judge-grid.js'
import type { Run } from '../judge/recording.js'
import { schedule as arbitrarySchedule, vector } from '../plan/arbitraries.js'
import { draw, type PlanOptions, seedAt, tableDtypeOf } from '../plan/plan-calls.js'
import type { Opening, Subject } from '../subject.js'
import { KNOWN_SAMPLERS, published, unroll } from './exchanges.js'
import { DIMENSION, modelOf } from './model.js'

/** Whole samplers, run with the harness as their model. */

/** A session that did not follow its own list, or did not end. */
export interface SessionFault {
  readonly opening: Pick<
    Opening,
    'sampler' | 'n' | 'spacing' | 'prediction_type' | 'eta' | 'dtype' | 'schedule'
  >
  readonly says: string
}

export interface Sessions {
  readonly runs: readonly (Run & { readonly sampler: string })[]
  readonly faults: readonly SessionFault[]
  /** Sessions that were run to their end. */
  readonly count: number
}

const PREDICTIONS = ['epsilon', 'sample', 'v_prediction'] as const

/** What makes a sampler stop with an error where n does not divide T. */
const AT_SOME_N =
  ' (here n does not divide T: a timestep that is looked up by == among floats is not found, N4; one reckoned with ⌊T/n⌋ is out of range, S15)'

/** The openings that are tried: numbers of steps that do not divide T, every spacing that is claimed. */
function openings({ claims }: Subject, { seed, profile }: PlanOptions): readonly Opening[] {
  const kind = ['linear', 'scaled_linear', 'squaredcos_cap_v2'].find((k) => claims.schedules.includes(k))
  if (kind === undefined) return []
  const samplers = claims.samplers.filter((sampler) => KNOWN_SAMPLERS.includes(sampler))
  const spacings = claims.spacings.length > 0 ? claims.spacings : ['leading']
  return claims.dtypes.flatMap((dtype) =>
    samplers.flatMap((sampler) =>
      spacings.flatMap((spacing) =>
        Array.from({ length: profile === 'quick' ? 2 : 8 }, (_, i): Opening => {
          const at = (what: string) => seedAt(seed, 'session', dtype, sampler, spacing, i, what)
          const T = draw(fc.integer({ min: 90, max: 400 }), at('T'))
          const n = draw(
            fc.integer({ min: 5, max: 13 }).filter((m) => T % m !== 0),
            at('n'),
          )
          const arbitrary = arbitrarySchedule(kind, T)
          return {
            sampler,
            schedule: arbitrary ? draw(arbitrary, at('schedule')) : { kind, T },
            dtype,
            n,
            spacing,
            prediction_type: PREDICTIONS[i % PREDICTIONS.length] ?? 'epsilon',
            eta: sampler === 'ddim' && i % 2 === 1 ? 0.625 : 0,
            x_T: draw(vector(DIMENSION), at('x')),
            noise: draw(fc.array(vector(DIMENSION), { minLength: n, maxLength: n }), at('noise')),
          }
        }),
      ),
    ),
  )
}

/** Runs them. */
export async function runSessions(subject: Subject, options: PlanOptions): Promise<Sessions> {
  const runs: (Run & { readonly sampler: string })[] = []
  const faults: SessionFault[] = []
  let count = 0
  if (!subject.open) return { runs, faults, count }
  for (const opening of openings(subject, options)) {
    const { schedule, dtype } = opening
    const tables = await subject.ask([
      { op: 'betas', schedule, dtype, inputs: {} },
      { op: 'alphas_cumprod', schedule, dtype, inputs: {} },
    ])
    const own = tables[1]?.kind === 'output' ? tables[1].output : undefined
    const alphaBars = Array.isArray(own) && own.every((x) => typeof x === 'number') ? own : [0.5]
    const record = await subject.open(opening, modelOf(opening, alphaBars))
    if (record.opened.kind === 'unsupported') continue
    count++
    const list = published(record)
    const { exchanges, fault } = unroll(opening, record)
    const wrongGrid = list && gridFault(list, opening.n, schedule.T ?? 1, { between: true })
    const broken =
      record.done && record.done.kind !== 'output' && record.done.kind !== 'unsupported'
        ? `${record.done.message}${record.done.kind === 'error' ? AT_SOME_N : ''}`
        : undefined
    const says = wrongGrid ?? broken ?? fault
    if (says !== undefined) faults.push({ opening, says })
    const tableDtype = tableDtypeOf(subject.claims, dtype)
    runs.push({
      sampler: opening.sampler,
      schedule,
      dtype,
      ...(tableDtype !== undefined && { tableDtype }),
      exchanges: [
        ...(['betas', 'alphas_cumprod'] as const).flatMap((op, i) => {
          const answer = tables[i]
          return answer ? [{ call: { op, schedule, dtype, inputs: {} }, answer }] : []
        }),
        ...exchanges,
      ],
    })
  }
  return { runs, faults, count }
}

import type { Exchange } from '../judge/recording.js'
import type { Answer, Call, Evaluation, Opening, SessionRecord } from '../subject.js'

/**
 * A session as steps. Between two evaluations of the model the state is what the step from the one to the other made, and the
 * model's answers are known, so each step is judged as one operation: with the neighbours in the published list of timesteps
 * as its times.
 */

/** What a session shows: steps to judge, and what is out of order in it. */
export interface Unrolled {
  readonly exchanges: readonly Exchange[]
  /** Why the session does not follow its own list. */
  readonly fault?: string
}

const output = (values: readonly number[] | undefined, done: Answer | undefined): Answer =>
  values
    ? { kind: 'output', output: values }
    : (done ?? { kind: 'broken', message: 'the session ended without a sample' })

/** The published list, if it is a list of numbers. */
export function published({ opened }: SessionRecord): readonly number[] | undefined {
  const list = opened.kind === 'output' ? opened.output : undefined
  return Array.isArray(list) && list.every((t) => typeof t === 'number') ? list : undefined
}

/** The steps of a session of a sampler. */
export function unroll(opening: Opening, record: SessionRecord): Unrolled {
  const list = published(record)
  if (!list) {
    const { opened } = record
    if (opened.kind === 'output') return { exchanges: [], fault: 'the timesteps are no list of numbers' }
    return { exchanges: [], fault: opened.kind === 'unsupported' ? opened.why : opened.message }
  }
  const make = Object.hasOwn(SAMPLERS, opening.sampler) ? SAMPLERS[opening.sampler] : undefined
  if (!make) return { exchanges: [], fault: `the sampler '${opening.sampler}' is not in the vocabulary` }
  const n = list.length
  const evaluations = record.evaluations
  const expected = opening.sampler === 'heun' ? 2 * n - 1 : n
  const fault =
    evaluations.length === expected
      ? offList(opening.sampler, list, evaluations)
      : `the model was evaluated ${evaluations.length} times, expected ${expected} for ${n} timesteps`
  return {
    exchanges:
      fault === undefined || evaluations.length === expected
        ? [...start(opening, record), ...make(opening, list, record)]
        : [],
    ...(fault !== undefined && { fault }),
  }
}

/** Where the model is asked at another time than the list says. */
function offList(
  sampler: string,
  list: readonly number[],
  evaluations: readonly Evaluation[],
): string | undefined {
  for (const [i, { t }] of evaluations.entries()) {
    const expected = list[sampler === 'heun' ? Math.ceil(i / 2) : i]
    if (t !== expected) return `evaluation ${i} is at t = ${t}, and the list says ${expected}`
  }
  return undefined
}

type Make = (opening: Opening, list: readonly number[], record: SessionRecord) => readonly Exchange[]

const call = (
  { schedule, dtype, prediction_type, n }: Opening,
  op: string,
  inputs: Call['inputs'],
): Call => ({
  op,
  schedule,
  dtype,
  inputs: { ...inputs, prediction_type, n, T: schedule.T ?? null },
})

/** The states after each evaluation: where the next begins, and the sample. */
const after = ({ evaluations, done }: SessionRecord, i: number): Answer => output(evaluations[i]?.x, done)

/** Where it starts. */
const start = (opening: Opening, { evaluations }: SessionRecord): readonly Exchange[] => {
  const [first] = evaluations
  if (!first) return []
  const sigma_last = evaluations[evaluations.length - 1]?.sigma
  return [
    {
      call: call(opening, 'sampler_start', {
        x_T: opening.x_T,
        ...(first.sigma !== undefined && { sigma: first.sigma }),
        ...(sigma_last !== undefined && { sigma_last }),
      }),
      answer: { kind: 'output', output: first.x },
    },
  ]
}

const ddim: Make = (opening, list, record) =>
  record.evaluations.map(({ x, output: out }, i) => ({
    call: call(opening, 'ddim_step', {
      t: list[i] ?? -1,
      t_prev: list[i + 1] ?? -1,
      xt: x,
      model_output: out,
      eta: opening.eta,
      noise: opening.noise[i] ?? x.map(() => 0),
      x_T: opening.x_T,
    }),
    answer: after(record, i + 1),
  }))

/** The level that a σ-sampler says it is at, and that its list says. */
const levels = (
  opening: Opening,
  list: readonly number[],
  evaluations: readonly Evaluation[],
  stride: number,
): readonly Exchange[] =>
  evaluations.flatMap(({ sigma }, i) => {
    if (sigma === undefined || i % stride !== 0) return []
    const t = list[i / stride] ?? -1
    // some libraries interpolate between timesteps
    const op = Number.isInteger(t) ? 'sigma_ve' : 't_to_sigma'
    return [{ call: call(opening, op, { t }), answer: { kind: 'output' as const, output: sigma } }]
  })

const euler: Make = (opening, list, record) => {
  const { evaluations } = record
  return [
    ...levels(opening, list, evaluations, 1),
    ...evaluations.map(({ x, output: out, sigma }, i) => ({
      call: call(opening, 'euler_step', {
        sigma: sigma ?? null,
        sigma_next: evaluations[i + 1]?.sigma ?? 0,
        x,
        model_output: out,
      }),
      answer: after(record, i + 1),
    })),
  ]
}

const heun: Make = (opening, list, record) => {
  const { evaluations } = record
  return [
    ...levels(opening, list, evaluations, 2),
    ...list.flatMap((_, i): readonly Exchange[] => {
      const [here, there] = [evaluations[2 * i], evaluations[2 * i + 1]]
      if (!here) return []
      const common = { sigma: here.sigma ?? null, x: here.x, model_output: here.output }
      if (!there)
        return [
          {
            call: call(opening, 'euler_step', { ...common, sigma_next: 0 }),
            answer: after(record, 2 * i + 1),
          },
        ]
      const sigma_next = there.sigma ?? null
      return [
        {
          call: call(opening, 'euler_step', { ...common, sigma_next }),
          answer: output(there.x, record.done),
        },
        {
          call: call(opening, 'heun_step', { ...common, sigma_next, model_output_next: there.output }),
          answer: after(record, 2 * i + 2),
        },
      ]
    }),
  ]
}

const multistep: Make = (opening, list, record) =>
  record.evaluations.map(({ x, output: out }, i): Exchange => {
    const [t, t_prev] = [list[i] ?? -1, list[i + 1] ?? -1]
    const before = record.evaluations[i - 1]
    if (!before || t_prev < 0)
      return {
        call: call(opening, 'ddim_step', {
          t,
          t_prev,
          xt: x,
          model_output: out,
          eta: 0,
          noise: x.map(() => 0),
        }),
        answer: after(record, i + 1),
      }
    return {
      call: call(opening, 'dpmpp_2m_step', {
        t_last: list[i - 1] ?? -1,
        t,
        t_prev,
        xt: x,
        model_output: out,
        xt_last: before.x,
        model_output_last: before.output,
      }),
      answer: after(record, i + 1),
    }
  })

const SAMPLERS: Readonly<Record<string, Make>> = { ddim, euler, heun, dpmpp_2m: multistep }
/** Samplers whose steps are in the vocabulary. */
export const KNOWN_SAMPLERS: readonly string[] = Object.keys(SAMPLERS)

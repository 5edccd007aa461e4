import { describe, expect, test } from 'vitest'
import { ALL_OPS, type Simulated, simulated } from '../fixtures/simulated.js'
import { factsOf } from '../judge/prepare.js'
import { ownTables, type Run } from '../judge/recording.js'
import { mistakesOf } from '../mistakes/index.js'
import { span } from '../operations/forward.js'
import { elementwise, type Truth } from '../operations/operation.js'
import type { Answer, Call, WireSchedule } from '../subject.js'
import { LAWS, type LawResult, runLaws } from './run-laws.js'

const SCHEDULE: WireSchedule = {
  kind: 'linear',
  T: 37,
  params: { beta_start: '0.0007', beta_end: '0.31' },
}

async function lawsOf(options: Simulated, schedule = SCHEDULE): Promise<readonly LawResult[]> {
  const { dtype = 'float64' } = options
  const subject = simulated({ kinds: [schedule.kind], ...options })
  const calls = ['betas', 'alphas_cumprod'].map((op): Call => ({ op, schedule, dtype, inputs: {} }))
  const answers = await subject.ask(calls)
  const exchanges = calls.flatMap((call, i) => (answers[i] ? [{ call, answer: answers[i] }] : []))
  const run: Run = { schedule, dtype, exchanges }
  const own = ownTables([run])(run)
  const facts = await factsOf(schedule, own)
  return runLaws({ subject, schedule, dtype, facts, own }, { seed: 5, profile: 'quick' })
}

/** One law on a library with a mistake, which claims what the law needs and nothing else. */
async function lawOn(id: string, options: Simulated): Promise<LawResult | undefined> {
  const { needs = [] } = LAWS.find((law) => law.id === id) ?? {}
  return (await lawsOf({ ops: needs, ...options })).find((law) => law.id === id)
}

describe.each(['float64', 'float32'])('a right library in %s', (dtype) => {
  test('keeps every law', async () => {
    const laws = await lawsOf({ dtype })
    expect(laws.map(({ id, verdict, says, why }) => [id, verdict, says ?? why])).toEqual(
      LAWS.map(({ id }) => [id, 'holds', undefined]),
    )
  })
})

/** Numbers of one operation changed on their way out. */
const change =
  (op: string, to: (x: number, i: number, call: Call) => number, where = (_: Call) => true) =>
  (call: Call, answer: Answer): Answer => {
    if (call.op !== op || answer.kind !== 'output' || !where(call)) return answer
    const { output } = answer
    return {
      kind: 'output',
      output: Array.isArray(output) ? output.map((x, i) => to(x, i, call)) : to(output as number, 0, call),
    }
  }
/** The list of one operation rearranged on its way out. */
const rearrange =
  (op: string, to: (xs: readonly unknown[]) => readonly unknown[], where = (_: Call) => true) =>
  (call: Call, answer: Answer): Answer =>
    call.op === op && answer.kind === 'output' && Array.isArray(answer.output) && where(call)
      ? { kind: 'output', output: to(answer.output) }
      : answer
const entry = (op: string, at: number, to: (x: number) => number) =>
  change(op, (x, i) => (i === at ? to(x) : x))
const more = (x: number) => x * 1.02
const swapped = (at: number) => (xs: readonly unknown[]) =>
  xs.map((x, i) => (i === at ? xs[at + 1] : i === at + 1 ? xs[at] : x))
const spoil = (how: Simulated['spoil']): Simulated => ({ ...(how && { spoil: how }) })
const says = (word: string) => (call: Call) => call.inputs.prediction_type === word
const batch = ({ inputs }: Call) => Array.isArray(inputs.t)

/** A catalogued mistake in the place of the operation. */
function by(op: string, id: string): Simulated {
  const form = mistakesOf(op).find((mistake) => mistake.id === id)?.form
  if (!form) throw new RangeError(`no mistake ${id} of ${op}`)
  return { instead: { [op]: form } }
}

/** x_t weighs half as much as it should; the mean and the variance of x_s given x₀ are right nevertheless. */
const half: Readonly<Record<string, Truth>> = (() => {
  const of: (part: 'mean' | 'variance') => Truth = (part) => (F, known, args) => {
    const { s, t } = span(args)
    const [from, to] = [known.level(s), known.level(t)]
    const root = F.sqrt(known.step(s, t).alpha)
    const ct = F.div(F.mul(root, from.variance), F.mul(F.lit(2n), to.variance))
    if (part === 'variance') return [F.sub(from.variance, F.mul(F.mul(ct, ct), to.variance))]
    const c0 = F.sub(F.sqrt(from.alphaBar), F.mul(ct, F.sqrt(to.alphaBar)))
    return elementwise(args, ['x0', 'xt'], ({ x0, xt }) => F.add(F.mul(c0, x0), F.mul(ct, xt)))
  }
  return { q_posterior_mean: of('mean'), q_posterior_variance: of('variance') }
})()

/** A library whose table changes when something is called, and stays so. */
function forgetful(): Simulated {
  let called = 0
  return spoil((call, answer) => {
    if (call.op === 'betas') called = 0
    if (call.op === 'q_sample') called++
    return called > 0 ? entry('alphas_cumprod', 5, (x) => x * (1 + 2 ** -20))(call, answer) : answer
  })
}

/** Law, mistake, what the law says. */
const PLANTS: readonly (readonly [law: string, what: string, library: Simulated, says: RegExp])[] = [
  [
    'K1',
    'one level too high',
    spoil(entry('alphas_cumprod', 7, (x) => x * 1.0001)),
    /cumprod\[7\] is not .*\[6\]·\(1 − betas\[7\]\): off by/,
  ],
  ['K1', 'products of β', by('alphas_cumprod', 'S1'), /alphas_cumprod\[0\] is not/],
  ['K1', 'no noise in a step', spoil(entry('betas', 3, () => 0)), /betas\[3\] = 0 is outside/],
  ['K1', 'all noise in a step', spoil(entry('betas', 3, () => 1)), /betas\[3\] = 1 is outside/],
  [
    'K1',
    'levels above 1',
    spoil(change('alphas_cumprod', (x) => 2 * x)),
    /cumprod\[0\] = .* outside \[0, 1\]/,
  ],
  [
    'K1',
    'levels that rise',
    spoil(rearrange('alphas_cumprod', swapped(4))),
    /rises from .* at 5|cumprod\[4\] is not/,
  ],
  ['K1', 'one entry missing', spoil(rearrange('betas', (xs) => xs.slice(1))), /36 betas and 37 values/],
  ['K2', 'the variance for its root', by('q_sample', 'F1'), /squared weights do not add up/],
  ['K2', 'a bend', spoil(change('q_sample', (x) => x + x * x * 0.01)), /not linear|not add up/],
  ['K2', 'a clip', spoil(change('q_sample', (x) => Math.min(x, 1.5))), /not linear/],
  ['K2', 'a level too far', by('q_sample', 'F7'), /squared weight of x₀ is not alphas_cumprod/],
  ['K3 karras_sigmas', 'one point short', by('karras_sigmas', 'S7'), /values were answered|σ_min/],
  [
    'K3 karras_sigmas',
    'the first two swapped',
    spoil(rearrange('karras_sigmas', (xs) => (xs.length > 3 ? swapped(0)(xs) : xs))),
    /first value is not σ_max/,
  ],
  [
    'K3 karras_sigmas',
    'an end never reached',
    spoil(change('karras_sigmas', (x, i, { inputs }) => (i === Number(inputs.n) - 1 ? more(x) : x))),
    /before the end is not σ_min/,
  ],
  [
    'K3 exponential_sigmas',
    'one missing',
    spoil(rearrange('exponential_sigmas', (xs) => xs.slice(0, -2))),
    /values were answered to n = 2/,
  ],
  [
    'K3 exponential_sigmas',
    'out of order',
    spoil(rearrange('exponential_sigmas', (xs) => (xs.length > 4 ? swapped(1)(xs) : xs))),
    /exponential_sigmas rises from .* at 2/,
  ],
  ['K17', 'a table that a call changes', forgetful(), /alphas_cumprod\[5\] was .* after other calls/],
  ['K20 snr', 'two entries swapped', spoil(rearrange('snr', swapped(8))), /snr rises .* at 9/],
  ['K20 snr', 'all alike', spoil(change('snr', () => 3)), /hardly changes/],
  [
    'K20 alphas_cumprod',
    'against time',
    spoil(rearrange('alphas_cumprod', (xs) => [...xs].reverse())),
    /alphas_cumprod rises .* at 1/,
  ],
  [
    'K20 sigmas',
    'against time',
    spoil(rearrange('sigmas', (xs) => [...xs].reverse())),
    /sigmas falls .* at 1/,
  ],
  ['K4', 'β for β̃', by('q_posterior_variance', 'P3'), /variance of x_s given x₀ is not/],
  ['K4', 'a negative variance', spoil(change('q_posterior_variance', (x) => -x)), /variance is negative/],
  [
    'K4',
    'too much of x₀',
    spoil(change('q_posterior_mean', (x, i) => (i === 0 ? more(x) : x))),
    /mean of x_s given x₀ is not/,
  ],
  ['K4', 'half the correlation', { instead: half }, /covariance of x_s and x_t/],
  ['K5 ddim_step', 'σ left in the direction', by('ddim_step', 'D1b'), /variance that arrives is not 1 − ᾱ_s/],
  [
    'K5 ddim_step',
    'too much of x̂₀',
    spoil(change('ddim_step', (x, i) => (i === 0 ? more(x) : x))),
    /x₀ does not arrive/,
  ],
  [
    'K5 ddpm_step',
    'too much noise',
    spoil(change('ddpm_step', (x, i) => (i === 2 ? more(x) : x))),
    /variance that arrives/,
  ],
  ['K5 ddpm_step', 'the variance for its root', by('ddpm_step', 'P2'), /variance that arrives/],
  [
    'K5 ancestral_sigmas',
    'σ_up too high',
    spoil(entry('ancestral_sigmas', 1, more)),
    /variance that arrives is not σ_next²/,
  ],
  [
    'K6 η = 1',
    'a step of its own at η = 1',
    spoil(change('ddim_step', more, ({ inputs }) => inputs.eta === 1)),
    /ddim_step at η = 1 and ddpm_step differ/,
  ],
  [
    'K6 η = 0',
    'noise whatever η',
    spoil(change('ddim_step', (x, i, { inputs }) => x + Number([inputs.noise].flat()[i]) / 64)),
    /the noise changes a step/,
  ],
  ['K5 ddim_step', 'levels one too low', by('ddim_step', 'D5'), /x₀ does not arrive/],
  ['K6 semigroup', 'steps that are too long', spoil(change('ddim_step', more)), /two steps do not arrive/],
  ['K6 inverse', 'upward that goes down', by('ddim_reverse_step', 'D6'), /down and up again/],
  ['K7 x0_from_eps', 'too much', spoil(change('x0_from_eps', more)), /does not give x0 back/],
  ['K7 eps_from_x0', 'negated', by('eps_from_x0', 'C1'), /does not give eps back/],
  ['K7 x0_from_v', 'v with the other sign', by('v_from_x0_eps', 'C6'), /does not give x0 back/],
  ['K7 eps_from_v', 'too much', spoil(change('eps_from_v', more)), /does not give eps back/],
  [
    'K7 steps',
    'ε̂ is the output',
    spoil(change('ddim_step', more, says('sample'))),
    /ε and x₀ give different/,
  ],
  ['K7 steps', 'v misread', spoil(change('ddim_step', more, says('v_prediction'))), /ε and v give different/],
  ['K13', 'a step too long', spoil(change('euler_step', more)), /euler_step and ddim_step go to different/],
  [
    'K19',
    'the first t for all',
    spoil(rearrange('q_sample', (xs) => xs.map(() => xs[0]), batch)),
    /row \d (of a batch is not what it is alone|changes with the order)/,
  ],
  [
    'K19',
    'rows out of order',
    spoil(rearrange('q_sample', (xs) => [...xs].reverse(), batch)),
    /row 0 of a batch/,
  ],
]

test('every law has a mistake that breaks it', () => {
  expect([...new Set(PLANTS.map(([id]) => id))].sort()).toEqual(LAWS.map(({ id }) => id).sort())
})

describe.each(['float64', 'float32'])('planted in %s', (dtype) => {
  test.each(PLANTS)('%s is broken by %s', async (id, _, library, expected) => {
    const law = await lawOn(id, { dtype, ...library })
    expect(law).toMatchObject({ verdict: 'fails', says: expect.stringMatching(expected), seed: 5 })
    expect(law?.counterexample).not.toBe('')
  })
})

describe.each(LAWS)('$id', ({ id, needs }) => {
  test.each(needs)('is not kept where %s answers NaN', async (op) => {
    const law = await lawOn(id, spoil(change(op, () => Number.NaN)))
    expect(law).toMatchObject({ verdict: 'fails', says: expect.stringContaining(`${op} answered NaN`) })
  })
  test.each(needs.length > 1 ? needs : [])('is not tried where %s is missing', async (op) => {
    const law = await lawOn(id, { ops: needs.filter((need) => need !== op) })
    expect(law).toMatchObject({ verdict: 'unsupported', runs: 0, why: `it needs ${op}` })
  })
})

test('the counterexample is shrunk to what matters', async () => {
  const strided = spoil(
    change('q_posterior_variance', more, ({ inputs }) => Number(inputs.t) - Number(inputs.t_prev) > 1),
  )
  const law = await lawOn('K4', strided)
  expect(law?.counterexample).toBe('{"t":2,"t_prev":0}')
})

test('a law is not for a schedule that it says nothing of, and an operation that nobody claims is not mentioned', async () => {
  const schedule = { kind: 've_geometric', T: 20, params: { sigma_min: '0.01', sigma_max: '30' } }
  const laws = await lawsOf({ ops: ALL_OPS }, schedule)
  expect(laws.find(({ id }) => id === 'K4')).toMatchObject({
    verdict: 'unsupported',
    why: 'it is not for ve_geometric',
  })
  expect((await lawsOf({ ops: ['q_sample'] })).map(({ id }) => id)).not.toContain('K6 inverse')
})

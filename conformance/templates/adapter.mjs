// Lets `npx alphabar validate -- node adapter.mjs` ask your code and judge its answers.
//
// Fill in what you have, one function an operation; what is not here is not asked. Return numbers, arrays or typed arrays,
// or promises of them. t counts from 0, one step of noise; a t_prev below 0 is clean data. Where // stands right before
// code, the code is a whole example: take the // away to see it judged.
import { createInterface } from 'node:readline'

// stdout is for answers alone: whatever else prints from here on prints to stderr.
const write = process.stdout.write.bind(process.stdout)
process.stdout.write = process.stderr.write.bind(process.stderr)

// Load your library here, below the lines above: const { Scheduler } = await import('./my-scheduler.js')

const CLAIMS = {
  implementation: { name: 'my library', version: '0', language: 'javascript' },
  schedules: [], // the kinds that build() knows: linear, scaled_linear, squaredcos_cap_v2, …
  dtypes: ['float64'], // the formats that it calculates in: float64, float32
  tableDtypes: [], // those of its tables, where they are others; 'float64->float32': computed in one, kept in the other
  spacings: [], // that timesteps() knows: leading, trailing, linspace
  conventions: {}, // what yours does otherwise, in words
}
//CLAIMS.schedules.push('linear')
const BATCHED = [] // the operations that also take an array of t, one for each row of x0, xt, eps, …

/** To be thrown, saying why, for what your code does not offer: that is no mistake. */
class Unsupported extends Error {}

/** Your scheduler: the first argument of every operation. The parameters of a schedule are decimals, in strings. */
function build({ kind, params, T, betas, rescale_zero_terminal_snr }, dtype) {
  //if (kind === 'linear' && !rescale_zero_terminal_snr) {
    //const [start, end] = [Number(params.beta_start), Number(params.beta_end)]
    //return Float64Array.from({ length: T }, (_, i) => start + ((end - start) * i) / (T - 1))
  //}
  throw new Unsupported(`no schedule ${kind}`)
}

// betas(s), alphas_cumprod(s), q_sample(s, { t, x0, eps }), q_posterior_mean(s, { t, t_prev, x0, xt }), x0_from_eps(s,
// { t, xt, eps }), ddim_step(s, { t, t_prev, xt, model_output, prediction_type, eta, noise }), timesteps(s, { n, T,
// spacing }), and more: `npx alphabar init --help` has the list. Where yours does not do what an input asks for (such
// as clip_x0), throw Unsupported.
const OPERATIONS = {
  //q_sample(s, { t, x0, eps }) {
    //const kept = s.slice(0, t + 1).reduce((product, beta) => product * (1 - beta), 1)
    //return x0.map((x, i) => Math.sqrt(kept) * x + Math.sqrt(1 - kept) * eps[i])
  //},
}

// A sampler is a generator: it yields its timesteps, then { x, t } wherever it needs its model, or { x, t, sigma } where
// x = x0 + sigma * eps, and is given the model's output; it returns the sample:
//     *ddim(s, { n, spacing, prediction_type, eta, x_T, noise }) {
//       yield timesteps
//       const output = yield { x: x_T, t: timesteps[0] }
//       …
//       return x
//     },
const SAMPLERS = {}

// What follows speaks the protocol and needs no change.
function plain(value) {
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return Array.from(value, plain)
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, plain(entry)]))
  if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return value
  return Object.is(value, -0) ? '-0' : String(value)
}

function numbers(value) {
  if (Array.isArray(value)) return value.map(numbers)
  return ['NaN', 'Infinity', '-Infinity', '-0'].includes(value) ? Number(value) : value
}

const built = new Map()
function call(functions, name, { schedule, dtype }, inputs) {
  if (!Object.hasOwn(functions, name)) throw new Unsupported(`no ${name}`)
  if (Array.isArray(inputs.t) && !BATCHED.includes(name)) throw new Unsupported(`${name} takes one t at a time`)
  const key = JSON.stringify([schedule, dtype])
  if (!built.has(key)) built.set(key, build({ params: {}, ...schedule }, dtype))
  const given = Object.entries(inputs).map(([input, value]) => [input, numbers(value)])
  return functions[name](built.get(key), Object.fromEntries(given))
}

const say = (message) => write(`${JSON.stringify(message)}\n`)
async function answer(id, work) {
  try {
    say({ id, ...plain(await work()) })
  } catch (error) {
    if (error instanceof Unsupported) say({ id, unsupported: error.message })
    else say({ id, error: String(error) })
  }
}

const run = (one) =>
  answer(one.id, async () => ({ output: (await call(OPERATIONS, one.op, one, one.inputs)) ?? null }))

const sessions = new Map()
async function open(opening) {
  const session = call(SAMPLERS, opening.sampler, opening, opening)
  const { value } = await session.next()
  sessions.set(opening.id, session)
  return { timesteps: value }
}

async function evaluate(id, output) {
  const { value, done } = await sessions.get(id).next(output)
  return done ? { type: 'done', sample: value } : { type: 'evaluate', ...value }
}

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line)
  const { type, id } = message
  if (type === 'hello') say({ type, ...CLAIMS, ops: Object.keys(OPERATIONS), samplers: Object.keys(SAMPLERS) })
  if (type === 'run') await run(message)
  if (type === 'batch') for (const one of message.calls) await run(one)
  if (type === 'open') await answer(id, () => open(message))
  if ((type === 'open' || type === 'model') && sessions.has(id))
    await answer(id, () => evaluate(id, numbers(message.output)))
  if (type === 'bye') process.exit()
}

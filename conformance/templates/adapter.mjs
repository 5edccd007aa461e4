// Lets `npx alphabar validate -- node adapter.mjs` ask your code and judge its answers. Fill in Scheduler, in any order: a
// method is an operation, given its inputs by name; what is not there is not asked. Return numbers, arrays, typed arrays or
// promises of them. Where // stands right before code, the code is a whole example: take the // away to see it judged.
import { createInterface } from 'node:readline'
const answers = process.stdout.write.bind(process.stdout) // stdout is for answers alone:
process.stdout.write = process.stderr.write.bind(process.stderr) // what else prints prints to stderr
// const { Mine } = await import('./my-library.js')
const CLAIMS = {
  implementation: { name: 'my library', version: '0', language: 'javascript' },
  schedules: [], // the kinds that the constructor knows: linear, scaled_linear, squaredcos_cap_v2, …
  dtypes: ['float64'], // the formats that it calculates in: float64, float32
  tableDtypes: [], // those of its tables, if they are others; 'float64->float32': computed in one, kept in the other
  spacings: [], // that timesteps() knows: leading, trailing, linspace
}
//CLAIMS.schedules.push('linear')
const BATCHED = [] // the operations that also take an array of t, one for each row of x0, xt, eps, …
const SAMPLERS = [] // the methods that are samplers: ddim, euler, heun, dpmpp_2m
const array = (numbers, dtype) => numbers // what is given in place of arrays: Float32Array.from(numbers), …
class Unsupported extends Error {} // to be thrown for what yours does not offer, such as clip_x0: that is no mistake
class Scheduler { // yours, for one schedule; its params are decimals, in strings
  constructor({ kind, T, dtype, params = {}, betas, rescale_zero_terminal_snr = false }) {
    if (!CLAIMS.schedules.includes(kind) || rescale_zero_terminal_snr) throw new Unsupported(`no such ${kind} schedule`)
    //const [start, end] = [Number(params.beta_start), Number(params.beta_end)]
    //this.alphas = Array.from({ length: T }, (_, i) => 1 - (start + ((end - start) * i) / (T - 1)))
  }
  // t counts from 0, one step of noise; a t_prev below 0 is clean data. `npx alphabar init --help` has all operations:
  // betas(), alphas_cumprod(), x0_from_eps({ t, xt, eps }), ddim_step({ t, t_prev, xt, model_output, … }), …
  //q_sample({ t, x0, eps }) {
    //const kept = this.alphas.slice(0, t + 1).reduce((product, alpha) => product * alpha)
    //return x0.map((x, i) => Math.sqrt(kept) * x + Math.sqrt(1 - kept) * eps[i])
  //}
  // A sampler says publish(timesteps), asks await model(x, t), or model(x, t, sigma) where x = x0 + sigma * eps, and returns
  // its sample: async ddim({ publish, model, n, spacing, prediction_type, eta, x_T, noise }) { … }
}

// What follows speaks the protocol and needs no change. A name that begins with _ is no operation.
const methods = Object.getOwnPropertyNames(Scheduler.prototype).filter((name) => !/^(constructor$|_)/.test(name))
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const read = (x) => (Array.isArray(x) ? x.map(read) : ['NaN', 'Infinity', '-Infinity', '-0'].includes(x) ? Number(x) : x)
const word = (x) => (Object.is(x, -0) ? '-0' : Number.isFinite(x) ? x : String(x))
const plain = (_, x) => (ArrayBuffer.isView(x) ? [...x] : ['number', 'bigint'].includes(typeof x) ? word(Number(x)) : x)
const say = (said) => answers(`${JSON.stringify(said, plain)}\n`)
const built = {}
function call(name, schedule, dtype, inputs, functions) {
  if (!methods.includes(name)) throw new Unsupported(`no ${name}`)
  if (Array.isArray(inputs.t) && !BATCHED.includes(name)) throw new Unsupported(`${name} takes one t at a time`)
  const one = (built[JSON.stringify([schedule, dtype])] ??= new Scheduler({ ...schedule, dtype }))
  const vector = (k, x) => Array.isArray(x) && k !== 't' && k !== 'use_timesteps'
  const all = Object.entries(inputs).map(([k, x]) => [k, vector(k, x) ? array(read(x), dtype) : read(x)])
  return one[name]({ ...Object.fromEntries(all), ...functions })
}
const where = (error) => / at .*?([^/\\(]+:\d+):\d+\)?$/m.exec(error?.stack)?.[1].replace(/^/, ' at ') ?? ''
async function answer({ id, op, sampler, schedule, dtype, inputs, ...opening }) {
  const publish = (timesteps) => say({ id, timesteps })
  const model = async (x, t, sigma) => {
    say({ type: 'evaluate', id, x, t, sigma })
    return array(read(JSON.parse((await lines.next()).value).output), dtype)
  }
  try {
    if (op) say({ id, output: (await call(op, schedule, dtype, inputs)) ?? null })
    else say({ id, type: 'done', sample: (await call(sampler, schedule, dtype, opening, { publish, model })) ?? null })
  } catch (error) {
    say(error instanceof Unsupported ? { id, unsupported: error.message } : { id, error: `${error}${where(error)}` })
  }
}
for await (const line of lines) {
  const { type, calls, ...single } = JSON.parse(line)
  if (type === 'hello') say({ type, ...CLAIMS, ops: methods.filter((name) => !SAMPLERS.includes(name)), samplers: SAMPLERS })
  if (type === 'bye') process.exit()
  for (const one of calls ?? (single.id ? [single] : [])) await answer(one)
}

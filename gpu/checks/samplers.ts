import { compile } from '../../reference/numbers/codegen.js'
import { at } from '../../reference/numbers/combinators.js'
import { FLOAT64 } from '../../reference/numbers/float.js'
import { diffuse } from '../../reference/process/kernel.js'
import { posteriorVariance } from '../../reference/process/posterior.js'
import { x0FromEps } from '../../reference/process/predictions.js'
import { posteriorMeanFromEps } from '../../reference/process/reverse-mean.js'
import { transition } from '../../reference/schedule/kernels.js'
import type { Points } from '../training/conditioning.js'
import type { Problem } from '../training/problem.js'
import type { Generator } from '../training/random.js'
import { sample } from '../training/train.js'

/** ε(x, t) at points: a network's, or the exact one. */
export type Predict = (points: Points) => Promise<Float64Array>
export type SamplerName = 'ancestral' | 'ddim' | 'probability-flow'
export const SAMPLERS: readonly SamplerName[] = ['ancestral', 'ddim', 'probability-flow']

const mean = compile(posteriorMeanFromEps<number>)
const spread = compile(posteriorVariance<number>)
const cleaned = compile(x0FromEps<number>)
const noised = compile(diffuse<number>)

/** The times that a sampler stops at: all T where there are few, else about `most`, from T down to 1. */
export function samplingTimes(T: number, most: number): readonly number[] {
  const count = Math.min(T, most)
  return [
    ...new Set(
      Array.from({ length: count }, (_, i) => Math.round(T - (i * (T - 1)) / Math.max(1, count - 1))),
    ),
  ]
}

/**
 * n samples of x_1, from exact samples of x_T by steps of ε: what differs from q_1 is the network's error and that of the
 * steps. Ancestral: q(x_s | x_t, x̂₀). DDIM (η = 0): x̂₀ noised again with the same ε. Probability flow: Heun's method
 * for d(x/a)/d(√v/a) = ε, in which DDIM is Euler's (THEOREMS X-DDIM-ODE).
 * @throws RangeError where the signal at T is 0 and the sampler divides by it.
 */
export async function sampler(
  problem: Problem,
  name: SamplerName,
  predict: Predict,
  { n, steps, random }: { n: number; steps: number; random: Generator },
): Promise<Float64Array> {
  const { d, T, kernels } = problem
  if (at(kernels, T).signal === 0)
    throw new RangeError(`the sampler ${name} divides by the signal, which is 0 at T in this schedule`)
  const times = samplingTimes(T, steps)
  let x = sample(problem, n, random, T).points.x
  for (let k = 0; k + 1 < times.length; k++) {
    const [t, s] = [at(times, k), at(times, k + 1)]
    const eps = await predict({ count: n, x, t: new Int32Array(n).fill(t) })
    const step =
      name === 'ancestral'
        ? ancestral(problem, { s, t }, random)
        : await deterministic(problem, name, { s, t }, predict, x, eps, d)
    x = x.map((xt, i) => step(xt, eps[i] ?? 0, i))
  }
  return x
}

type Step = (xt: number, eps: number, i: number) => number

function ancestral({ schedule }: Problem, span: { s: number; t: number }, random: Generator): Step {
  const between = transition(FLOAT64, schedule, span)
  const std = Math.sqrt(spread(between))
  return (xt, eps) => mean(between, { xt, eps }) + std * random.normal()
}

async function deterministic(
  { kernels }: Problem,
  name: SamplerName,
  { s, t }: { s: number; t: number },
  predict: Predict,
  x: Float64Array,
  eps: Float64Array,
  d: number,
): Promise<Step> {
  const [from, to] = [at(kernels, t), at(kernels, s)]
  const euler: Step = (xt, e) => noised(to, { x0: cleaned(from, { xt, eps: e }), eps: e })
  if (name === 'ddim') return euler
  const ahead = x.map((xt, i) => euler(xt, eps[i] ?? 0, i))
  const later = await predict({ count: x.length / d, x: ahead, t: new Int32Array(x.length / d).fill(s) })
  return (xt, e, i) => euler(xt, (e + (later[i] ?? 0)) / 2, i)
}

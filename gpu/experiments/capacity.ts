import { atoms } from '../../reference/data/law.js'
import { at } from '../../reference/numbers/combinators.js'
import { explicit } from '../../reference/schedule/explicit.js'
import { linear } from '../../reference/schedule/linear.js'
import type { Backend } from '../backends/backend.js'
import { parameterCount } from '../network/shape.js'
import { lawFrom } from '../session/data.js'
import { networkFor } from '../training/model.js'
import { atNodes, nodesOf } from '../training/nodes.js'
import { type Problem, problem as problemOf } from '../training/problem.js'
import type { Experiment } from './experiment.js'
import { withTrained } from './score-field.js'

/** Excess risk of networks of one shape over seeds: E‖f − ε*‖² = ‖E_seed f − ε*‖² + Var_seed f. */
interface Spread {
  readonly parameters: number
  readonly excess: number
  readonly bias: number
  readonly variance: number
  /** The largest squared difference of two answers of one network at the same points. */
  readonly repeated: number
}

const short = (x: number) => x.toExponential(3)

/** EXP-3 and CHK-2: what more capacity buys, and erratum E46. */
export const capacity: Experiment = {
  name: 'capacity',
  title: 'EXP-3 and CHK-2: excess risk against width and depth, bias and seed variance apart',
  run: async (backend, { seed, quick, tell }) => {
    const problem = problemOf(lawFrom('mixture'), linear({ T: 20, beta_start: '0.01', beta_end: '0.5' }))
    const shapes = quick ? [[2], [6]] : [[2], [4], [8], [16], [2, 2], [4, 4], [8, 8], [16, 16]]
    const seeds = Array.from({ length: quick ? 2 : 5 }, (_, k) => seed + k)
    const results: Spread[] = []
    for (const [k, hidden] of shapes.entries()) {
      tell(`hidden ${hidden.join(', ')}, ${k + 1} of ${shapes.length}: ${seeds.length} seeds`)
      results.push(await overSeeds(backend, problem, hidden, seeds, quick ? 10 : 40))
    }
    // ᾱ = 1/2 and data ±1: the target's variance at x_t = 0 is 1
    const two = problemOf(
      atoms([
        { weight: '1/2', at: [1n] },
        { weight: '1/2', at: [-1n] },
      ]),
      explicit(['1/2']),
    )
    const [targetVariance = Number.NaN] = two.epsTrace(1, Float64Array.of(0))
    const repeated = Math.max(...results.map((result) => result.repeated))
    const depths = new Map(shapes.map((hidden, i) => [hidden.join(), at(results, i)]))
    const decreasing = [1, 2].every((depth) => {
      const risks = shapes.flatMap((hidden, i) => (hidden.length === depth ? [at(results, i).excess] : []))
      return risks.every((risk, i) => i === 0 || risk < at(risks, i - 1))
    })
    return {
      schemaVersion: 1,
      name: 'capacity',
      title: capacity.title,
      backend: backend.device,
      findings: [
        {
          claim: 'more capacity brings the network nearer to ε*',
          source: 'EXP-3',
          measured: `excess risk, mean of ${seeds.length} seeds: ${[...depths].map(([hidden, { excess }]) => `${hidden}: ${short(excess)}`).join('; ')}`,
          agrees: decreasing,
          trust:
            'each figure is a quadrature of one set of trained networks; “agrees” means decreasing in the width at every depth',
        },
        {
          claim: '“variance in predictions for the same x_t” measures the capacity',
          source: 'the paper’s third experiment, corrected by erratum E46',
          measured: `asked twice at the same points, the networks differ by ${repeated}: each is a function. The target’s variance at x_t = 0 (data ±1, ᾱ = 1/2) is ${targetVariance}, whatever the network. What varies is the seed: see the table`,
          agrees: repeated > 0,
          trust:
            'the target’s variance is the closed form; the networks were asked at every node of the quadrature',
        },
      ],
      tables: [
        {
          title: 'Bias and seed variance',
          header: ['hidden', 'parameters', 'excess risk', 'bias²', 'variance over seeds'],
          rows: shapes.map((hidden, i) => {
            const { parameters, excess, bias, variance } = at(results, i)
            return [hidden.join(', '), String(parameters), short(excess), short(bias), short(variance)]
          }),
        },
      ],
      pictures: {},
    }
  },
}

async function overSeeds(
  backend: Backend,
  problem: Problem,
  hidden: readonly number[],
  seeds: readonly number[],
  steps: number,
): Promise<Spread> {
  const nodes = nodesOf(problem, { times: 20, order: 16 })
  const exact = atNodes(nodes, problem.d, problem.d, problem.epsStar)
  const network = networkFor(problem, hidden)
  const squared = (a: Float64Array, b: Float64Array) =>
    a.reduce((sum, x, j) => sum + (nodes.weight[Math.floor(j / problem.d)] ?? 0) * (x - (b[j] ?? 0)) ** 2, 0)
  let repeated = 0
  const answers: Float64Array[] = []
  for (const seed of seeds)
    answers.push(
      await withTrained(
        backend,
        problem,
        { network, seed, steps, every: steps, rate: 1e-2, batch: 512, fineness: { times: 20, order: 6 } },
        async (predict) => {
          const once = await predict(nodes)
          repeated = Math.max(repeated, squared(once, await predict(nodes)))
          return once
        },
      ),
    )
  const mean = exact.map(
    (_, j) => answers.reduce((sum, answer) => sum + (answer[j] ?? 0), 0) / answers.length,
  )
  const average = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length
  return {
    parameters: parameterCount(network),
    excess: average(answers.map((answer) => squared(answer, exact))),
    bias: squared(mean, exact),
    variance: average(answers.map((answer) => squared(answer, mean))),
    repeated,
  }
}

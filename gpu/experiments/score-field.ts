import { atoms } from '../../reference/data/law.js'
import { at } from '../../reference/numbers/combinators.js'
import { FLOAT64 } from '../../reference/numbers/float.js'
import { scoreFromEps } from '../../reference/process/predictions.js'
import { explicit } from '../../reference/schedule/explicit.js'
import { linear } from '../../reference/schedule/linear.js'
import type { Backend } from '../backends/backend.js'
import type { Predict } from '../checks/samplers.js'
import { scoreFields } from '../report/pictures.js'
import { lawFrom } from '../session/data.js'
import { type MethodOptions, trace } from '../session/method.js'
import { conditionings, linearPredictions } from '../training/conditioning.js'
import { networkFor, openPredictor } from '../training/model.js'
import { atNodes, nodesOf } from '../training/nodes.js'
import { type Problem, problem as problemOf } from '../training/problem.js'
import type { Experiment } from './experiment.js'

/** A network trained by the second-order method, asked through `use`. */
export async function withTrained<R>(
  backend: Backend,
  problem: Problem,
  options: MethodOptions,
  use: (predict: Predict) => Promise<R>,
): Promise<R> {
  const { states } = await trace(backend, problem, 'second-order', options)
  const predictor = await openPredictor(backend, problem, options.network)
  try {
    return await use((points) => predictor.predict(states, points))
  } finally {
    await predictor.close()
  }
}

const common = { rate: 1e-2, batch: 512 }

/** EXP-2: score directions, and erratum E45. */
export const scoreField: Experiment = {
  name: 'score-field',
  title: 'EXP-2: the arrows −ε_θ/s follow ∇log q_t, which need not point to the data',
  run: async (backend, { seed, quick, tell }) => {
    const problem = problemOf(lawFrom('mixture'), linear({ T: 100, beta_start: '1e-3', beta_end: '0.2' }))
    const steps = quick ? 8 : 25
    tell('training on the plane mixture')
    const plane = await withTrained(
      backend,
      problem,
      {
        ...common,
        network: networkFor(problem, quick ? [8, 8] : [16, 16]),
        seed,
        steps,
        every: steps,
        fineness: { times: quick ? 10 : 24, order: 6 },
      },
      async (predict) => ({
        cosine: await cosineOf(problem, predict),
        picture: await scoreFields(problem, predict),
      }),
    )
    const by = conditionings(problem)
    const straight = await cosineOf(problem, async (points) => linearPredictions(points, by, problem.d))
    tell('training on two atoms')
    // ᾱ_1 = 3/5, ᾱ_2 = 3/5 · 2/3 = 2/5
    const two = problemOf(
      atoms([
        { weight: '1/2', at: [1n] },
        { weight: '1/2', at: [-1n] },
      ]),
      explicit(['2/5', '1/3']),
    )
    const scores = await withTrained(
      backend,
      two,
      {
        ...common,
        network: networkFor(two, [6, 6]),
        seed,
        steps,
        every: steps,
        fineness: { times: 2, order: 40 },
      },
      async (predict) => Promise.all([1, 2].map((t) => scoresAt(two, predict, t, 0.3))),
    )
    const [above, below] = [at(scores, 0), at(scores, 1)]
    const show = ({ exact, learned }: { exact: number; learned: number }) =>
      `${exact.toFixed(3)} (network ${learned.toFixed(3)})`
    return {
      schemaVersion: 1,
      name: 'score-field',
      title: scoreField.title,
      backend: backend.device,
      findings: [
        {
          claim: 'the learned arrows have the direction of ∇log q_t',
          source: 'EXP-2',
          measured: `1 − cosine of the angle to the exact score, averaged over t and x_t: ${(1 - plane.cosine.fine).toExponential(3)}; of the linear predictor that training starts from ${(1 - straight.fine).toExponential(3)}`,
          agrees: plane.cosine.fine > straight.fine,
          trust: `two quadratures differ by ${Math.abs(plane.cosine.fine - plane.cosine.coarse).toExponential(1)}, an estimate; “agrees” means nearer in direction than the linear predictor`,
        },
        {
          claim: 'the arrows point to where the data is dense',
          source: 'the paper’s second experiment, corrected by erratum E45',
          measured: `data ±1, at x = 0.3: score ${show(below)} at ᾱ = 2/5, ${show(above)} at ᾱ = 3/5. At ᾱ = 2/5 the arrow points to 0, where the data has no mass: q_t has one mode for ᾱ ≤ 1/2`,
          agrees: below.exact > 0,
          trust:
            'the exact scores are the closed form in doubles; the signs are those of the certified values of E45',
        },
        {
          claim: 'the network shows the same: its arrow at x = 0.3 turns with ᾱ',
          source: 'E45',
          measured: `learned ${below.learned.toFixed(3)} and ${above.learned.toFixed(3)}`,
          agrees: below.learned < 0 && above.learned > 0,
          trust: 'one trained network',
        },
      ],
      tables: [],
      pictures: { 'score-field.svg': plane.picture },
    }
  },
}

/** E cos∠(ε_θ, ε*) by two quadratures. */
async function cosineOf(problem: Problem, predict: Predict): Promise<{ fine: number; coarse: number }> {
  const average = async (order: number) => {
    const nodes = nodesOf(problem, { times: 20, order })
    const exact = atNodes(nodes, problem.d, problem.d, problem.epsStar)
    const learned = await predict(nodes)
    return nodes.weight.reduce((sum, w, r) => {
      const [a, b, c, e] = [
        learned[2 * r] ?? 0,
        learned[2 * r + 1] ?? 0,
        exact[2 * r] ?? 0,
        exact[2 * r + 1] ?? 0,
      ]
      return sum + (w * (a * c + b * e)) / (Math.hypot(a, b) * Math.hypot(c, e))
    }, 0)
  }
  return { fine: await average(20), coarse: await average(14) }
}

async function scoresAt(problem: Problem, predict: Predict, t: number, x: number) {
  const points = Float64Array.of(x)
  const score = (eps: number) => scoreFromEps(FLOAT64, at(problem.kernels, t), { eps })
  const [exact = Number.NaN] = problem.epsStar(t, points)
  const [learned = Number.NaN] = await predict({ count: 1, x: points, t: Int32Array.of(t) })
  return { exact: score(exact), learned: score(learned) }
}

import { linear } from '../../reference/schedule/linear.js'
import { checkIdentities, SIGMAS } from '../checks/identities.js'
import { lawFrom } from '../session/data.js'
import { trace } from '../session/method.js'
import { conditionings, linearPredictions } from '../training/conditioning.js'
import { networkFor, openPredictor } from '../training/model.js'
import { problem as problemOf } from '../training/problem.js'
import { generator } from '../training/random.js'
import { riskMeter } from '../training/risk.js'
import type { Experiment } from './experiment.js'

const short = (x: number) => x.toExponential(3)

/** EXP-1: the trained predictor is E[ε|x_t]. */
export const expectation: Experiment = {
  name: 'expectation',
  title: 'EXP-1: the optimal noise predictor is the conditional expectation',
  run: async (backend, { seed, quick, tell }) => {
    const problem = problemOf(lawFrom('mixture'), linear({ T: 100, beta_start: '1e-3', beta_end: '0.2' }))
    const network = networkFor(problem, quick ? [8, 8] : [16, 16])
    const steps = quick ? 8 : 25
    tell(`training ${network.widths.join(' → ')} by ${steps} steps of the second-order method`)
    const fineness = { times: quick ? 10 : 24, order: 6 }
    const made = await trace(backend, problem, 'second-order', {
      network,
      seed,
      steps,
      rate: 1e-2,
      batch: 512,
      fineness,
      every: steps,
    })
    const predictor = await openPredictor(backend, problem, network)
    const predict = (points: Parameters<typeof predictor.predict>[1]) =>
      predictor.predict(made.states, points)
    const meter = riskMeter(problem)
    tell('measuring')
    const risk = await meter.measure(predict)
    const { exact, learned, pythagoras } = await checkIdentities(
      problem,
      quick ? 20_000 : 400_000,
      generator(seed + 1),
      predict,
    )
    await predictor.close()
    const by = conditionings(problem)
    const linearRisk = await meter.measure(async (points) => linearPredictions(points, by, problem.d))
    return {
      schemaVersion: 1,
      name: 'expectation',
      title: expectation.title,
      backend: backend.device,
      findings: [
        {
          claim: 'E[(ε − ε*(x_t)) h(x_t)] = 0 for every h, ε* = E[ε|x_t] in closed form',
          source: 'EXP-1, OPT-EPS',
          measured: `largest |z| of ${exact.z.length} bounded h on ${exact.n} draws: ${exact.largest.toFixed(2)}, accepted below ${SIGMAS}`,
          agrees: exact.passes,
          trust: `were it true, it would fail with probability ${short(exact.falseAlarm)}, asymptotically`,
        },
        {
          claim: 'training brings the network to ε*: its risk falls to that of E[ε|x_t]',
          source: 'EXP-1 (b)',
          measured: `excess risk ${short(risk.excess)} against ${short(linearRisk.excess)} of the linear predictor it starts from; irreducible loss ${meter.irreducible.value.toPrecision(7)}`,
          agrees: risk.excess < linearRisk.excess,
          trust: `two quadratures differ by ${short(risk.estimate)}, an estimate`,
        },
        {
          claim: 'L(f) = L(ε*) + E‖f − ε*‖² for the trained f',
          source: 'X-PYTHAG',
          measured: `${pythagoras.loss.mean.toPrecision(7)} against ${pythagoras.sum.toPrecision(7)}: ${pythagoras.z.toFixed(2)} standard errors`,
          agrees: pythagoras.passes,
          trust: `were it true, it would fail with probability ${short(pythagoras.falseAlarm)}, asymptotically`,
        },
        {
          claim: 'the trained network equals ε*',
          source: 'the paper, first experiment',
          measured: `largest |z| of the network's residual ${learned.largest.toFixed(2)}`,
          agrees: learned.passes,
          trust: `a finite network is only near ε*; ${learned.n} draws ${learned.passes ? 'do not tell the two apart' : 'tell the two apart'}`,
        },
      ],
      tables: [
        {
          title: 'Excess risk by t',
          header: ['t', 'excess risk', 'quadratures differ by'],
          rows: risk.byTime.map(({ t, excess, estimate }) => [String(t), short(excess), short(estimate)]),
        },
      ],
      pictures: {},
    }
  },
}

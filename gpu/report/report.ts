import { join } from 'node:path'
import type { Backend } from '../backends/backend.js'
import { checkIdentities, type Identities } from '../checks/identities.js'
import { type Comparison, compareSamples } from '../checks/marginals.js'
import { type Predict, SAMPLERS, type SamplerName, sampler, samplingTimes } from '../checks/samplers.js'
import type { Session } from '../session/session.js'
import { saveText } from '../session/weights.js'
import { generator } from '../training/random.js'
import type { Risk } from '../training/risk.js'
import { sample } from '../training/train.js'
import { curves, sampleClouds, scoreFields } from './pictures.js'

/** What is said of a trained network, with what each figure is. */
export interface TrainingReport {
  readonly schemaVersion: 1
  readonly backend: { readonly name: string; readonly device: string }
  readonly settings: Session['settings']
  readonly law: string
  readonly schedule: string
  readonly widths: readonly number[]
  readonly step: number
  readonly end: Session['end']
  readonly irreducible: { readonly value: number; readonly estimate: number }
  readonly risk: Risk
  readonly identities: Identities
  readonly samplers: readonly SamplerResult[]
  readonly history: Session['history']
}

interface SamplerResult {
  readonly name: SamplerName
  /** How many times it stopped at. */
  readonly times: number
  /** With the network's ε, and with the exact one: what is left in the second is the error of the steps alone. */
  readonly learned?: Comparison
  readonly exact?: Comparison
  readonly notRun?: string
}

export interface ReportSizes {
  /** Draws of the identities. */
  readonly draws: number
  /** Samples of each sampler. */
  readonly samples: number
  /** Most steps of a sampler. */
  readonly steps: number
}

export const REPORT_SIZES: ReportSizes = { draws: 400_000, samples: 4096, steps: 100 }

/** Measures a trained network, and writes report.json, report.md and the pictures where a folder is given. */
export async function report(
  session: Session,
  backend: Backend,
  out: string | undefined,
  sizes: ReportSizes = REPORT_SIZES,
  tell: (what: string) => void = () => {},
): Promise<TrainingReport> {
  const { problem, network, meter, predictor, progress, settings } = session
  const predict: Predict = (points) => predictor.predict(progress.states, points)
  tell('excess risk')
  const risk = await meter.measure(predict)
  tell('identities on samples')
  const identities = await checkIdentities(problem, sizes.draws, generator(settings.seed + 1), predict)
  const { results, clouds } = await compareSamplers(session, predict, sizes, tell)
  const made: TrainingReport = {
    schemaVersion: 1,
    backend: { name: backend.name, device: backend.device },
    settings,
    law: `${settings.data}: ${problem.law.components.length} components in ${problem.d} dimensions`,
    schedule: problem.schedule.label,
    widths: network.widths,
    step: progress.step,
    end: session.end,
    irreducible: meter.irreducible,
    risk,
    identities,
    samplers: results,
    history: session.history,
  }
  if (out !== undefined) {
    tell('pictures')
    saveText(join(out, 'report.json'), `${JSON.stringify(made, null, 2)}\n`)
    saveText(
      join(out, 'curves.svg'),
      session.history.length > 0 ? curves(session.history, meter.irreducible.value, risk.byTime) : '',
    )
    if (problem.d === 2) {
      saveText(join(out, 'score-fields.svg'), await scoreFields(problem, predict))
      saveText(join(out, 'samples.svg'), sampleClouds(problem, clouds))
    }
    saveText(join(out, 'report.md'), reportText(made, problem.d === 2))
  }
  return made
}

async function compareSamplers(
  { problem, settings }: Session,
  predict: Predict,
  sizes: ReportSizes,
  tell: (what: string) => void,
) {
  const n = sizes.samples
  const truth = sample(problem, n, generator(settings.seed + 2), 1).points.x
  const exact: Predict = async ({ x, t }) => problem.epsStar(t[0] ?? 1, x)
  const clouds = [{ title: 'exact samples of x₁', x: truth }]
  const results: SamplerResult[] = []
  for (const name of SAMPLERS) {
    tell(`${name} samples`)
    const times = samplingTimes(problem.T, sizes.steps).length
    const run = async (eps: Predict, seed: number) =>
      sampler(problem, name, eps, { n, steps: sizes.steps, random: generator(settings.seed + seed) })
    try {
      const x = await run(predict, 3)
      results.push({
        name,
        times,
        learned: compareSamples(x, truth, problem.d),
        exact: compareSamples(await run(exact, 4), truth, problem.d),
      })
      clouds.push({ title: `${name}, ${times} times`, x })
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      results.push({ name, times, notRun: error.message })
    }
  }
  return { results, clouds }
}

const short = (x: number) => x.toExponential(3)

/** The report as Markdown. */
export function reportText(made: TrainingReport, plane: boolean): string {
  const {
    risk,
    irreducible,
    identities: { exact, learned, pythagoras },
    settings,
  } = made
  const verdict = (passes: boolean) => (passes ? 'passes' : 'fails')
  const samplerLine = ({ name, times, learned: l, exact: e, notRun }: SamplerResult) =>
    l && e
      ? `| ${name} | ${times} | ${l.distance.toFixed(4)} | ${e.distance.toFixed(4)} | ${l.critical.toFixed(4)} | ${l.same ? 'no difference found' : 'differs'} |`
      : `| ${name} | ${times} | not run: ${notRun} | | | |`
  return `${[
    '# A network trained by gpu.js kernels, against the exact ε*',
    '',
    `- backend: ${made.backend.name} (${made.backend.device})`,
    `- data: ${made.law}; schedule: ${made.schedule}`,
    `- network ${made.widths.join(' → ')}, batch ${settings.batch}, rate ${settings.rate}, seed ${settings.seed}, step ${made.step} of ${settings.steps}; ${made.end.kind}`,
    '',
    '## Risk',
    '',
    `- irreducible loss E tr Cov(ε|x_t) = ${irreducible.value.toPrecision(8)} (two quadratures differ by ${short(irreducible.estimate)})`,
    `- excess risk E‖ε_θ − ε*‖² = ${short(risk.excess)} (two quadratures differ by ${short(risk.estimate)}: an estimate of the error, not a bound)`,
    `- on ${pythagoras.n} samples: ${short(pythagoras.excess.mean)} ± ${short(pythagoras.excess.error)} (one standard error)`,
    '',
    '| t | excess risk | quadratures differ by |',
    '|---|---|---|',
    ...risk.byTime.map(({ t, excess, estimate }) => `| ${t} | ${short(excess)} | ${short(estimate)} |`),
    '',
    '## Identities',
    '',
    `- Pythagoras (X-PYTHAG), L(f) = L(ε*) + E‖f − ε*‖² on ${pythagoras.n} samples: ${pythagoras.loss.mean.toPrecision(7)} against ${pythagoras.sum.toPrecision(7)}, ${pythagoras.z.toFixed(2)} standard errors apart: ${verdict(pythagoras.passes)} (it would fail by chance with probability ${short(pythagoras.falseAlarm)})`,
    `- orthogonality (EXP-1) of ε − ε* to ${exact.z.length} bounded functions of x_t: largest |z| ${exact.largest.toFixed(2)}: ${verdict(exact.passes)} (by chance it fails with probability ${short(exact.falseAlarm)})`,
    `- the same of ε − ε_θ: largest |z| ${learned.largest.toFixed(2)}: ${learned.passes ? `${learned.n} samples do not tell the network from ε*` : `${learned.n} samples tell the network from ε*, as they should of a network that is not exact`}`,
    '',
    '## Samples',
    '',
    `x_1 from exact samples of x_T, compared with ${made.samplers[0]?.learned?.n ?? 0} exact samples of x_1 along four directions by the largest distance of the distribution functions. Two samples of one law are farther apart than the critical distance with probability at most 1e-6 (Dvoretzky–Kiefer–Wolfowitz).`,
    '',
    '| sampler | times | network | exact ε* | critical | network |',
    '|---|---|---|---|---|---|',
    ...made.samplers.map(samplerLine),
    '',
    '## Pictures',
    '',
    '![loss and risk](curves.svg)',
    ...(plane ? ['![score fields](score-fields.svg)', '![samples](samples.svg)'] : []),
  ].join('\n')}\n`
}

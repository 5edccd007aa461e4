import { type Command, InvalidArgumentError, Option } from 'commander'
import { BACKENDS, type BackendName } from '../gpu/backends/backend.js'
import { openBackend } from '../gpu/backends/open.js'
import { REPORT_SIZES, report } from '../gpu/report/report.js'
import { METHODS, type Method } from '../gpu/session/method.js'
import { runSession, weightsIn } from '../gpu/session/session.js'
import { type Checkpoint, loadCheckpoint, type Settings } from '../gpu/session/weights.js'
import { SCHEDULE_KINDS } from '../reference/schedule/registry.js'
import type { Environment } from './environment.js'
import { EXIT } from './errors.js'
import { folder, integer } from './options.js'
import { hang, listed, terminalOf } from './terminal.js'

interface Options {
  readonly backend: BackendName
  readonly method: Method
  readonly data: string
  readonly schedule: string
  readonly timesteps: number
  readonly param: Readonly<Record<string, string>>
  readonly hidden: readonly number[]
  readonly steps?: number
  readonly batch: number
  readonly rate: number
  readonly seed: number
  readonly draws: number
  readonly samples: number
  readonly out?: string
  readonly resume?: string
}

const DEFAULT_STEPS: Readonly<Record<Method, number>> = {
  'adam-samples': 4000,
  'adam-quadrature': 2000,
  'second-order': 30,
}
/** The linear schedule of Ho et al. at a tenth of their steps. */
const LINEAR_DEFAULTS = { beta_start: '1e-3', beta_end: '0.2' }

export function addTrain(program: Command, environment: Environment, exit: (status: number) => void): void {
  program
    .command('train')
    .description('train a noise predictor with gpu.js kernels and measure it against the exact ε* = E[ε|x_t]')
    .addOption(
      new Option('--backend <name>', 'where the kernels run')
        .choices(Object.keys(BACKENDS))
        .default('webasm'),
    )
    .addOption(
      new Option('--method <name>', 'how to train').choices(Object.keys(METHODS)).default('adam-samples'),
    )
    .option('--data <law>', 'mixture, rings, a .csv file of points, or a .json file of components', 'mixture')
    .addOption(
      new Option('--schedule <kind>', 'the noise schedule')
        .choices(SCHEDULE_KINDS.filter((kind) => kind !== 'betas'))
        .default('linear'),
    )
    .option('-T, --timesteps <N>', 'steps of the schedule', integer(1, 1_000_000), 100)
    .option(
      '--param <name=value>',
      'a parameter of the schedule, e.g. beta_end=0.2 (repeatable)',
      parameter,
      {},
    )
    .option('--hidden <widths>', 'units of the hidden layers', widths, [64, 64])
    .option(
      '--steps <N>',
      `steps (${Object.values(DEFAULT_STEPS).join(', ')} by method; of a resumed training what it was given)`,
      integer(1, 100_000_000),
    )
    .option('--batch <N>', 'samples a step', integer(1, 65_536), 512)
    .option(
      '--rate <x>',
      'largest learning rate, reached after a warm-up and lowered to 0 along a cosine',
      positive,
      3e-3,
    )
    .option('--seed <N>', 'seed of weights, samples and checks', integer(0, 2 ** 32 - 1), 1)
    .option('--draws <N>', 'draws of the checks on samples', integer(1000, 100_000_000), REPORT_SIZES.draws)
    .option('--samples <N>', 'samples of each sampler', integer(100, 1_000_000), REPORT_SIZES.samples)
    .option('--out <dir>', 'save weights, report and pictures there', folder)
    .option('--resume <file>', 'go on from saved weights; data, schedule, network and seed are theirs')
    .addHelpText('after', () => {
      const { width } = terminalOf(environment.stdout, environment.env)
      const exits =
        'Exit status: 0 trained; 1 diverged; 2 bad usage; 130 interrupted, weights saved with --out.'
      return `\nMethods:\n${listed(METHODS, width)}\n\nBackends:\n${listed(BACKENDS, width)}\n\n${hang(exits, width, 0)}`
    })
    .action(async (options: Options) => {
      exit(await run(environment, options))
    })
}

function settingsOf(options: Options, from: Checkpoint | undefined): Settings {
  if (from) return { ...from.settings, steps: options.steps ?? from.settings.steps }
  const { method, data, hidden, seed, batch, rate, schedule, timesteps, param } = options
  const params =
    schedule === 'linear' || schedule === 'scaled_linear' ? { ...LINEAR_DEFAULTS, ...param } : param
  return {
    method,
    data,
    schedule: { kind: schedule, T: timesteps, params },
    hidden,
    seed,
    steps: options.steps ?? DEFAULT_STEPS[method],
    batch,
    rate,
  }
}

async function run({ stdout, stderr, signals = process }: Environment, options: Options): Promise<number> {
  const print = (text: string) => stdout.write(`${text}\n`)
  const { draws, samples } = options
  const from = options.resume === undefined ? undefined : loadCheckpoint(options.resume)
  const settings = settingsOf(options, from)
  const backend = await openBackend(options.backend)
  const interruption = listen(signals)
  try {
    print(`backend ${backend.name}: ${backend.device}`)
    const session = await runSession(
      backend,
      settings,
      { out: options.out, from },
      {
        interrupted: interruption.heard,
        onProgress: ({ step, loss, excess, stepsPerSecond }) =>
          print(
            `step ${step}/${settings.steps}  loss ${loss.toFixed(5)}  excess risk ${excess.toExponential(3)}  ${stepsPerSecond.toFixed(1)} steps/s`,
          ),
      },
    )
    const { end, progress } = session
    const saved = options.out === undefined ? '' : `; weights in ${weightsIn(options.out)}`
    if (end.kind === 'diverged') {
      stderr.write(`error: ${end.message}${saved}\n`)
      return EXIT.falls
    }
    if (end.kind === 'interrupted') {
      print(`interrupted at step ${progress.step}${saved}`)
      return 130
    }
    const tell = stderr.isTTY === true ? (what: string) => stderr.write(`measuring: ${what}\n`) : undefined
    const made = await report(session, backend, options.out, { ...REPORT_SIZES, draws, samples }, tell)
    await session.predictor.close()
    const { irreducible, risk } = made
    print(
      `irreducible loss ${irreducible.value.toPrecision(8)} (two quadratures differ by ${irreducible.estimate.toExponential(1)})`,
    )
    if (options.out !== undefined) print(`report in ${options.out}/report.md${saved}`)
    print(
      `excess risk ${risk.excess.toExponential(4)} (two quadratures differ by ${risk.estimate.toExponential(1)})`,
    )
    return EXIT.holds
  } finally {
    interruption.end()
    await backend.close()
  }
}

/** Hears the first Ctrl-C, so that the round in hand is finished and saved; the second one ends the process as usual. */
function listen(signals: NonNullable<Environment['signals']>) {
  let heard = false
  const hear = () => {
    heard = true
  }
  signals.once('SIGINT', hear)
  return { heard: () => heard, end: () => signals.removeListener('SIGINT', hear) }
}

function parameter(given: string, all: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [name, value, ...rest] = given.split('=')
  if (!name || !value || rest.length > 0)
    throw new InvalidArgumentError('Expected NAME=VALUE, such as beta_end=0.2.')
  return { ...all, [name]: value }
}

function widths(given: string): readonly number[] {
  const list = given.split(',').map(Number)
  if (list.length < 2 || list.some((n) => !Number.isInteger(n) || n < 1 || n > 4096))
    throw new InvalidArgumentError(
      'Expected two or more whole numbers from 1 to 4096 with commas between, such as 64,64.',
    )
  return list
}

function positive(given: string): number {
  const value = Number(given)
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('Expected a positive number.')
  return value
}

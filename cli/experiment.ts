import { join } from 'node:path'
import { Argument, type Command, Option } from 'commander'
import { BACKENDS, type BackendName } from '../gpu/backends/backend.js'
import { openBackend } from '../gpu/backends/open.js'
import { experimentText } from '../gpu/experiments/experiment.js'
import { EXPERIMENTS } from '../gpu/experiments/index.js'
import { saveText } from '../gpu/session/weights.js'
import type { Environment } from './environment.js'
import { EXIT } from './errors.js'
import { folder, integer } from './options.js'
import { listed, terminalOf } from './terminal.js'

interface Options {
  readonly backend: BackendName
  readonly seed: number
  readonly quick?: true
  readonly out?: string
}

export function addExperiment(
  program: Command,
  environment: Environment,
  exit: (status: number) => void,
): void {
  program
    .command('experiment')
    .description(
      'repeat an experiment of the paper against the exact answer: claimed, measured, agrees or not',
    )
    .addArgument(new Argument('<name>', 'which one').choices(EXPERIMENTS.map(({ name }) => name)))
    .addOption(
      new Option('--backend <name>', 'where the kernels run')
        .choices(Object.keys(BACKENDS))
        .default('webasm'),
    )
    .option('--seed <N>', 'seed of weights and draws', integer(0, 2 ** 32 - 1), 1)
    .option('--quick', 'smaller networks, fewer steps and draws')
    .option('--out <dir>', 'save the report, as Markdown and JSON, and the pictures there', folder)
    .addHelpText('after', () => {
      const titles = Object.fromEntries(EXPERIMENTS.map(({ name, title }) => [name, title]))
      const { width } = terminalOf(environment.stdout, environment.env)
      return `\n${listed(titles, width)}\n\nExit status: 0 reported, whatever agrees; 2 bad usage.`
    })
    .action(async (name: string, options: Options) => {
      exit(await run(environment, name, options))
    })
}

async function run(
  { stdout, stderr }: Environment,
  name: string,
  { backend: named, seed, quick, out }: Options,
): Promise<number> {
  const experiment = EXPERIMENTS.find((each) => each.name === name)
  if (!experiment) return EXIT.usage
  const backend = await openBackend(named)
  try {
    const tell = (what: string) => (stderr.isTTY === true ? stderr.write(`${what}\n`) : undefined)
    const made = await experiment.run(backend, { seed, quick: quick === true, tell })
    const text = experimentText(made)
    if (out !== undefined) {
      saveText(join(out, 'report.md'), text)
      saveText(
        join(out, 'report.json'),
        `${JSON.stringify({ ...made, pictures: Object.keys(made.pictures) }, null, 2)}\n`,
      )
      for (const [file, picture] of Object.entries(made.pictures)) saveText(join(out, file), picture)
    }
    stdout.write(text)
    return EXIT.holds
  } finally {
    await backend.close()
  }
}

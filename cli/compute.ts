import type { Command } from 'commander'
import { type Computed, compute } from '../reference/compute/compute.js'
import { quantityNamed } from '../reference/compute/quantities.js'
import { SCHEDULE_NAMES } from '../reference/schedule/named.js'
import { type ScheduleSpec, scheduleFrom } from '../reference/schedule/registry.js'
import * as read from './compute-options.js'
import { computedText, quantitiesText } from './compute-text.js'
import type { Environment } from './environment.js'
import { EXIT } from './errors.js'
import { terminalOf } from './terminal.js'

const EXAMPLES = `
Examples:
  alphabar compute posterior-variance --schedule ho --t 500 --digits 40
  alphabar compute alpha-bar --beta 'sin(pi*t/T/2)^2/50' --T 1000 --t 500
  alphabar compute snr --schedule linear --param beta_end=0.01 --T 10 --exact
  alphabar compute eps-star --schedule cosine --t 300 --data mixture.json --x 0.5,1
  alphabar compute score --schedule ho --t 10 --atoms -1,1 --x 0.3
  alphabar compute mutual-information --schedule ho --t 1,250,1000 --atoms -1,1
  alphabar compute elbo-step --schedule ho --t 500 --mean 0 --covariance 4
  alphabar compute convert --schedule ho --t 10 --from eps --to x0 --xt 1 --value 0.5

Data in a file; a component without a covariance is a point mass:
  {"components": [
    {"weight": 0.5, "mean": [0, 1], "covariance": [[1, 0], [0, 1]]},
    {"weight": 0.5, "mean": [2, 2]}
  ]}
A schedule in a file:
  {"kind": "linear", "T": 1000, "params": {"beta_start": 1e-4, "beta_end": 0.02}}
Numbers are the decimals that are written, never doubles; ratios too, in a file
in quotes: "1/3".

Exit status: 0 every digit printed is certain; 2 bad usage, no value, or digits
that could not be decided.`

export function addCompute(program: Command, environment: Environment, exit: (status: number) => void): void {
  const { width } = terminalOf(environment.stdout, environment.env)
  program
    .command('compute')
    .description('compute a quantity; every digit printed is right')
    .argument('<QUANTITY>', 'its name, from the list below')
    .option(
      '--schedule <name>',
      `${SCHEDULE_NAMES.join(', ')}, or a JSON file; a kind has the parameters of its preset`,
    )
    .option('--T <N>', 'number of steps', read.count)
    .option('--param <name=value>', 'a parameter of the schedule; may be repeated', read.parameter)
    .option('--beta <expr>', 'β_t as an expression in t, T, u = t/T, i = t − 1 and pi')
    .option('--betas <list>', 'β_1,β_2,…', read.numbers)
    .option('--timesteps <list>', 'keep only these steps of the schedule', read.times)
    .option('--zero-terminal-snr', 'rescale the schedule so that no signal is left at T')
    .option('--t <list>', '500, or 1,10,100, or 1..1000; every t where it is left out', read.times)
    .option('--s <N>', 'where the reverse step goes (t − 1)', read.count)
    .option('--data <file>', 'a mixture in JSON, see below')
    .option('--atoms <list>', "-1,1 in one dimension, '0,1;2,3' in two", read.rows)
    .option('--weights <list>', 'weights of the atoms (equal)', read.numbers)
    .option('--mean <list>', 'of Gaussian data', read.numbers)
    .option('--covariance <rows>', "of Gaussian data: 4, or '1,0;0,1'", read.rows)
    .option('--against <file>', 'other data in JSON, for kl')
    .option('--reverse-variance <name>', 'σ² of the ELBO: posterior, beta or optimal', read.reverseVariance)
    .option('--x <list>', 'the point x_t', read.numbers)
    .option('--x0 <list>', 'the clean data', read.numbers)
    .option('--xt <list>', 'the noised data', read.numbers)
    .option('--from <name>', 'the prediction given: eps, x0, v, score or posterior-mean', read.prediction)
    .option('--to <name>', 'the prediction wanted', read.prediction)
    .option('--value <list>', 'the prediction', read.numbers)
    .option('--digits <N>', 'significant digits', read.count, 20)
    .option('--bits <N>', 'the largest precision tried', read.count)
    .option('--exact', 'the exact number too, where it is a rational, a root or a logarithm of one')
    .option('--json', 'print JSON')
    .addHelpText('after', () => `\nQuantities:\n${quantitiesText(width)}\n${EXAMPLES}`)
    .action(async (quantity: string, options: read.Options) => {
      exit(await run(environment, quantity, options))
    })
}

async function run({ stdout, stderr }: Environment, name: string, options: read.Options): Promise<number> {
  const { name: quantity } = quantityNamed(name)
  const spec = read.scheduleSpec(options)
  const data = read.dataOf(options)
  const against = read.againstOf(options)
  const schedule = await scheduleFrom(spec)
  const { t } = options
  const computed = compute({
    ...read.asked(options),
    quantity,
    schedule,
    ...(t === undefined ? {} : { t }),
    ...(data === undefined ? {} : { data }),
    ...(against === undefined ? {} : { against }),
  })
  const several = computed.rows.length > 1
  stdout.write(
    options.json
      ? `${JSON.stringify(report(computed, spec, options, several), null, 2)}\n`
      : `${computedText(computed, several)}\n`,
  )
  const open = computed.rows.find(({ undecided }) => undecided !== undefined)
  if (open === undefined) return EXIT.holds
  stderr.write(`error: ${quantity} at t = ${open.t}: ${open.undecided}\n`)
  return EXIT.usage
}

/** One t is written flat, several as a list. */
function report(
  { quantity, digits, rows }: Computed,
  spec: ScheduleSpec,
  options: read.Options,
  several: boolean,
) {
  const { x, x0, xt, value, from, to, reverseVariance, atoms, weights, mean, covariance, data, against } =
    options
  const inputs = {
    schedule: spec,
    ...{ x, x0, xt, value, from, to, reverseVariance, data, against, atoms, weights, mean, covariance },
  }
  const head = { schemaVersion: 1, quantity, inputs, digits }
  return several ? { ...head, values: rows } : { ...head, ...rows[0] }
}

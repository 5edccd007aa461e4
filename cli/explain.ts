import type { Command } from 'commander'
import { theoremById } from '../properties/selection.js'
import type { Environment } from './environment.js'
import { explainText, listText } from './explain-text.js'
import { terminalOf } from './terminal.js'

export function addExplain(program: Command, { ledger, stdout, env }: Environment): void {
  program
    .command('explain')
    .description(
      'print one theorem: statement, hypotheses, evidence, errata, formulas; without an id, list them all',
    )
    .argument('[ID]', 'id of a theorem, e.g. POST-MEAN')
    .option('--tex', 'print the statement and the formulas as TeX')
    .action((id: string | undefined, { tex = false }: { readonly tex?: boolean }) => {
      const terminal = terminalOf(stdout, env)
      const text =
        id === undefined
          ? listText(ledger, terminal)
          : explainText(theoremById(ledger, id), ledger, terminal, { tex })
      stdout.write(`${text}\n`)
    })
}

import type { Command } from 'commander'
import { theoremById } from '../properties/selection.js'
import type { Environment } from './environment.js'
import { explainText, listText } from './explain-text.js'
import { terminalOf } from './terminal.js'

export function addExplain(program: Command, { ledger, stdout, env }: Environment): void {
  program
    .command('explain')
    .description(
      'print theorems: statement, hypotheses, evidence, errata, formulas; without an id, list them all',
    )
    .argument('[IDs...]', 'ids of theorems, e.g. POST-MEAN')
    .option('--tex', 'print the statement and the formulas as TeX')
    .action((ids: string[], { tex = false }: { readonly tex?: boolean }) => {
      const terminal = terminalOf(stdout, env)
      // All ids are looked up before the first is printed: one that is unknown is refused, and nothing half done.
      const theorems = ids.map((id) => theoremById(ledger, id))
      const texts = theorems.map((theorem) => explainText(theorem, ledger, terminal, { tex }))
      stdout.write(`${texts.length === 0 ? listText(ledger, terminal) : texts.join('\n\n')}\n`)
    })
}

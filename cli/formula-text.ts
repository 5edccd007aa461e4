import { abbreviate } from '../reference/numbers/abbreviate.js'
import { trace } from '../reference/numbers/dag.js'
import type { Formula } from '../reference/numbers/formula.js'
import { infixOf } from '../reference/numbers/infix.js'
import { plain } from '../reference/numbers/plain.js'
import { texOf } from '../reference/numbers/tex.js'
import { hang } from './terminal.js'

const INDENT = 2

/** Lines longer in all than this are not read but skipped. */
const LONGEST = 1600

/** The name and symbol of a formula, then what its numbers share, then a line for each number. */
export function formulaText(f: Formula, width: number, tex: boolean): readonly string[] {
  const text = (of: string) => (tex ? of : plain(of))
  const head = hang(`${f.formulaName}: ${text(f.tex)}`, width, INDENT)
  const expression = tex ? texOf : infixOf
  const { named, numbers } = abbreviate(trace(f))
  const lines = [
    ...named.map((one) => [text(one.tex), expression(one.node)] as const),
    ...numbers.map(({ paths, node }) => [paths.join(', '), expression(node)] as const),
  ]
  const length = lines.reduce((sum, [, line]) => sum + line.length, 0)
  if (length > LONGEST) return [head, hang(`(too long to print: ${length} characters)`, width, 2 * INDENT)]
  return [
    head,
    ...lines.map(([name, line]) => {
      const label = `${' '.repeat(2 * INDENT)}${name ? `${name} =` : '='}`
      return hang(line, width, label.length + 1, label)
    }),
  ]
}

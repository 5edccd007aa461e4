import type { Computed, ComputedAt } from '../reference/compute/compute.js'
import { QUANTITIES } from '../reference/compute/quantities.js'
import { entriesOf } from '../reference/compute/shaped.js'
import { hang } from './terminal.js'

/** One t: one entry a line, a matrix row by row. Several: a line a t, in columns. */
export function computedText({ quantity, rows }: Computed, several: boolean): string {
  const [only] = rows
  return several || !only ? table(quantity, rows) : entries(only)
}

function entries({ value, exact, notExact }: ComputedAt): string {
  const exacts = exact === undefined ? [] : entriesOf(exact)
  const lines = entriesOf(value).flatMap((entry, k) => [
    entry,
    ...(exacts[k] === undefined ? [] : [`= ${exacts[k]}`]),
  ])
  return [...lines, ...(notExact === undefined ? [] : [unknown(notExact)])].join('\n')
}

const unknown = (why: string) => `no exact form is known: ${why}`

function table(quantity: string, rows: readonly ComputedAt[]): string {
  const head = ['t', ...columnNames(quantity, rows[0])]
  const lines = rows.map((row) => [`${row.t}`, ...entriesOf(row.value)])
  const widths = head.map((name, k) => Math.max(name.length, ...lines.map((line) => (line[k] ?? '').length)))
  const asLine = (cells: readonly string[]) =>
    cells.map((cell, k) => cell.padStart(widths[k] ?? 0)).join('  ')
  return [head, ...lines].map((cells, i) => [asLine(cells), ...exactCells(rows[i - 1])].join('  ')).join('\n')
}

const exactCells = (row: ComputedAt | undefined): readonly string[] => {
  if (row?.exact !== undefined) return entriesOf(row.exact).map((exact) => `= ${exact}`)
  return row?.notExact === undefined ? [] : [`(${unknown(row.notExact)})`]
}

function columnNames(quantity: string, row: ComputedAt | undefined): readonly string[] {
  const value = row?.value ?? ''
  if (typeof value === 'string') return [quantity]
  return value.flatMap((line, i) =>
    typeof line === 'string' ? `[${i + 1}]` : line.map((_, j) => `[${i + 1},${j + 1}]`),
  )
}

/** `reverseVariance` as `--reverse-variance`. */
const optionOf = (input: string) => `--${input.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

/** Every quantity with its line, as `--help` shows them. */
export const quantitiesText = (width: number): string =>
  QUANTITIES.map(({ name, doc, takes, optional }) => {
    const options = [...takes.map(optionOf), ...optional.map((input) => `[${optionOf(input)}]`)]
    const what = options.length === 0 ? doc : `${doc} (${options.join(' ')})`
    return hang(what, width, 28, `  ${name}`)
  }).join('\n')

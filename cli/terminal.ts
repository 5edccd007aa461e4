import pc from 'picocolors'
import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'
import type { Environment, Stream } from './environment.js'

export type Colors = ReturnType<typeof pc.createColors>

/** How a stream is written to: its width in columns, and colours that are the identity where it is no terminal. */
export interface Terminal {
  readonly width: number
  readonly colors: Colors
}

/** The columns of a stream; COLUMNS, or 80, where it has none (a terminal of unknown size says 0). */
export const columnsOf = (stream: Stream, env: Environment['env']): number =>
  stream.columns || Number(env.COLUMNS) || 80

/** Colours only on a terminal and without NO_COLOR. */
export function terminalOf(stream: Stream, env: Environment['env']): Terminal {
  const coloured = stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb'
  return { width: Math.max(40, columnsOf(stream, env)), colors: pc.createColors(coloured) }
}

/** The text wrapped to the width with every line after `indent` spaces, the first after `first` in their place. */
export function hang(text: string, width: number, indent: number, first = ''): string {
  const lines = wrapAnsi(text, Math.max(20, width - indent), { hard: true, trim: true }).split('\n')
  return lines.map((line, i) => (i === 0 ? pad(first, indent) : ' '.repeat(indent)) + line).join('\n')
}

/** The parts joined by ` · `, wrapped between them where they fit a line. */
export function flow(parts: readonly string[], width: number, indent: number): string {
  const whole = parts.map((part) =>
    stringWidth(part) < (width - indent) / 2 ? part.replaceAll(' ', '\u00a0') : part,
  )
  return hang(whole.join(' · '), width, indent).replaceAll('\u00a0', ' ')
}

/** Filled with spaces to a width in columns. */
export const pad = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - stringWidth(text)))

/** `left` and `right` at the two ends of one line. */
export const ends = (left: string, right: string, width: number): string =>
  `${pad(left, width - stringWidth(right) - 1)} ${right}`

/** Names and what they are, a line each, as commander lists options. */
export function listed(rows: Readonly<Record<string, string>>, width: number): string {
  const indent = 4 + Math.max(...Object.keys(rows).map((name) => name.length))
  return Object.entries(rows)
    .map(([name, what]) => hang(what, width, indent, `  ${name}`))
    .join('\n')
}

export const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`

const LONGEST = 100

// Control characters, marks that reorder or hide text, ends of lines, halves of a surrogate pair.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

const escaped = (text: string): string =>
  text.replaceAll(INVISIBLE, (c) => `\\u${(c.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)

const LONGEST_MESSAGE = 300

/** A message of a program's own words, such as that of an error, on one line: cut short and safe to print. */
export function oneLine(text: string): string {
  const line = text
    .slice(0, 2 * LONGEST_MESSAGE)
    .replaceAll(/\s+/g, ' ')
    .trim()
  return escaped(line.length <= LONGEST_MESSAGE ? line : `${line.slice(0, LONGEST_MESSAGE)}…`)
}

/** What a program said, cut short and safe to print: a terminal obeys nothing in it. */
export function quote(text: string, longest = LONGEST): string {
  const whole = text.length <= longest ? text : `${text.slice(0, longest)}…`
  return escaped(JSON.stringify(whole))
}

/** Any value of a message as it would be printed. */
export function quoteValue(value: unknown): string {
  if (typeof value === 'string') return quote(value)
  const text = jsonOf(value)
  return escaped(text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`)
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    // more levels than the stack has, a cycle
    return typeof value
  }
}

/** A number of bytes for people. */
export const bytes = (n: number): string =>
  n >= 2 ** 20 ? `${Math.round(n / 2 ** 20)} MB` : n >= 1024 ? `${Math.round(n / 1024)} kB` : `${n} bytes`

/** A time for people. */
export const seconds = (ms: number): string => `${ms / 1000} s`

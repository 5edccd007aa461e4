const LONGEST = 100

// Control characters beyond those that JSON escapes, marks that reorder or hide text, and halves of a surrogate pair.
const INVISIBLE = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

/** What a program said, cut short and safe to print: a terminal obeys nothing in it. */
export function quote(text: string): string {
  const whole = text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`
  return JSON.stringify(whole).replaceAll(
    INVISIBLE,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Any value of a message as it would be printed. */
export function quoteValue(value: unknown): string {
  if (typeof value === 'string') return quote(value)
  const text = JSON.stringify(value) ?? String(value)
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`
}

/** A number of bytes for people. */
export const bytes = (n: number): string =>
  n >= 2 ** 20 ? `${Math.round(n / 2 ** 20)} MB` : n >= 1024 ? `${Math.round(n / 1024)} kB` : `${n} bytes`

/** A time for people. */
export const seconds = (ms: number): string => `${ms / 1000} s`

const NEWLINE = 10

export interface LineReader {
  readonly take: (chunk: Uint8Array) => void
  /** What came after the last line end. */
  readonly rest: () => Uint8Array
}

/**
 * Cuts a stream of bytes into lines, their ends left off. A line of more than `limit` bytes is given to `tooLong` as far
 * as it goes, and nothing after it is read: no more than `limit` bytes and a chunk are ever kept.
 */
export function lineReader(
  limit: number,
  on: { readonly line: (line: Uint8Array) => void; readonly tooLong: (start: Uint8Array) => void },
): LineReader {
  let parts: Uint8Array[] = []
  let kept = 0
  let ended = false
  const keep = (part: Uint8Array): boolean => {
    kept += part.length
    parts.push(part)
    if (kept > limit) {
      ended = true
      on.tooLong(joined())
    }
    return !ended
  }
  const joined = (): Uint8Array => {
    const [only] = parts
    const line = parts.length === 1 && only ? only : Buffer.concat(parts)
    parts = []
    kept = 0
    return line
  }
  return {
    take: (chunk) => {
      let from = 0
      while (!ended) {
        const end = chunk.indexOf(NEWLINE, from)
        if (!keep(chunk.subarray(from, end < 0 ? undefined : end)) || end < 0) return
        on.line(joined())
        from = end + 1
      }
    },
    rest: joined,
  }
}

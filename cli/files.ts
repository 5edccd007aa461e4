import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

const PLAINLY: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a folder',
  ENOTDIR: 'what stands for a folder in it is a file',
  EACCES: 'permission is denied',
  EROFS: 'the file system is read-only',
}

/** Why the system refused, in words for people. */
export function refusal(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return PLAINLY[(error as NodeJS.ErrnoException).code ?? ''] ?? error.message
}

// Bytes of a text whose compressed file is read: what is larger is no trace.
const MOST_BYTES = 2 ** 29

/**
 * The text of a file that the user named, `holds` saying what is expected in it; gzip is undone.
 * @throws RangeError that says why it cannot be read.
 */
export function textOf(file: string, holds: string): string {
  const bytes = bytesOf(file)
  if (bytes.length === 0) throw new RangeError(`${file} is empty: expected ${holds}`)
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString('utf8')
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES }).toString('utf8')
  } catch (error) {
    throw new RangeError(`${file} is a gzip file that is damaged or cut short (${refusal(error)})`)
  }
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new RangeError(`${file} cannot be read: ${refusal(error)}`)
  }
}

/**
 * The adapter could not be run: no such command, no hello, or a hello that cannot be read. Nothing was asked, so nothing
 * is said of the mathematics; the command line ends with status 3.
 */
export class AdapterError extends Error {
  override readonly name = 'AdapterError'
}

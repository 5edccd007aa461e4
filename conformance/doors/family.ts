import { readdirSync, readFileSync } from 'node:fs'

/**
 * Every process that a program under test started must end with it: those of its process group, and those that left the
 * group but still carry the mark in their environment.
 */
export const MARK = 'ALPHABAR_PROGRAM'

interface Family {
  /** The leader of the process group. */
  readonly pid: number
  readonly mark: string
}

const families = new Set<Family>()
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** From now on the family ends when this process does. */
export function adopt(family: Family): void {
  if (families.size === 0) {
    process.on('exit', killAll)
    for (const signal of SIGNALS) process.on(signal, onSignal)
  }
  families.add(family)
}

/** Ends the family, now. */
export function killFamily(family: Family): void {
  killGroup(family.pid)
  // again where one was born meanwhile
  for (let round = 0; round < 3; round++) {
    const left = marked(family.mark)
    if (left.length === 0) break
    for (const pid of left) kill(pid)
  }
  if (families.delete(family) && families.size === 0) {
    process.off('exit', killAll)
    for (const signal of SIGNALS) process.off(signal, onSignal)
  }
}

function killAll(): void {
  for (const family of [...families]) killFamily(family)
}

// A program in a group of its own does not hear the Ctrl-C that ends this process.
function onSignal(signal: NodeJS.Signals): void {
  killAll()
  // The listeners are off now: the signal does what it does without them, unless somebody else listens.
  process.kill(process.pid, signal)
}

// Windows has no process groups: there the program itself is ended.
const killGroup = (pid: number): void => kill(process.platform === 'win32' ? pid : -pid)

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // it has gone already
  }
}

/** The processes with the mark in their environment, where the system shows environments in /proc. */
function marked(mark: string): readonly number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name)
    if (!Number.isInteger(pid) || pid === process.pid) return []
    try {
      return readFileSync(`/proc/${name}/environ`).includes(`${MARK}=${mark}\0`) ? [pid] : []
    } catch {
      return []
    }
  })
}

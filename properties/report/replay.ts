import { RUNS } from '../run.js'
import type { Context } from '../theorem.js'

/** The command that runs one theorem again on the same inputs. */
export function replay(id: string, { seed, profile, runs }: Context): string {
  const options = [
    profile === 'quick' ? '' : ` --profile ${profile}`,
    runs === RUNS[profile] ? '' : ` --runs ${runs}`,
  ]
  return `alphabar verify ${id} --seed ${seed}${options.join('')}`
}

import { ANCESTRAL } from './ancestral.js'
import { CONTINUOUS } from './continuous.js'
import { CONVERSIONS } from './conversions.js'
import { DDIM } from './ddim.js'
import { FORWARD } from './forward.js'
import { MULTISTEP } from './multistep.js'
import { ODE } from './ode.js'
import type { Operation } from './operation.js'
import { POSTERIOR } from './posterior.js'
import { POSTERIOR_TABLES } from './posterior-tables.js'
import { SCHEDULE } from './schedule.js'
import { SIGMAS } from './sigmas.js'
import { START } from './start.js'

/** Every operation that is judged by bounds. `timesteps` and samplers are judged apart: see grids/ and sessions/. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  [
    ...SCHEDULE,
    ...SIGMAS,
    ...FORWARD,
    ...POSTERIOR,
    ...POSTERIOR_TABLES,
    ...CONVERSIONS,
    ...ANCESTRAL,
    ...DDIM,
    ...ODE,
    ...CONTINUOUS,
    ...MULTISTEP,
    ...START,
  ].map((operation) => [operation.name, operation]),
)

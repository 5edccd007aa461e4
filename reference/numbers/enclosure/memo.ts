import type { Ball } from './ball.js'
import type { Enclosure } from './enclosure.js'

/**
 * The same enclosure, which looks up what it has computed of exp, log, sin and cos and their kin instead of computing it again. A chain
 * asks for most of them twice, since a step ends where the next begins. It keeps every argument: for one reading of a table,
 * to be thrown away after it.
 */
export function remembering(F: Enclosure): Enclosure {
  return {
    ...F,
    sqrt: remembered(F.sqrt),
    exp: remembered(F.exp),
    expm1: remembered(F.expm1),
    log: remembered(F.log),
    log1p: remembered(F.log1p),
    sin: remembered(F.sin),
    cos: remembered(F.cos),
    tanh: remembered(F.tanh),
    erf: remembered(F.erf),
    erfc: remembered(F.erfc),
  }
}

/** A function of one ball, by the middles of its arguments; of several balls of one middle the last is kept. */
function remembered(f: (a: Ball) => Ball): (a: Ball) => Ball {
  const known = new Map<bigint, { readonly exp: number; readonly rad: number; readonly value: Ball }>()
  return ({ mid, exp, rad }) => {
    const found = known.get(mid)
    if (found && found.exp === exp && found.rad === rad) return found.value
    const value = f({ mid, exp, rad })
    known.set(mid, { exp, rad, value })
    return value
  }
}

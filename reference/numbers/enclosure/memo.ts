import type { Ball } from './ball.js'
import type { Enclosure } from './enclosure.js'

/**
 * The same enclosure, which looks up what it has computed of √, exp, log, sin, cos and their kin instead of computing it
 * again: a step ends where the next begins, so a chain asks for most of them twice. It keeps every argument, and is meant for
 * one reading of a table.
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

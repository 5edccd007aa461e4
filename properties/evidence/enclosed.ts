import { type Ball, type Enclosure, enclosure, interval } from '../../reference/numbers/enclosure/index.js'
import type { Rational } from '../../reference/numbers/rational.js'

/** Rational bounds of the value that a formula has over the enclosures of `bits` bits, for `printed`. */
export const enclosed = (
  f: (F: Enclosure) => Ball,
  bits = 128,
): { readonly lo: Rational; readonly hi: Rational } => interval(f(enclosure(bits)))

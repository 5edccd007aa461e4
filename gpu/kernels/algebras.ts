import type { RadicalField } from '../../reference/numbers/algebra.js'
import { type Dual, dualRadicals } from '../../reference/numbers/dual.js'
import { RATIONALS, type Rational, sign } from '../../reference/numbers/rational.js'
import type { Arithmetic, Rounded } from '../../reference/numbers/rounding/model.js'
import { rounding } from '../../reference/numbers/rounding.js'
import type { KernelAlgebra } from './reading.js'

/** Readings of the reference with |·| added, as kernels need. */

export const EXACT_NUMBERS: KernelAlgebra<Rational> = {
  ...RATIONALS,
  abs: (a) => (sign(a) < 0 ? RATIONALS.neg(a) : a),
}

/** No arithmetic rounds |·|. */
export const roundedNumbers = (arithmetic: Arithmetic): KernelAlgebra<Rounded> => ({
  ...rounding(arithmetic),
  abs: ({ value, bound }) => ({ value: Math.abs(value), bound }),
})

/** |a| is a or −a on either side of 0. At 0 itself either derivative is taken: only smooth functions of |·| may be. */
export function dualNumbers<T>(F: RadicalField<T>, negative: (a: T) => boolean): KernelAlgebra<Dual<T>> {
  const duals = dualRadicals(F)
  return { ...duals, abs: (a) => (negative(a.value) ? duals.neg(a) : a) }
}

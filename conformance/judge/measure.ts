import { type Ball, toDecimal } from '../../reference/numbers/enclosure/index.js'
import { type Format, ulp } from '../../reference/numbers/rounding/format.js'
import { distanceTo, middleOf } from '../numbers/distance.js'

/** How far one number of an answer lies from the truth. */
export interface Measured {
  readonly index: number
  readonly got: number
  readonly truth: Ball
  readonly error: number
  /** In units in the last place of this number, in the format of the answer. */
  readonly ulps: number
  /** In units in the last place of the largest number of the answer. */
  readonly scaledUlps: number
  /** Significant decimal digits that are right. */
  readonly digits: number
}

const DIGITS = 20

/** The truth to 20 digits, or what is known of it. */
export const exactly = (truth: Ball): string => toDecimal(truth, { digits: DIGITS })

/** The measures of one element; `scale` is the largest truth of the answer. */
export function measure(
  index: number,
  got: number,
  truth: Ball,
  { format, scale }: { readonly format: Format; readonly scale: number },
): Measured {
  const error = distanceTo(got, truth)
  const size = Math.abs(middleOf(truth))
  return {
    index,
    got,
    truth,
    error,
    ulps: error / ulp(Math.min(size, format.max), format),
    scaledUlps: error / ulp(Math.min(scale, format.max), format),
    digits: error === 0 ? DIGITS : Math.max(0, Math.min(DIGITS, -Math.log10(error / size))),
  }
}

/** The largest truth of an answer, in size. */
export const scaleOf = (truths: readonly (Ball | undefined)[]): number =>
  Math.max(0, ...truths.map((truth) => (truth ? Math.abs(middleOf(truth)) : 0)))

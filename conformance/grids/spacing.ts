import { RATIONALS, type Rational, rational } from '../../reference/numbers/rational.js'

/**
 * Timestep grids, exactly: 0-based indices in the order of sampling, from noise to data. A grid has n entries, strictly
 * decreasing, within 0..T−1.
 */

/** What a definition allows at each place: a half may be rounded either way. */
export type Grid = readonly (readonly number[])[]

const floor = ({ num, den }: Rational): number => Number(num >= 0n ? num / den : -((-num + den - 1n) / den))
const HALF = rational(1n, 2n)
const nearest = (x: Rational): readonly number[] => {
  const up = floor(RATIONALS.add(x, HALF))
  const tie = RATIONALS.sub(RATIONALS.add(x, HALF), rational(BigInt(up))).num === 0n
  return tie ? [up, up - 1] : [up]
}

const ratio = (a: number, b: number) => rational(BigInt(a), BigInt(b))

/** i·⌊T/n⌋ + offset, i = n−1..0. */
const leading = (n: number, T: number, offset: number): Grid => {
  const stride = Math.floor(T / n)
  return Array.from({ length: n }, (_, i) => [(n - 1 - i) * stride + offset])
}

/** round(T − i·T/n) − 1, i = 0..n−1. */
const trailing = (n: number, T: number): Grid =>
  Array.from({ length: n }, (_, i) => nearest(ratio(T * (n - i), n)).map((x) => x - 1))

/** round(i·(T−1)/(n−1)), i = n−1..0; one step alone starts at either end. */
const linspace = (n: number, T: number): Grid =>
  n === 1 ? [[0, T - 1]] : Array.from({ length: n }, (_, i) => nearest(ratio((n - 1 - i) * (T - 1), n - 1)))

/** ⌊−1 + i·T/n⌋, i = n..1, toward zero: DDIM in denoising-diffusion-pytorch. */
const truncated = (n: number, T: number): Grid =>
  Array.from({ length: n }, (_, i) => [Math.max(0, floor(ratio((n - i) * T - n, n)))])

export interface Spacing {
  readonly id: string
  readonly title: string
  readonly grid: (n: number, T: number, offset: number) => Grid
}

/** The spacings of the vocabulary, and of libraries. */
export const SPACINGS: readonly Spacing[] = [
  { id: 'leading', title: 'i·⌊T/n⌋ + steps_offset', grid: leading },
  { id: 'trailing', title: 'round(T − i·T/n) − 1', grid: trailing },
  { id: 'linspace', title: 'round(i·(T−1)/(n−1))', grid: linspace },
  { id: 'linspace(-1,T-1,n+1) truncated', title: '⌊−1 + i·T/n⌋', grid: truncated },
]

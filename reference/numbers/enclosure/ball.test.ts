import { describe, expect, it } from 'vitest'
import { logSumExp } from '../combinators.js'
import { type Ball, contains, enclosure } from './index.js'

/** e with a radius of at most 2^e. */
const size = ({ rad, exp }: Ball) => Math.ceil(Math.log2(rad)) + exp

describe('around exactly 0 a radius has no least size', () => {
  it.each([100, 1000, 2000, 4000])('log of 1 ± 2^−%i', (bits) => {
    const F = enclosure(bits + 20)
    const ball = F.log({ mid: 1n << BigInt(bits), exp: -bits, rad: 1 })
    expect(size(ball)).toBeLessThanOrEqual(-bits + 1)
    expect(contains(ball, { num: 1n, den: 1n << BigInt(bits + 1) })).toBe(true)
  })

  it('log Σ eˣ for terms that vanish beside e⁰, at 2000 bits', () => {
    const F = enclosure(2000)
    const ball = logSumExp(F, [F.lit(0n), F.lit('-1000000'), F.lit('-2000000')])
    expect(size(ball)).toBeLessThanOrEqual(-1998)
    expect(contains(ball, { num: 0n, den: 1n })).toBe(true)
  })
})

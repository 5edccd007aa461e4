import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { derivative, dualAnalytic } from '../numbers/dual.js'
import { POWERS_OF_TWO } from '../numbers/powers-of-two.js'
import { equal, RATIONALS as Q, type Rational, rational } from '../numbers/rational.js'
import {
  edmKernel,
  flowKernel,
  hoFromSlides,
  hoKernel,
  hoStep,
  slidesFromHo,
  slidesKernel,
  slidesStep,
  subVpKernel,
  veKernel,
  veStep,
  vpKernel,
} from './conventions.js'
import { compose, type Kernel } from './kernel.js'

const number = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 40 }))
  .map(([n, d]) => rational(BigInt(n), BigInt(d)))
/** u in [0, 1] with √(1 − u²) rational: 2w/(1 + w²). */
const pythagorean = number.map((w) => Q.div(Q.mul(Q.lit(2n), w), Q.add(Q.lit(1n), Q.mul(w, w))))
const squared = (a: Rational) => Q.mul(a, a)
const same = (a: Kernel<Rational>, b: Kernel<Rational>) =>
  expect([equal(a.signal, b.signal), equal(a.variance, b.variance)]).toEqual([true, true])

describe('the conventions, in exact rationals', () => {
  it('of Ho et al. and of the slides name the same kernels through the dictionary', () => {
    fc.assert(
      fc.property(pythagorean, (u) => {
        same(
          hoKernel(Q, { alphaBar: squared(u) }),
          slidesKernel(Q, { alphaBar: slidesFromHo(Q, squared(u)) }),
        )
        same(slidesKernel(Q, { alphaBar: u }), hoKernel(Q, { alphaBar: hoFromSlides(Q, u) }))
        same(hoStep(Q, { beta: squared(u) }), slidesStep(Q, { betaStd: slidesFromHo(Q, squared(u)) }))
        same(slidesStep(Q, { betaStd: u }), hoStep(Q, { beta: hoFromSlides(Q, u) }))
      }),
    )
  })

  it('compose: two steps of Ho et al. are the kernel of α·α′, two of VE the kernel of σ_t', () => {
    fc.assert(
      fc.property(pythagorean, pythagorean, (u, w) => {
        const alphas = [u, w].map((b) => Q.sub(Q.lit(1n), squared(b)))
        const [prior, step] = [hoStep(Q, { beta: squared(u) }), hoStep(Q, { beta: squared(w) })]
        const alphaBar = alphas.reduce((a, b) => Q.mul(a, b))
        same(compose(Q, { prior, step }), hoKernel(Q, { alphaBar }))
        const grown = { prior: veKernel(Q, { std: u }), step: veStep(Q, { fromStd: u, toStd: w }) }
        same(compose(Q, grown), veKernel(Q, { std: w }))
      }),
    )
  })

  it('of EDM at scale 1 is VE; at scale 1 − t and σ = t/(1 − t) it is flow matching', () => {
    fc.assert(
      fc.property(number, (std) => {
        same(edmKernel(Q, { scale: Q.lit(1n), std }), veKernel(Q, { std }))
        const time = Q.div(std, Q.add(Q.lit(1n), std))
        same(edmKernel(Q, { scale: Q.sub(Q.lit(1n), time), std }), flowKernel(Q, { time }))
      }),
    )
  })

  it('of the VP and sub-VP SDEs solve the moment equations, m′ = −m/2 and P′ = −P + g²/β in B, from (1, 0)', () => {
    const F = POWERS_OF_TWO
    const D = dualAnalytic(F)
    const one = F.lit(1n)
    // g²/β is 1 for VP and 1 − e^{−2B} for sub-VP (Song et al. 2021, eq. (11) and (13))
    const growth = { vp: () => one, subVp: (B: Rational) => F.sub(one, F.exp(F.mul(F.lit(-2n), B))) }
    for (const [kernel, gain] of [
      [vpKernel, growth.vp],
      [subVpKernel, growth.subVp],
    ] as const) {
      same(kernel(F, { integratedBeta: F.lit(0n) }), { signal: one, variance: F.lit(0n) })
      for (const B of [0n, 1n, 2n, 5n].map((n) => F.lit(n))) {
        const { signal, variance } = kernel(F, { integratedBeta: B })
        const slope = (part: 'signal' | 'variance') =>
          derivative<Rational, typeof D>(D, (_, b) => kernel(D, { integratedBeta: b })[part], B)
        same(
          { signal: slope('signal'), variance: slope('variance') },
          { signal: F.mul(F.lit('-1/2'), signal), variance: F.sub(gain(B), variance) },
        )
      }
    }
  })
})

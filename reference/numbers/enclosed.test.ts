import { describe, expect, it } from 'vitest'
import { posteriorMean } from '../process/posterior.js'
import type { AnalyticField, Field } from './algebra.js'
import { at, logSumExp } from './combinators.js'
import { compileEnclosed } from './enclosed.js'
import { type Ball, contains, enclosure, hi, lo } from './enclosure/index.js'
import { formula } from './formula.js'
import { parseRational, RATIONALS } from './rational.js'

const F = enclosure(100)
const lit = (text: string) => F.lit(text)

describe('a formula compiled to enclosures', () => {
  it('gives the balls of the generic call, whatever is given before', () => {
    const transition = {
      prior: { signal: lit('0.9'), variance: lit('0.19') },
      step: { signal: lit('0.7'), variance: lit('0.51') },
    }
    const place = { x0: lit('1/3'), xt: lit('-2/7') }
    const generic = posteriorMean(F, transition, place)
    expect(compileEnclosed(posteriorMean<Ball>, F)(transition, place)).toEqual(generic)
    const given = { 'prior.signal': lit('0.9'), 'step.variance': lit('0.51'), x0: lit('1/3') }
    // what is given is not read from the arguments
    const other = { ...place, x0: lit('5') }
    expect(compileEnclosed(posteriorMean<Ball>, F, { given })(transition, other)).toEqual(generic)
    expect(() => compileEnclosed(posteriorMean<Ball>, F, { given: { x: lit('1') } })).toThrow(
      /'x' is no input of posteriorMean/,
    )
  })

  it('multiplies by powers of two without widening', () => {
    const factors = ['1/2', '1/8', '4', '1', '3', '-2', '0.3']
    const scaled = formula('enclosedTestScaled', 'f', ['a'], <T>(G: Field<T>, a: T) =>
      factors.map((text) => G.mul(G.lit(text), G.mul(a, G.lit(text)))),
    )
    const compiled = compileEnclosed(scaled<Ball>, F)
    const width = (ball: Ball) => RATIONALS.sub(hi(ball), lo(ball))
    for (const text of ['1/3', '-7', '1e-40', '0']) {
      const generic = scaled(F, lit(text))
      const truth = scaled(RATIONALS, parseRational(text))
      compiled(lit(text)).forEach((ball, i) => {
        expect(contains(ball, at(truth, i))).toBe(true)
        expect(RATIONALS.sub(width(at(generic, i)), width(ball)).num >= 0n).toBe(true)
      })
    }
  })

  it('computes what is constant once', () => {
    const read = formula('enclosedTest', 'f', [['a', 'b']], <T>(G: AnalyticField<T>, xs: readonly T[]) =>
      G.add(G.log(G.mul(G.lit(2n), G.pi)), logSumExp(G, xs)),
    )
    let logs = 0
    const counting = {
      ...F,
      log: (a: Ball) => {
        logs++
        return F.log(a)
      },
    }
    const compiled = compileEnclosed(read<Ball>, counting)
    const args = [lit('1/3'), lit('-2')]
    expect([compiled(args), compiled(args)]).toEqual([read(F, args), read(F, args)])
    expect(logs).toBe(3)
  })
})

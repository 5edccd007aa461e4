import { describe, expect, test } from 'vitest'
import { compose } from '../process/kernel.js'
import { posteriorMean, posteriorVariance } from '../process/posterior.js'
import { nextVariance } from '../process/step.js'
import { type Node, trace } from './dag.js'
import { FLOAT64 } from './float.js'
import { originalOf, withReplacement } from './formula.js'
import { type Mutants, mutantsOf } from './mutants.js'
import { equality } from './mutants-equal.js'
import { equal, RATIONALS } from './rational.js'

const { lit } = RATIONALS
const transition = {
  prior: { signal: lit('4/5'), variance: lit('9/25') },
  step: { signal: lit('3/5'), variance: lit('16/25') },
}
const at = { x0: lit(3n), xt: lit('-7/2') }

describe('mutants', () => {
  test('name the mistake that they hold, and hold it', async () => {
    const { mutants } = mutantsOf(trace(posteriorMean<Node>))
    const mistaken = mutants.find(({ description }) => description === 'posteriorMean: a_s·v → a_s·v_s')
    expect(mistaken?.differs).toBe('shown')
    const right = posteriorMean(RATIONALS, transition, at)
    await withReplacement('posteriorMean', mistaken?.replacement ?? originalOf('posteriorMean'), async () => {
      expect(equal(posteriorMean(RATIONALS, transition, at), right)).toBe(false)
    })
    expect(equal(posteriorMean(RATIONALS, transition, at), right)).toBe(true)
  })

  const described = (mutants: Mutants) => mutants.mutants.map(({ description }) => description)

  test('cover operators, order, terms, signs, neighbours and constants', () => {
    const descriptions = described(mutantsOf(trace(posteriorVariance<Node>)))
    for (const change of [
      'v·v_s → v/v_s',
      'v·v_s/(a²·v_s + v) → (a²·v_s + v)/(v·v_s)',
      'v·v_s/(a²·v_s + v) → v·v_s',
      'v·v_s → v·0',
      'v·v_s → v·1',
      'v·v_s → v·(−v_s)',
    ])
      expect(descriptions).toContain(`posteriorVariance: ${change}`)
  })

  test('leave the operations of a formula to the formula that makes them', () => {
    const sum = 'a²·v_s + v → a²·v_s − v'
    expect(described(mutantsOf(trace(nextVariance<Node>)))).toContain('nextVariance: α·v_s + β → α·v_s − β')
    expect(described(mutantsOf(trace(compose<Node>)))).not.toContain(`compose: ${sum}`)
    expect(described(mutantsOf(trace(posteriorVariance<Node>)))).not.toContain(`posteriorVariance: ${sum}`)
  })

  test('mistake what is passed to a formula', () => {
    expect(described(mutantsOf(trace(compose<Node>)))).toContain('compose: a²·v_s → a²·a_s')
  })

  test('leave out what is proved to be no mistake', () => {
    const { mutants, equivalent } = mutantsOf(trace(compose<Node>))
    expect(equivalent).toContainEqual({ description: 'compose: a·a_s → a_s·a', proof: { by: 'order' } })
    expect(mutants.every(({ differs }) => differs === 'shown')).toBe(true)
  })

  test('equality is shown or refuted, never guessed', () => {
    const traced = trace(posteriorVariance<Node>)
    const { graph: F, value } = traced
    const decide = (value: Node) => equality(traced)(value).is
    const two = F.lit(2n)
    expect(decide(F.div(F.mul(value, two), two))).toBe('equal')
    expect(decide(F.mul(value, F.lit('1.000000000001')))).toBe('different')
    // a tenth of an ulp off: no float tells it, the normal form does
    const nearlyOne = F.add(F.lit(1n), F.lit('1e-17'))
    expect(decide(F.mul(value, nearlyOne))).toBe('different')
    expect(decide(F.mul(value, F.sqrt(F.mul(nearlyOne, nearlyOne))))).toBe('different')
    expect(decide(F.mul(value, F.sqrt(nearlyOne)))).toBe('undecided')
    expect(decide(F.mul(value, F.add(F.mul(F.sin(two), F.sin(two)), F.mul(F.cos(two), F.cos(two)))))).toBe(
      'undecided',
    )
  })

  test('arguments of another shape get the original', () => {
    const [mutant] = mutantsOf(trace(posteriorVariance<Node>)).mutants
    const partial = { prior: { signal: 1 }, step: { signal: 1, variance: 1 } }
    expect(mutant?.replacement(FLOAT64, partial)).toEqual(originalOf('posteriorVariance')(FLOAT64, partial))
  })
})

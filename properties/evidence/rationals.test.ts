import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { square } from '../../reference/numbers/combinators.js'
import { RATIONALS, rational } from '../../reference/numbers/rational.js'
import {
  anyRational,
  betweenZeroAndOne,
  positive,
  squareBetweenZeroAndOne,
} from '../arbitraries/rationals.js'
import type { Context } from '../theorem.js'
import { byInduction } from './induction.js'
import { provedByNormalForm } from './normal-form.js'
import { confirmed, exactly, printed, printedRoot, refused } from './printed.js'
import { exactAtRationals, refutedAt } from './rationals.js'
import { atLeast, equals, exceeds, guard, statement } from './statement.js'

const context: Context = { seed: 3, runs: 40, profile: 'quick' }
const falls = (message: RegExp) => ({ status: 'falls', counterexample: expect.stringMatching(message) })
const { lit } = RATIONALS

const squareOfSum = statement({
  variables: ['a', 'b'],
  guards: [],
  conclude: (F, { a, b }) => [equals(square(F, F.add(a, b)), F.add(square(F, a), square(F, b)), 'square')],
})

describe('exact at rationals', () => {
  it('shrinks a counterexample and names it, the same for the same seed', async () => {
    const claim = exactAtRationals('', squareOfSum, fc.record({ a: anyRational, b: anyRational }))
    const outcome = await claim.check(context)
    expect(outcome).toMatchObject(
      falls(/^at a = -?\d+(\/\d+)?, b = -?\d+(\/\d+)?: square: not -?\d+(\/\d+)? = /),
    )
    expect(await claim.check(context)).toEqual(outcome)
  })

  it('counts the inputs, roots among them', async () => {
    const root = statement({
      variables: ['a', 'r'],
      roots: { r: (_, { a }) => a },
      guards: [],
      conclude: (F, { a, r }) => [equals(square(F, r), a), atLeast(r, F.lit(0n))],
    })
    const claim = exactAtRationals('', root, fc.record({ a: squareBetweenZeroAndOne }))
    expect(await claim.check(context)).toEqual({ status: 'holds', cases: 40 })
    const irrational = exactAtRationals('', root, fc.record({ a: fc.constant(lit(2n)) }))
    expect(await irrational.check(context)).toMatchObject(falls(/√\(2\) is not rational/))
  })

  it('says when the inputs do not satisfy the hypotheses', async () => {
    const above = {
      ...squareOfSum,
      guards: [guard<'a'>('a > 1', ({ lit }, { a }) => [exceeds(a, lit(1n))])],
    }
    const claim = exactAtRationals('', above, fc.record({ a: betweenZeroAndOne, b: anyRational }))
    expect(await claim.check(context)).toMatchObject(falls(/satisfied the hypotheses/))
  })

  it('takes errors for falls: a division by zero', async () => {
    const inverse = statement({
      variables: ['a'],
      guards: [],
      conclude: (F, { a }) => [equals(F.mul(F.div(F.lit(1n), a), a), F.lit(1n))],
    })
    const claim = exactAtRationals('', inverse, fc.record({ a: anyRational }))
    expect(await claim.check({ ...context, runs: 500 })).toMatchObject(falls(/^at a = 0: division by zero/))
  })

  it('refutes at a point that satisfies the hypotheses, and only there', async () => {
    expect(await refutedAt(squareOfSum, { a: lit(1n), b: lit(1n) })(context)).toMatchObject({
      status: 'holds',
      detail: 'at a = 1, b = 1: square: not 4 = 2',
    })
    expect(await refutedAt(squareOfSum, { a: lit(0n), b: lit(1n) })(context)).toMatchObject(
      falls(/nothing is refuted/),
    )
    const guarded = {
      ...squareOfSum,
      guards: [guard<'a'>('a > 1', ({ lit }, { a }) => [exceeds(a, lit(1n))])],
    }
    expect(await refutedAt(guarded, { a: lit(1n), b: lit(1n) })(context)).toMatchObject(
      falls(/does not satisfy a hypothesis: 1 > 1/),
    )
  })
})

describe('printed numbers', () => {
  it('agree with what rounds to them, in every printed digit', () => {
    const limit = rational(25n, 19n)
    expect(printed('1.3157895', limit).holds).toBe(true)
    expect(printed('1.3157894', limit).holds).toBe(false)
    expect(printed('1.3157896', limit).text).toContain('is not 1.3157896: 1.31578947368')
    expect(printed('3.78e16', rational(37_849n * 10n ** 12n)).holds).toBe(true)
    expect(printed('3.78e16', rational(37_851n * 10n ** 12n)).holds).toBe(false)
    expect(printed('-0.5', rational(-1n, 2n)).holds).toBe(true)
  })

  it('agree with an interval only when all of it rounds to them', () => {
    const interval = (lo: string, hi: string) => ({ lo: lit(lo), hi: lit(hi) })
    expect(printed('0.37', interval('0.366', '0.374')).holds).toBe(true)
    expect(printed('0.37', interval('0.366', '0.376')).holds).toBe(false)
    expect(printed('0.37', interval('0.364', '0.374')).holds).toBe(false)
  })

  it('of roots are decided on squares', () => {
    expect(printedRoot('1.4142136', lit(2n)).holds).toBe(true)
    expect(printedRoot('1.4142135', lit(2n)).holds).toBe(false)
    expect(printedRoot('-1.4142136', lit(2n)).holds).toBe(false)
  })

  it('are confirmed together, and each failure is named', async () => {
    const good = confirmed(() => [
      exactly('1/3', rational(2n, 6n), 'third'),
      refused('1/0', () => lit('1/0'), /zero/),
    ])
    expect(await good(context)).toEqual({ status: 'holds', cases: 2, detail: 'third = 1/3; 1/0' })
    const bad = confirmed(() => [
      exactly('1/3', lit('1/2'), 'third'),
      refused('1/2', () => lit('1/2'), /zero/),
    ])
    expect(await bad(context)).toMatchObject(
      falls(/2 figures not reproduced: third is not 1\/3: 1\/2; 1\/2: not refused/),
    )
    expect(await confirmed(() => [])(context)).toMatchObject(falls(/nothing/))
  })
})

describe('induction', () => {
  const proved = provedByNormalForm('one.', { ...squareOfSum, conclude: (_, { a }) => [equals(a, a)] })

  it('needs both parts proved and both to hold', async () => {
    const both = byInduction('All.', { base: proved, step: proved })
    expect(both).toMatchObject({ tier: 'proved', engine: 'induction on normal form' })
    expect(await both.check(context)).toMatchObject({ status: 'holds', cases: 2 })
    const wrong = byInduction('All.', { base: proved, step: provedByNormalForm('two.', squareOfSum) })
    expect(await wrong.check(context)).toMatchObject(falls(/^step: different/))
    const tried = exactAtRationals('tried', squareOfSum, fc.record({ a: positive, b: positive }))
    expect(() => byInduction('All.', { base: proved, step: tried })).toThrow(/only exact/)
  })
})

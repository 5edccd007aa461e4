import { describe, expect, it } from 'vitest'
import { square } from '../../reference/numbers/combinators.js'
import { normalForms } from '../../reference/numbers/polynomial-field.js'
import type { Context } from '../theorem.js'
import { provedByNormalForm } from './normal-form.js'
import { atLeast, equals, exceeds, guard, type Statement, statement } from './statement.js'

const context: Context = { seed: 3, runs: 10, profile: 'quick' }
const check = <V extends string>(s: Statement<V>) => provedByNormalForm('planted', s).check(context)
const falls = (message: RegExp) => ({ status: 'falls', counterexample: expect.stringMatching(message) })

const quotient = statement({
  variables: ['a', 'b'],
  guards: [],
  conclude: (F, { a, b }) => {
    const { add, sub, mul, div } = F
    return [equals(div(sub(square(F, a), square(F, b)), sub(a, b)), add(a, b)), equals(mul(div(a, b), b), a)]
  },
})

describe('normal form', () => {
  it('proves an identity and lists where it does not hold', async () => {
    expect(await check(quotient)).toMatchObject({
      status: 'holds',
      cases: 2,
      detail: 'where a − b ≠ 0, b ≠ 0',
    })
  })

  it('finds a wrong one different, and shows the difference', async () => {
    const wrong = statement({
      variables: ['a', 'b'],
      guards: [],
      conclude: (F, { a, b }) => [
        equals(square(F, F.add(a, b)), F.add(square(F, a), square(F, b)), 'square of a sum'),
      ],
    })
    expect(await check(wrong)).toMatchObject(falls(/^different: square of a sum: .* 2·a·b$/))
  })

  it('knows the sign of a root only from the guards', async () => {
    const rootOfSquare = statement({
      variables: ['a'],
      guards: [guard<'a'>('a ≥ 0', ({ lit }, { a }) => [atLeast(a, lit(0n))])],
      conclude: (F, { a }) => [equals(F.sqrt(square(F, a)), a)],
    })
    expect(await check(rootOfSquare)).toMatchObject({ status: 'holds' })
    expect(await check({ ...rootOfSquare, guards: [] })).toMatchObject(falls(/^undecided/))
  })

  it('solves = hypotheses for their last variable or its square', async () => {
    const circle = (power: 1 | 2) =>
      statement({
        variables: ['a', 'b'],
        guards: [
          guard<'a' | 'b'>('a + bⁿ = 1', (F, { a, b }) => [
            equals(F.add(a, power === 1 ? b : square(F, b)), F.lit(1n)),
          ]),
        ],
        conclude: (F, { a, b }) => [equals(F.sub(F.lit(1n), a), power === 1 ? b : square(F, b))],
      })
    expect(await check(circle(1))).toMatchObject({ status: 'holds' })
    expect(await check(circle(2))).toMatchObject({ status: 'holds' })
    const cubic = {
      ...circle(1),
      guards: [guard<'a' | 'b'>('b³ = a', (F, { a, b }) => [equals(F.mul(b, square(F, b)), a)])],
    }
    expect(await check(cubic)).toMatchObject(falls(/^undecided: the hypothesis/))
  })

  it('reduces roots of quotients: r² = a/b', async () => {
    const snr = statement({
      variables: ['a', 'b', 'r'],
      roots: { r: ({ div }, { a, b }) => div(a, b) },
      guards: [guard<'b'>('b > 0', ({ lit }, { b }) => [exceeds(b, lit(0n))])],
      conclude: (F, { a, b, r }) => [
        equals(F.mul(square(F, r), b), a),
        equals(F.sqrt(F.div(F.mul(F.lit(4n), a), b)), F.mul(F.lit(2n), r)),
        equals(F.div(a, F.mul(b, r)), r),
      ],
    })
    expect(await check(snr)).toMatchObject({ status: 'holds', cases: 3 })
  })

  it('decides equalities only, refuses to conclude nothing, and names unknown variables', async () => {
    expect(await check({ ...quotient, conclude: (_, { a, b }) => [exceeds(a, b)] })).toMatchObject(
      falls(/decides ‘=’/),
    )
    expect(await check({ ...quotient, conclude: () => [] })).toMatchObject(falls(/concludes nothing/))
    const unlisted: Statement<'a' | 'b'> = { ...quotient, variables: ['a'] }
    expect(await check(unlisted)).toMatchObject(falls(/'b', which is not listed/))
  })

  it('divides by nothing that is identically 0', async () => {
    const zero = statement({
      variables: ['a'],
      guards: [],
      conclude: ({ div, sub }, { a }) => [equals(div(a, sub(a, a)), a)],
    })
    expect(await check(zero)).toMatchObject(falls(/identically 0/))
    const hidden = statement({
      variables: ['a', 'r'],
      roots: { r: (_, { a }) => a },
      guards: [],
      conclude: (F, { a, r }) => [equals(F.div(a, F.sub(square(F, r), a)), a)],
    })
    expect(await check(hidden)).toMatchObject(falls(/identically 0/))
  })

  it('gives one exponential to equal arguments and another to others', () => {
    const F = normalForms()
    const [a, b] = [F.variable('a'), F.variable('b')]
    const same = (x: typeof a, y: typeof a) => F.isZero(F.sub(x, y))
    expect(same(F.exp(F.sub(F.add(a, b), b)), F.exp(a))).toBe(true)
    expect(same(F.exp(a), F.exp(b))).toBe(false)
    expect(same(F.exp(F.sub(a, a)), F.lit(1n))).toBe(true)
    expect(same(F.sqrt(F.mul(F.exp(a), F.exp(a))), F.exp(a))).toBe(true)
    expect(same(F.shift([a, b]), F.shift([a, b]))).toBe(true)
    expect(same(F.shift([a, b]), F.shift([b, a]))).toBe(false)
  })
})

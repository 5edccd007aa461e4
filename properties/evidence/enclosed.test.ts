import { expect, it } from 'vitest'
import { anyRational, betweenZeroAndOne } from '../arbitraries/rationals.js'
import type { Context } from '../theorem.js'
import { agreeingAtRationals } from './enclosed.js'
import { equals, exceeds, guard, statement } from './statement.js'

const context: Context = { seed: 3, runs: 20, profile: 'quick' }
const inputs = betweenZeroAndOne.chain((a) => betweenZeroAndOne.map((b) => ({ a, b })))

const exponentials = (slip: '0' | '1e-29') =>
  statement({
    variables: ['a', 'b'],
    guards: [],
    conclude: (F, { a, b }) => [
      equals(F.exp(F.add(F.add(a, b), F.lit(slip))), F.mul(F.exp(a), F.exp(b)), 'e^(a+b)'),
    ],
  })

it('says that both sides agree, and how far', async () => {
  expect(await agreeingAtRationals('', exponentials('0'), inputs).check(context)).toEqual({
    status: 'holds',
    cases: 20,
    worst: 'within 1e-30',
  })
})

it('finds sides that differ in the 29th digit', async () => {
  expect(await agreeingAtRationals('', exponentials('1e-29'), inputs).check(context)).toMatchObject({
    status: 'falls',
    counterexample: expect.stringMatching(/^e\^\(a\+b\): the sides may be .* apart$/),
  })
})

it('says so when the precision does not suffice', async () => {
  expect(await agreeingAtRationals('', exponentials('0'), inputs, { bits: 64 }).check(context)).toMatchObject(
    {
      status: 'falls',
    },
  )
})

it('wants the hypotheses to hold at the inputs', async () => {
  const positive = statement({
    variables: ['a'],
    guards: [guard<'a'>('a > 0', (F, { a }) => [exceeds(a, F.lit(0n))])],
    conclude: (_, { a }) => [equals(a, a)],
  })
  expect(
    await agreeingAtRationals(
      '',
      positive,
      anyRational.map((a) => ({ a })),
    ).check(context),
  ).toMatchObject({ status: 'falls', counterexample: expect.stringMatching(/hypothesis/) })
})

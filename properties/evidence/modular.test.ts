import { describe, expect, it } from 'vitest'
import { square } from '../../reference/numbers/combinators.js'
import { originalOf, withReplacement } from '../../reference/numbers/formula.js'
import { posteriorMean } from '../../reference/process/posterior.js'
import type { Context } from '../theorem.js'
import { provedByModular } from './modular.js'
import { atLeast, equals, exceeds, guard, type Statement, statement } from './statement.js'

const context: Context = { seed: 3, runs: 10, profile: 'quick' }
const check = <V extends string>(s: Statement<V>) => provedByModular('planted', s).check(context)
const undecided = { status: 'falls', counterexample: expect.stringMatching(/^undecided/) }
const different = { status: 'falls', counterexample: expect.stringMatching(/^different/) }

const dirac = statement({
  variables: ['signal', 'variance', 'x0', 'xt'],
  guards: [],
  conclude: (F, { signal, variance, x0, xt }) => {
    const prior = { signal: F.lit(1n), variance: F.lit(0n) }
    return [equals(posteriorMean(F, { prior, step: { signal, variance } }, { x0, xt }), x0)]
  },
})

describe('modular', () => {
  it('proves an identity and states the probability of an error', async () => {
    expect(await check(dirac)).toMatchObject({
      status: 'holds',
      cases: 1,
      worst: expect.stringMatching(/^chance of error ≤ [1-9]e-3\d$/),
    })
  })

  it('finds a wrong formula different', async () => {
    const original = originalOf('posteriorMean')
    await withReplacement(
      'posteriorMean',
      (F, transition, { x0, xt }) => original(F, transition, { x0: xt, xt: x0 }),
      async () => expect(await check(dirac)).toMatchObject(different),
    )
  })

  it('keeps declared roots: √(1−ᾱ)² is 1 − ᾱ, and is not ᾱ', async () => {
    const circle = statement({
      variables: ['alphaBar', 'signal', 'std'],
      roots: {
        signal: (_, { alphaBar }) => alphaBar,
        std: ({ lit, sub }, { alphaBar }) => sub(lit(1n), alphaBar),
      },
      guards: [],
      conclude: (F, { signal, std }) => [equals(F.add(square(F, signal), square(F, std)), F.lit(1n))],
    })
    expect(await check(circle)).toMatchObject({ status: 'holds' })
    expect(
      await check({ ...circle, conclude: (F, { signal, std }) => [equals(F.add(signal, std), F.lit(1n))] }),
    ).toMatchObject(different)
  })

  it('finds products and quotients of declared roots under a root, and nothing else', async () => {
    const roots = statement({
      variables: ['a', 'b', 'rootA', 'rootB'],
      roots: { rootA: (_, { a }) => a, rootB: (_, { b }) => b },
      guards: [],
      conclude: ({ lit, sqrt, mul, div }, { a, b, rootA, rootB }) => [
        equals(sqrt(mul(a, b)), mul(rootA, rootB)),
        equals(sqrt(div(mul(lit('9/4'), a), b)), div(mul(lit('3/2'), rootA), rootB)),
      ],
    })
    expect(await check(roots)).toMatchObject({ status: 'holds', cases: 2 })
    expect(
      await check({
        ...roots,
        conclude: ({ sqrt, add }, { a, b }) => [equals(sqrt(add(a, b)), a)],
      }),
    ).toMatchObject(undecided)
  })

  it('is undecided where the declared roots are dependent', async () => {
    const dependent = statement({
      variables: ['a', 'b', 'rootA', 'rootB', 'rootAB'],
      roots: { rootA: (_, { a }) => a, rootB: (_, { b }) => b, rootAB: ({ mul }, { a, b }) => mul(a, b) },
      guards: [],
      conclude: ({ mul }, { rootA, rootB, rootAB }) => [equals(mul(rootA, rootB), rootAB)],
    })
    expect(await check(dependent)).toMatchObject(undecided)
    const nested = statement({
      variables: ['a', 'rootA', 'fourth'],
      roots: { rootA: (_, { a }) => a, fourth: (_, { rootA }) => rootA },
      guards: [],
      conclude: (F, { a, fourth }) => [equals(square(F, square(F, fourth)), a)],
    })
    expect(await check(nested)).toMatchObject({ status: 'holds' })
  })

  it('draws its point from the hypotheses: α² + β² = 1 makes 1 the fixed point of the variance', async () => {
    const stationary = statement({
      variables: ['alpha', 'beta', 'v'],
      guards: [
        guard<'alpha' | 'beta'>('α² + β² = 1', (F, { alpha, beta }) => [
          equals(F.add(square(F, alpha), square(F, beta)), F.lit(1n)),
        ]),
      ],
      conclude: (F, { alpha, beta, v }) => [
        equals(
          F.sub(F.add(F.mul(square(F, alpha), v), square(F, beta)), F.lit(1n)),
          F.mul(square(F, alpha), F.sub(v, F.lit(1n))),
        ),
      ],
    })
    expect(await check(stationary)).toMatchObject({ status: 'holds' })
    expect(await check({ ...stationary, guards: [] })).toMatchObject(different)
  })

  it('takes exponentials as opaque: the same argument, however written, the same value', async () => {
    const exponents = statement({
      variables: ['a', 'b'],
      guards: [],
      conclude: ({ exp, add, sub, lit }, { a, b }) => [
        equals(exp(sub(add(a, b), b)), exp(a)),
        equals(exp(sub(a, a)), lit(1n)),
      ],
    })
    expect(await check(exponents)).toMatchObject({ status: 'holds' })
    expect(
      await check({ ...exponents, conclude: ({ exp }, { a, b }) => [equals(exp(a), exp(b))] }),
    ).toMatchObject(undecided)
  })

  it('decides equalities only', async () => {
    const order = statement({
      variables: ['a'],
      guards: [guard<'a'>('a > 0', ({ lit }, { a }) => [exceeds(a, lit(0n))])],
      conclude: (F, { a }) => [atLeast(square(F, a), F.lit(0n))],
    })
    expect(await check(order)).toMatchObject(undecided)
  })
})

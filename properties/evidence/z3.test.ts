import { afterAll, describe, expect, it } from 'vitest'
import { square } from '../../reference/numbers/combinators.js'
import {
  closeZ3,
  sessionIn,
  withZ3,
  type Z3Context,
  type Z3Formula,
  type Z3Term,
} from '../../reference/numbers/z3-session.js'
import { posteriorMean, posteriorVariance } from '../../reference/process/posterior.js'
import type { Context } from '../theorem.js'
import { provedByNormalForm } from './normal-form.js'
import { atLeast, equals, exceeds, guard, statement } from './statement.js'
import { provedByZ3, refutedByZ3 } from './z3.js'

const context: Context = { seed: 1, runs: 10, profile: 'quick' }
const check = (s: Parameters<typeof provedByZ3>[1]) => provedByZ3('planted', s).check(context)

afterAll(closeZ3)

const positive = guard<'a' | 'b'>('a, b > 0', ({ lit }, { a, b }) => [
  exceeds(a, lit(0n)),
  exceeds(b, lit(0n)),
])

/** DDIM with η = 1, its direction √(1−ᾱ_s−σ²) undeclared: a root that depends on the declared ones. */
const ddim = statement({
  variables: ['alpha', 'alphaBarPrev', 'rootAlpha', 'rootAlphaBarPrev', 'std', 'x0', 'xt'],
  roots: {
    rootAlpha: (_, { alpha }) => alpha,
    rootAlphaBarPrev: (_, { alphaBarPrev }) => alphaBarPrev,
    std: ({ lit, sub, mul }, { alpha, alphaBarPrev }) => sub(lit(1n), mul(alpha, alphaBarPrev)),
  },
  guards: [
    guard<'alpha' | 'alphaBarPrev'>('0 < α, ᾱ_s < 1', ({ lit }, { alpha, alphaBarPrev }) => [
      exceeds(alpha, lit(0n)),
      exceeds(lit(1n), alpha),
      exceeds(alphaBarPrev, lit(0n)),
      exceeds(lit(1n), alphaBarPrev),
    ]),
  ],
  conclude: (F, { alpha, alphaBarPrev, rootAlpha, rootAlphaBarPrev, std, x0, xt }) => {
    const { lit, add, sub, mul, div, sqrt } = F
    const transition = {
      prior: { signal: rootAlphaBarPrev, variance: sub(lit(1n), alphaBarPrev) },
      step: { signal: rootAlpha, variance: sub(lit(1n), alpha) },
    }
    const eps = div(sub(xt, mul(mul(rootAlpha, rootAlphaBarPrev), x0)), std)
    const direction = sqrt(sub(sub(lit(1n), alphaBarPrev), posteriorVariance(F, transition)))
    return [
      equals(
        add(mul(rootAlphaBarPrev, x0), mul(direction, eps)),
        posteriorMean(F, transition, { x0, xt }),
        'DDIM mean at η = 1',
      ),
    ]
  },
})

describe('Z3', () => {
  it('proves that DDIM at η = 1 has the posterior mean, and so does the normal form, which knows 1 − ᾱ_s > 0', async () => {
    expect(await check(ddim)).toMatchObject({ status: 'holds', cases: 1 })
    expect(await provedByNormalForm('', ddim).check(context)).toMatchObject({ status: 'holds' })
  })

  it('proves a relation between declared roots, of which the normal form says undecided', async () => {
    const dependent = statement({
      variables: ['a', 'b', 'rootA', 'rootB', 'rootAB'],
      roots: {
        rootA: (_, { a }) => a,
        rootB: (_, { b }) => b,
        rootAB: ({ mul }, { a, b }) => mul(a, b),
      },
      guards: [],
      conclude: ({ mul }, { rootA, rootB, rootAB }) => [equals(mul(rootA, rootB), rootAB)],
    })
    expect(await check(dependent)).toMatchObject({ status: 'holds' })
    expect(await provedByNormalForm('', dependent).check(context)).toMatchObject({
      status: 'falls',
      counterexample: expect.stringMatching(/^undecided/),
    })
  })

  it('proves an inequality', async () => {
    const amgm = statement({
      variables: ['a', 'b'],
      guards: [positive],
      conclude: (F, { a, b }) => [
        atLeast(square(F, F.add(a, b)), F.mul(F.lit(4n), F.mul(a, b))),
        exceeds(F.div(a, b), F.lit(0n)),
        exceeds(F.sqrt(F.add(a, b)), F.lit(0n)),
      ],
    })
    expect(await check(amgm)).toMatchObject({
      status: 'holds',
      cases: 3,
      detail: '2 denominators and radicands discharged',
    })
  })

  it('refutes a wrong formula with a point', async () => {
    const wrong = statement({
      variables: ['a', 'b'],
      guards: [positive],
      conclude: (F, { a, b }) => [equals(F.sqrt(F.add(a, b)), F.add(F.sqrt(a), F.sqrt(b)), 'root of a sum')],
    })
    expect(await check(wrong)).toMatchObject({
      status: 'falls',
      counterexample: expect.stringMatching(/^root of a sum fails at a = .*, b = /),
    })
    expect(await refutedByZ3(wrong)(context)).toMatchObject({ status: 'holds' })
    expect(await refutedByZ3({ ...wrong, conclude: (_, { a }) => [equals(a, a)] })(context)).toMatchObject({
      status: 'falls',
    })
  })

  it('finds hypotheses that contradict each other', async () => {
    const nothing = statement({
      variables: ['a', 'b'],
      guards: [positive, guard<'a'>('a < −1', ({ lit }, { a }) => [exceeds(lit('-1'), a)])],
      conclude: (_, { a, b }) => [equals(a, b)],
    })
    expect(await check(nothing)).toMatchObject({
      status: 'falls',
      counterexample: expect.stringContaining('contradict'),
    })
  })

  it('finds a denominator that can vanish and a radicand that can be negative', async () => {
    const vanishing = statement({
      variables: ['a', 'b'],
      guards: [positive],
      conclude: ({ div, sub, mul }, { a, b }) => [equals(div(mul(a, sub(a, b)), sub(a, b)), a)],
    })
    expect(await check(vanishing)).toMatchObject({
      status: 'falls',
      counterexample: expect.stringMatching(/not under the hypotheses: .* ≠ 0 at a = /),
    })
    const negative = statement({
      variables: ['a', 'b'],
      guards: [positive],
      conclude: (F, { a, b }) => [equals(square(F, F.sqrt(F.sub(a, b))), F.sub(a, b))],
    })
    expect(await check(negative)).toMatchObject({
      status: 'falls',
      counterexample: expect.stringContaining('under a root'),
    })
  })

  it('keeps exponentials opaque: equal arguments, equal values, and no refutation by a model', async () => {
    const functional = statement({
      variables: ['a', 'b'],
      guards: [guard<'a' | 'b'>('a = b', (_, { a, b }) => [equals(a, b)])],
      conclude: (F, { a, b }) => [
        equals(F.exp(a), F.exp(b)),
        exceeds(F.exp(a), F.lit(0n)),
        equals(F.exp(F.sub(a, b)), F.lit(1n)),
      ],
    })
    expect(await check(functional)).toMatchObject({ status: 'holds', cases: 3 })
    const homomorphic = statement({
      variables: ['a', 'b'],
      guards: [],
      conclude: (F, { a, b }) => [equals(F.exp(F.add(a, b)), F.mul(F.exp(a), F.exp(b)))],
    })
    expect(await check(homomorphic)).toMatchObject({
      status: 'falls',
      counterexample: expect.stringMatching(/^undecided/),
    })
    expect(await refutedByZ3(homomorphic)(context)).toMatchObject({ status: 'falls' })
  })

  it('counts the assertions that Z3 took', async () => {
    const term = { id: () => 0 } as Z3Formula
    const dropping = {
      set: () => {},
      add: () => {},
      assertions: () => ({ length: () => 1 }),
      check: async () => 'unsat' as const,
      model: () => ({ eval: (x: Z3Term) => x }),
      reasonUnknown: () => '',
      release: () => {},
    }
    const Tactic = class {
      solver = () => dropping
    }
    const Real = { const: () => term, val: () => term } as unknown as Z3Context['Real']
    const session = sessionIn({ Real, Tactic, isRealVal: () => true })
    await expect(session.check([term])).resolves.toEqual({ status: 'unsat' })
    await expect(session.check([term, term])).rejects.toThrow('Z3 took 1 of 2 assertions')
    await expect(withZ3((z3) => z3.check([z3.variable('x') as unknown as Z3Formula]))).rejects.toThrow()
  })
})

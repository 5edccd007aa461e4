import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AnalyticField } from './algebra.js'
import { environment, evaluateNode } from './dag.js'
import { dualAnalytic } from './dual.js'
import { type Ball, enclosure, hi, lo } from './enclosure/index.js'
import { environments, expressions, floats } from './fixtures/expressions.js'
import { changed, EXACT, faults, intersects, lacking, type Subject, verdict } from './fixtures/harness.js'
import type { Operation } from './fixtures/laws.js'
import {
  dualSubject,
  enclosureSubject,
  floatSubject,
  normalFormSubject,
  rangeOf,
  rationalSubject,
  residueSubject,
  roundingSubject,
} from './fixtures/subjects.js'
import { FLOAT32, FLOAT64 } from './float.js'
import { type Residue, residues } from './modular.js'
import { randomBits, randomPrime } from './modular-primes.js'
import { normalForms, type RationalFunction } from './polynomial-field.js'
import { compare } from './rational.js'
import { ARITHMETICS, type Arithmetic, exactly, type Rounded, rounding } from './rounding.js'

const { float64, float32, bfloat16 } = ARITHMETICS

interface Case {
  readonly name: string
  readonly right: () => string[]
  readonly planted: (plant: Plant) => string[]
  readonly has: readonly Operation[]
}

/** One error in one operation, in any algebra. */
type Plant = <T>(F: AnalyticField<T>) => Partial<AnalyticField<T>>

const PLANTS: readonly (readonly [string, Operation, Plant])[] = [
  ['sub with its operands swapped', 'sub', (F) => ({ sub: (a, b) => F.sub(b, a) })],
  ['div with its operands swapped', 'div', (F) => ({ div: (a, b) => F.div(b, a) })],
  ['mul that adds', 'mul', (F) => ({ mul: F.add })],
  ['add that drops its second operand', 'add', (F) => ({ add: (a, b) => F.add(a, F.sub(b, b)) })],
  ['neg that does nothing', 'neg', (F) => ({ neg: (a) => F.add(a, F.lit(0n)) })],
  ['lit that is a hundredth too large', 'lit', (F) => ({ lit: (e) => F.mul(F.lit(e), F.lit('1.01')) })],
  ['sqrt of the wrong sign', 'sqrt', (F) => ({ sqrt: (a) => F.neg(F.sqrt(a)) })],
  ['sqrt that halves', 'sqrt', (F) => ({ sqrt: (a) => F.div(a, F.lit(2n)) })],
  ['exp to the base e²', 'exp', (F) => ({ exp: (a) => F.exp(F.add(a, a)) })],
  ['log of twice the argument', 'log', (F) => ({ log: (a) => F.log(F.add(a, a)) })],
  ['expm1 without the −1', 'expm1', (F) => ({ expm1: F.exp })],
  ['log1p without the 1', 'log1p', (F) => ({ log1p: F.log })],
  ['sin of the wrong sign', 'sin', (F) => ({ sin: (a) => F.neg(F.sin(a)) })],
  ['cos for sin', 'cos', (F) => ({ cos: F.sin })],
  ['erf without its factor', 'erf', (F) => ({ erf: (a) => F.mul(F.erf(a), F.lit('1/2')) })],
  ['π = 3', 'pi', (F) => ({ pi: F.lit(3n) })],
]

const E = enclosure(120)

/** `make` is called anew for each run: some readings remember what they have seen. */
const caseOf = <T, U>(make: () => readonly [AnalyticField<T>, (F: AnalyticField<T>) => Subject<U>]): Case => {
  const run = (plant?: Plant) => {
    const [F, subject] = make()
    return faults(subject(plant ? changed(F, plant(F)) : F), { first: plant !== undefined })
  }
  const [F, subject] = make()
  const { name, has } = subject(F)
  return { name, has, right: () => run(), planted: run }
}

const CASES: readonly Case[] = [
  caseOf(() => [EXACT, rationalSubject]),
  caseOf(() => [FLOAT64, (F) => floatSubject(float64, F)]),
  caseOf(() => [FLOAT32, (F) => floatSubject(float32, F)]),
  caseOf(() => [rounding(float64), (F) => roundingSubject(float64, F)]),
  caseOf(() => [rounding(bfloat16), (F) => roundingSubject(bfloat16, F)]),
  caseOf(() => {
    const N = normalForms()
    return [lacking<RationalFunction>(N), (F) => normalFormSubject(N, F)]
  }),
  caseOf(() => [E, (F) => enclosureSubject(E, F)]),
  caseOf(() => {
    const M = residues(randomPrime(1), randomBits(2))
    return [lacking<Residue>(M), (F) => residueSubject(M, F)]
  }),
  caseOf(() => [dualAnalytic(E), (F) => dualSubject(E, F)]),
]

describe.each(CASES)('the harness and $name', ({ right, planted, has }) => {
  test('finds no fault in it', () => {
    expect(right()).toEqual([])
  })

  test.each(PLANTS.filter(([, op]) => has.includes(op)))('finds planted: %s', (_, __, plant) => {
    expect(planted(plant)).not.toEqual([])
  })
})

describe('the harness finds an error in what a reading adds to the numbers', () => {
  const D = dualAnalytic(E)
  const dualRules: readonly (readonly [string, Partial<typeof D>])[] = [
    [
      'the slope of √ without the ½',
      { sqrt: (a) => ({ value: E.sqrt(a.value), tangent: E.div(a.tangent ?? E.lit(0n), E.sqrt(a.value)) }) },
    ],
    [
      'the product rule with one term',
      {
        mul: (a, b) => ({ value: E.mul(a.value, b.value), tangent: E.mul(a.tangent ?? E.lit(0n), b.value) }),
      },
    ],
    ['cos′ = sin', { cos: (a) => ({ ...D.cos(a), tangent: D.neg(D.cos(a)).tangent ?? E.lit(0n) }) }],
  ]
  test.each(dualRules)('%s', (_, rule) => {
    expect(faults(dualSubject(E, changed(D, rule)), { first: true })).not.toEqual([])
  })

  const R = rounding(float64)
  const inexact = (a: Rounded): Rounded => exactly(a.value)
  const bounds: readonly (readonly [string, Partial<typeof R>])[] = [
    ['a product that passes no error on', { mul: (a, b) => R.mul(inexact(a), inexact(b)) }],
    ['a difference that passes no error on', { sub: (a, b) => R.sub(inexact(a), inexact(b)) }],
    ['a quotient that is said to be exact', { div: (a, b) => ({ ...R.div(a, b), bound: 0 }) }],
    [
      'a quarter of the bound of a sum',
      { add: (a, b) => ({ value: a.value + b.value, bound: R.add(a, b).bound / 4 }) },
    ],
    ['an e^x that passes no error on', { exp: (a) => R.exp(inexact(a)) }],
    ['a logarithm that passes no error on', { log: (a) => R.log(inexact(a)) }],
    ['a root that passes no error on', { sqrt: (a) => R.sqrt(inexact(a)) }],
  ]
  test.each(bounds)('%s', (_, rule) => {
    const broken = changed(R, rule)
    const said = [faults(roundingSubject(float64, broken), { first: true }), disagreements(float64, broken)]
    expect(said.flat()).not.toEqual([])
  })

  test('an enclosure of radius 0', () => {
    const low = changed(E, { exp: (a) => ({ ...E.exp(a), rad: 0 }) })
    expect(disagreements(float64, rounding(float64), low)).toEqual([])
    expect(faults(enclosureSubject(E, low), { first: true })).not.toEqual([])
  })
})

/** The expressions read a bare shift as a number, so both readings must shift by the same one: the largest. */
const byLargest = (F: AnalyticField<Ball>): AnalyticField<Ball> =>
  changed(F, { shift: (xs) => xs.reduce((a, b) => (compare(lo(a), lo(b)) >= 0 ? a : b)) })

/** Random expressions in all functions: the rounding reading's interval and the enclosure must meet. */
function disagreements(
  arithmetic: Arithmetic,
  R: AnalyticField<Rounded>,
  truth: AnalyticField<Ball> = E,
): string[] {
  const subject = roundingSubject(arithmetic)
  const cases = fc.tuple(
    expressions(),
    environments(floats(arithmetic.format), (x) => x),
  )
  const fault = verdict(cases, { seed: 1, runs: 3000, share: 0.3 }, ([{ root }, point]) => {
    const read = <T>(F: AnalyticField<T>, of: (x: number) => T) =>
      evaluateNode(root, F, environment(new Map([...point].map(([name, x]) => [name, of(x)]))))
    const [rounded, ball] = [read(R, exactly), read(byLargest(truth), E.double)]
    return intersects(rangeOf(rounded), [lo(ball), hi(ball)])
  })
  return fault ? [`${subject.name}: ${fault}`] : []
}

describe.each([float64, float32, bfloat16])('rounding in $format.name against enclosures', (arithmetic) => {
  test('meets the enclosure of every function, at corners too', () => {
    expect(disagreements(arithmetic, rounding(arithmetic))).toEqual([])
  })
})

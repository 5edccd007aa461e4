import { describe, expect, test } from 'vitest'
import type { AnalyticField } from './algebra.js'
import { changed, EXACT, faults, lacking, type Subject } from './fixtures/harness.js'
import type { Operation } from './fixtures/laws.js'
import { floatSubject, normalFormSubject, rationalSubject, roundingSubject } from './fixtures/subjects.js'
import { FLOAT32, FLOAT64 } from './float.js'
import { normalForms, type RationalFunction } from './polynomial-field.js'
import { ARITHMETICS, rounding } from './rounding.js'

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
]

describe.each(CASES)('the harness and $name', ({ right, planted, has }) => {
  test('finds no fault in it', () => {
    expect(right()).toEqual([])
  })

  test.each(PLANTS.filter(([, op]) => has.includes(op)))('finds planted: %s', (_, __, plant) => {
    expect(planted(plant)).not.toEqual([])
  })
})

import { derivative as symbolic } from 'mathjs'
import { describe, expect, it } from 'vitest'
import { at, power } from './combinators.js'
import { constant, type Dual, derivative, dualExponentials, dualField, gradient, hessian } from './dual.js'
import { FLOAT64 } from './float.js'
import { normalForms } from './polynomial-field.js'
import { equal, RATIONALS } from './rational.js'

describe('dual numbers', () => {
  it('give the derivative of every rational operation, exactly', () => {
    const F = normalForms()
    const [x, c] = [F.variable('x'), F.variable('c')]
    const D = dualField(F)
    const slope = derivative(
      D,
      (D, x) => D.div(D.sub(D.mul(x, x), constant(c)), D.neg(D.add(x, constant(c)))),
      x,
    )
    // ((x² − c)/(−(x + c)))′ = −(x² + 2cx + c)/(x + c)²
    const sum = F.add(x, c)
    const top = F.add(F.mul(F.add(x, F.mul(F.lit(2n), c)), x), c)
    expect(F.isZero(F.add(slope, F.div(top, F.mul(sum, sum))))).toBe(true)
    expect(F.isZero(F.sub(slope, F.div(top, F.mul(sum, sum))))).toBe(false)
  })

  it('differentiate e, log and √ by their rules, with e an opaque generator', () => {
    const F = normalForms()
    const x = F.variable('x')
    const D = dualExponentials(F)
    const square = F.mul(x, x)
    const two = F.lit(2n)
    const same = (a: typeof x, b: typeof x) => expect(F.isZero(F.sub(a, b))).toBe(true)
    same(
      derivative(D, (D, x) => D.exp(D.mul(x, x)), x),
      F.mul(F.mul(two, x), F.exp(square)),
    )
    same(
      derivative(D, (D, x) => D.log(D.mul(x, x)), x),
      F.div(two, x),
    )
    same(
      derivative(D, (D, x) => D.sqrt(x), x),
      F.div(F.sqrt(x), F.mul(two, x)),
    )
    same(
      derivative(D, (D, x) => D.shift([x]), x),
      F.lit(0n),
    )
  })

  it('compute nothing for a constant: √0 of one is no error', () => {
    const D = dualExponentials({ ...FLOAT64 })
    expect(D.sqrt(constant(0))).toEqual({ value: 0 })
  })

  it('give gradients and, nested, Hessians', () => {
    const { lit } = RATIONALS
    const x = [lit(2n), lit(3n), lit(5n)]
    const D = dualField(RATIONALS)
    // x₀²x₁ + x₂/x₀
    const f = <T>(F: ReturnType<typeof dualField<T>>, x: readonly Dual<T>[]) =>
      F.add(F.mul(F.mul(at(x, 0), at(x, 0)), at(x, 1)), F.div(at(x, 2), at(x, 0)))
    const same = (found: readonly (typeof x)[number][], expected: readonly string[]) =>
      expect(found.map((value, i) => equal(value, lit(at(expected, i))))).toEqual(expected.map(() => true))
    same(gradient(D, f, x), ['43/4', '4', '1/2'])
    const [first = [], second = [], third = []] = hessian(dualField(D), f, x)
    same(first, ['29/4', '4', '-1/4'])
    same(second, ['4', '0', '0'])
    same(third, ['-1/4', '0', '0'])
  })

  it('agree with the symbolic derivative of mathjs on polynomials, at exact points', () => {
    const D = dualField(RATIONALS)
    for (const n of [1, 2, 3, 7]) {
      const slope = derivative(D, (D, x) => power(D, x, n), RATIONALS.lit(3n))
      const oracle = symbolic(`x^${n}`, 'x').evaluate({ x: 3 })
      expect(slope).toEqual(RATIONALS.lit(`${oracle}`))
    }
  })
})

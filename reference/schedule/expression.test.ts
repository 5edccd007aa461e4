import { describe, expect, it } from 'vitest'
import { at } from '../numbers/combinators.js'
import { FLOAT64 } from '../numbers/float.js'
import { equal, parseRational, RATIONALS } from '../numbers/rational.js'
import { expression } from './expression.js'
import { FUNCTIONS } from './expression-functions.js'
import { linear } from './linear.js'
import { parseExpression } from './parse.js'
import { betas, isRational } from './schedule.js'

const rational = (T: number, beta: string, max_beta?: string) => {
  const made = expression(max_beta === undefined ? { T, beta } : { T, beta, max_beta })
  if (!isRational(made)) throw new Error(`${beta} was read as ${made.needs}`)
  return made
}

describe('an expression', () => {
  it('is the schedule that it spells, exactly', () => {
    const own = betas(RATIONALS, rational(1000, '1e-4 + (0.02 - 1e-4)*i/(T - 1)'))
    const known = betas(RATIONALS, linear({ T: 1000, beta_start: '1e-4', beta_end: '0.02' }))
    expect(own.every((beta, t) => equal(beta, at(known, t)))).toBe(true)
  })

  it('keeps every digit of a number, which a double would not', () => {
    const [, beta] = betas(RATIONALS, rational(1, '0.1234567890123456789012345'))
    expect(beta).toEqual(parseRational('0.1234567890123456789012345'))
  })

  it.each([
    ['2t/(3T)', '1/3'],
    ['t^2/T^2', '1/4'],
    ['u^-1/8', '1/4'],
    ['-(-u)', '1/2'],
    ['+u^2', '1/4'],
    ['cube(u)', '1/8'],
    ['square(u) * 2', '1/2'],
  ])('%s at t = 1 of 2 is %s', (text, value) => {
    const made = rational(2, `(${text})/16`)
    expect(
      equal(RATIONALS.mul(at(betas(RATIONALS, made), 1), RATIONALS.lit(16n)), parseRational(value)),
    ).toBe(true)
  })

  it.each([
    ['sqrt(u)', 'radical'],
    ['u^0.5', 'radical'],
    ['u^(-3/2)', 'radical'],
    ['u^u', 'analytic'],
    ['u^0.3', 'analytic'],
    ['pi', 'analytic'],
    ['sin(u)*t', 'analytic'],
  ])('%s needs %s', (text, needs) => expect(parseExpression(text).needs).toBe(needs))

  it.each(Object.keys(FUNCTIONS))('knows %s as Math does, to what two computations may differ by', (name) => {
    const x = 0.375
    const at = { t: x, T: 1, u: x, i: 0 }
    const own = parseExpression(`${name}(t)`).value(FLOAT64, at)
    const elsewhere: Record<string, number> = {
      square: x * x,
      cube: x ** 3,
      sigmoid: 1 / (1 + Math.exp(-x)),
      // mpmath, 17 digits
      erf: 0.40411690943482,
    }
    const math = (Math as unknown as Record<string, (x: number) => number>)[name]
    const known = elsewhere[name] ?? math?.(x) ?? Number.NaN
    expect(own.toPrecision(13)).toBe(known.toPrecision(13))
  })

  it('caps where it is told to, and only there', () => {
    const capped = betas(RATIONALS, rational(4, 'u^2', '0.5'))
    expect(capped.map(({ num, den }) => `${num}/${den}`)).toEqual(['0/1', '1/16', '1/4', '1/2', '1/2'])
    const smooth = betas(FLOAT64, expression({ T: 4, beta: 'sin(pi*u/2)^2', max_beta: '0.999' }))
    expect(at(smooth, 4)).toBe(0.999)
    expect(at(smooth, 2)).toBeLessThan(0.999)
  })

  it('may end in 1 where that is exact', () => {
    expect(equal(at(betas(RATIONALS, rational(3, 'u')), 3), RATIONALS.lit(1n))).toBe(true)
  })
})

describe('what is refused, and what is said', () => {
  it.each([
    ['1 +', /'1 \+' does not parse: .*expected arithmetic .* t, T, u, i, pi .* sqrt/],
    ['', /holds nothing/],
    ['x*t', /the unknown name 'x': expected .* t, T, u, i, pi/],
    ['foo(t)', /the unknown function 'foo': .*sqrt/],
    ['constructor(t)', /the unknown function 'constructor'/],
    ['min(u, 0.5)', /compares \(to cap β give max_beta/],
    ['sin(t, T)', /'sin' with 2 arguments/],
    ['t > 2', /the operator '>'/],
    ['t!', /the operator '!'/],
    ['t = 2', /which is no arithmetic/],
    ['[t, 2]', /which is no arithmetic/],
    ['0x1F', /'0x1F', which is no decimal number/],
    ['NaN', /'NaN', which is no decimal number/],
    ['true', /'true', which is no decimal number/],
  ])('%j', (beta, message) => {
    const act = () => expression({ T: 10, beta })
    expect(act).toThrow(SyntaxError)
    expect(act).toThrow(message)
  })

  it.each([
    ['t/5', /β_5 = 1 before the last step t = 10/],
    ['t/3 + 1/9', /β_3 = 10\/9 is outside/],
    ['t', /β_1 = 1 before the last step t = 10/],
    ['u - 1/2', /β_1 = -2\/5 is outside/],
    ['u - 1/10', /β_1 = 0 is outside/],
    ['exp(u)', /β_1 = 1\.1051709.* is outside/],
    ['log(u)', /β_1 = -2\.30.* is outside/],
    ['1/(t - 3)/10 + 1/2', /β_3 of the schedule .* has no value \(division by zero/],
    ['sqrt(1/2 - u)/2 + 0.1', /β_6 = NaN cannot be told/],
    ['sin(pi*u/2)', /β_10 = 1 cannot be told to lie in \(0, 1\].*max_beta/],
  ])('%s outside its domain', (beta, message) => {
    const act = () => expression({ T: 10, beta })
    expect(act).toThrow(RangeError)
    expect(act).toThrow(message)
  })
})

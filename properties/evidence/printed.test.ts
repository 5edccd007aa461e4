import { describe, expect, it } from 'vitest'
import { RATIONALS, type Rational } from '../../reference/numbers/rational.js'
import { agree, lessThan, printed, printedZero } from './printed.js'

const { lit, add, sub, mul } = RATIONALS
const around = (value: string, radius: string) => ({
  lo: sub(lit(value), lit(radius)),
  hi: add(lit(value), lit(radius)),
})

describe('a printed zero', () => {
  const parabola = (x: Rational) => sub(mul(x, x), lit(2n))

  it('is shown by a change of sign half a unit to either side', () => {
    expect(printedZero('1.41421', parabola).holds).toBe(true)
    expect(printedZero('-1.41421', parabola).holds).toBe(true)
  })

  it('is not shown one digit off, where f touches 0 without crossing, or where a sign is not certain', () => {
    expect(printedZero('1.41422', parabola).holds).toBe(false)
    expect(printedZero('0.000', (x) => mul(x, x)).holds).toBe(false)
    const blurred = (x: Rational) => ({
      lo: sub(parabola(x), lit('1e-4')),
      hi: add(parabola(x), lit('1e-4')),
    })
    expect(printedZero('1.41421', blurred).holds).toBe(false)
    expect(printedZero('1.41', blurred).holds).toBe(true)
  })
})

describe('lessThan', () => {
  it('needs the whole of one interval below the whole of the other', () => {
    expect(lessThan(around('1', '1e-3'), lit('1.002'), '').holds).toBe(true)
    expect(lessThan(around('1', '1e-3'), around('1.002', '1e-3'), '').holds).toBe(false)
    expect(lessThan(lit(1n), lit(1n), '').holds).toBe(false)
  })
})

describe('agree', () => {
  it('needs the intervals to meet and both to be narrow', () => {
    expect(agree(around('1', '1e-12'), around('1.0000000000005', '1e-12'), 10, '').holds).toBe(true)
    expect(agree(around('1', '1e-12'), around('1.00000000001', '1e-12'), 10, '').holds).toBe(false)
    expect(agree(around('1', '1e-3'), lit(1n), 10, '').holds).toBe(false)
  })

  it('says both intervals where they differ', () => {
    expect(agree(lit(1n), lit(2n), 3, 'x').text).toBe('x: 1 … 1 and 2 … 2')
  })
})

it('a printed number is the value rounded, no more', () => {
  expect(printed('0.67', lit('2/3')).holds).toBe(true)
  expect(printed('0.66', lit('2/3')).holds).toBe(false)
})

import { expect, test } from 'vitest'
import { orderOf } from './order.js'
import type { Attempt } from './runner.js'

const says = (status: Attempt['status'], ms: number): Attempt => ({ status, ms, says: '' })

test('the checks of theorems about the formula come first, and the quick', () => {
  const order = orderOf([
    { check: 1, ms: 30, about: true },
    { check: 2, ms: 10, about: false },
    { check: 3, ms: 10, about: true },
  ])
  expect(order.now()).toEqual([3, 2, 1])
})

test('what catches nothing falls behind what does, and what turns slow behind what is quick', () => {
  const order = orderOf([
    { check: 1, ms: 4, about: true },
    { check: 2, ms: 30, about: true },
  ])
  for (let i = 0; i < 20 && order.now()[0] === 1; i++) {
    order.learn(1, says('holds', 4))
    order.learn(2, says('falls', 30))
  }
  expect(order.now()).toEqual([2, 1])
  order.learn(2, says('stopped', 30_000))
  expect(order.now()).toEqual([1, 2])
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Answer, Call, Input } from '../subject.js'
import { gridFault, judgeGrid } from './judge-grid.js'
import { SPACINGS } from './spacing.js'

const grid = (id: string, n: number, T: number, offset = 0) =>
  SPACINGS.find((one) => one.id === id)?.grid(n, T, offset)
const firsts = (id: string, n: number, T: number, offset = 0) => grid(id, n, T, offset)?.map(([t]) => t)

describe('lists worked out by hand', () => {
  test.each([
    ['leading', 5, 10, 0, [8, 6, 4, 2, 0]],
    ['leading', 4, 10, 1, [7, 5, 3, 1]],
    ['leading', 3, 1000, 1, [667, 334, 1]],
    ['leading', 1, 7, 0, [0]],
    ['leading', 7, 7, 0, [6, 5, 4, 3, 2, 1, 0]],
    ['trailing', 5, 10, 0, [9, 7, 5, 3, 1]],
    // 10 − 10/3 = 6.67 → 7 − 1, 10 − 20/3 = 3.33 → 3 − 1
    ['trailing', 3, 10, 0, [9, 6, 2]],
    // 1000·12/13 = 923.08, as the published list of #9261
    ['trailing', 13, 1000, 0, [999, 922, 845, 768, 691, 614, 537, 461, 384, 307, 230, 153, 76]],
    ['trailing', 1, 7, 0, [6]],
    ['linspace', 4, 10, 0, [9, 6, 3, 0]],
    ['linspace', 5, 10, 0, [9, 7, 5, 2, 0]],
    ['linspace(-1,T-1,n+1) truncated', 5, 10, 0, [9, 7, 5, 3, 1]],
    // −1 + 10·2/3 = 5.67, −1 + 10/3 = 2.33
    ['linspace(-1,T-1,n+1) truncated', 3, 10, 0, [9, 5, 2]],
    // −1 + 7·1/7 = 0 …, and never below 0
    ['linspace(-1,T-1,n+1) truncated', 7, 7, 0, [6, 5, 4, 3, 2, 1, 0]],
  ])('%s, n = %i of T = %i, offset %i', (id, n, T, offset, list) => {
    expect(firsts(id, n, T, offset)).toEqual(list)
  })

  test('a half may be rounded either way', () => {
    // 9·3/4 = 6.75, 9/2 = 4.5, 9/4 = 2.25
    expect(grid('linspace', 5, 10, 0)).toEqual([[9], [7], [5, 4], [2], [0]])
    // 5 − 5/2 = 2.5
    expect(grid('trailing', 2, 5, 0)).toEqual([[4], [2, 1]])
  })

  test('one step alone starts at either end, and one timestep is the only one', () => {
    expect(grid('linspace', 1, 7, 0)).toEqual([[0, 6]])
    for (const { id } of SPACINGS) expect(new Set(grid(id, 1, 1)?.[0]), id).toEqual(new Set([0]))
  })

  test('for every n of every T it is a grid, whatever the spacing', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 300 })
          .chain((T) => fc.tuple(fc.constant(T), fc.integer({ min: 1, max: T }))),
        ([T, n]) => {
          for (const { id } of SPACINGS) {
            const list = firsts(id, n, T) as number[]
            expect(gridFault(list, n, T), `${id} n=${n} T=${T}`).toBeUndefined()
          }
        },
      ),
    )
  })
})

const judged = (output: unknown, inputs: Record<string, Input> = {}) => {
  const call: Call = {
    op: 'timesteps',
    schedule: { kind: 'linear', T: 10 },
    dtype: 'float64',
    inputs: { n: 3, T: 10, spacing: 'leading', ...inputs },
  }
  return judgeGrid(call, { kind: 'output', output })
}

describe('an answer', () => {
  test.each([
    ['as defined', [6, 3, 0], 'right', undefined],
    ['with a marker for clean data', [6, 3, 0, -1], 'convention', 'ends in −1'],
    ['with one more 0', [6, 3, 0, 0], 'convention', 'ends in 0'],
    ['of another spacing', [9, 6, 2], 'convention', 'trailing'],
    ['of a library’s spacing', [9, 5, 2], 'convention', 'linspace(-1,T-1,n+1) truncated'],
    ['of no spacing', [8, 3, 0], 'wrong', undefined],
    ['with n + 1 entries', [9, 6, 3, 0], 'wrong', undefined],
    ['with n − 1 entries', [6, 3], 'wrong', undefined],
    ['with nothing', [], 'wrong', undefined],
    ['upward', [0, 3, 6], 'wrong', undefined],
    ['with a duplicate', [6, 0, 0], 'wrong', undefined],
    ['out of range', [10, 5, 0], 'wrong', undefined],
    ['below 0', [6, 3, -1], 'wrong', undefined],
    ['between timesteps', [6, 3.5, 0], 'unknown', undefined],
    ['with NaN', [6, Number.NaN, 0], 'broken', undefined],
    ['infinite', [Number.POSITIVE_INFINITY, 3, 0], 'broken', undefined],
    ['of strings', ['6', '3', '0'], 'broken', undefined],
    ['nested', [[6, 3, 0]], 'broken', undefined],
    ['one number', 6, 'broken', undefined],
    ['null', null, 'broken', undefined],
  ])('%s is judged', (_, output, verdict, convention) => {
    expect(judged(output)).toMatchObject({ verdict, ...(convention !== undefined && { convention }) })
  })

  test('says what is wrong and what would be right', () => {
    expect(judged([8, 3, 0])).toMatchObject({
      why: 'entry 0 is 8, and 6 by i·⌊T/n⌋ + steps_offset',
      exact: [6, 3, 0],
    })
    expect(judged([6, 3])).toMatchObject({ why: '2 timesteps were answered to n = 3' })
    expect(judged([10, 5, 0])).toMatchObject({ why: 'timestep 10 is outside 0..9' })
    expect(judged([6, 0, 0])).toMatchObject({ why: 'timestep 0 follows 0: they must decrease strictly' })
  })

  test('a half either way is right', () => {
    for (const list of [
      [4, 2],
      [4, 1],
    ])
      expect(judged(list, { n: 2, T: 5, spacing: 'trailing' }).verdict, String(list)).toBe('right')
    expect(judged([4, 0], { n: 2, T: 5, spacing: 'trailing' }).verdict).not.toBe('right')
  })

  test('one step alone has no spacing of its own', () => {
    expect(judged([6], { n: 1, T: 7, spacing: 'trailing' }).verdict).toBe('right')
    expect(judged([0], { n: 1, T: 7, spacing: 'trailing' }).verdict).toBe('wrong')
    expect(judged([0], { n: 1, T: 1, spacing: 'linspace' }).verdict).toBe('right')
  })

  test('an offset that leaves 0..T−1 is wrong though defined so', () => {
    expect(
      judged(
        [9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((t) => t + 1),
        { n: 10, steps_offset: 1 },
      ),
    ).toMatchObject({ verdict: 'wrong', why: 'timestep 10 is outside 0..9' })
  })

  test('a spacing that is not in the vocabulary is one of its own, if it is a grid', () => {
    expect(judged([9, 4, 1], { spacing: 'mine' })).toMatchObject({ convention: 'a grid of its own' })
    expect(judged([9, 9, 1], { spacing: 'mine' }).verdict).toBe('wrong')
  })

  test.each([
    [{ kind: 'unsupported', why: 'no' }, 'unsupported'],
    [{ kind: 'error', message: 'no' }, 'broken'],
    [{ kind: 'broken', message: 'no' }, 'broken'],
  ] as const)('%o is no list', (answer: Answer, verdict) => {
    const call: Call = { op: 'timesteps', schedule: { kind: 'linear', T: 10 }, dtype: 'float64', inputs: {} }
    expect(judgeGrid(call, answer).verdict).toBe(verdict)
  })
})

import { describe, expect, test } from 'vitest'
import type { Result } from '../judge/result.js'
import type { LawResult } from '../laws/run-laws.js'
import { compareExpected, type Expectation, parseExpectations } from './expectations.js'

const entry = (id: string, expected: Expectation['expect'] = 'wrong'): Expectation => ({
  id,
  expect: expected,
  reason: 'known',
})
const result = (id: string, verdict: Result['verdict']) => ({ id, verdict }) as Result
const law = (id: string, verdict: LawResult['verdict']) => ({ id, verdict, dtype: 'float32' }) as LawResult

const FOUND = {
  results: [
    result('a', 'wrong'),
    result('b', 'inaccurate'),
    result('c', 'broken'),
    result('d', 'right'),
    result('e', 'convention'),
    result('f', 'unresolved'),
    result('g', 'unknown'),
  ],
  laws: [law('K4', 'fails'), law('K5 ddim_step', 'holds')],
}
const FAILURES = ['a', 'b', 'c', 'law K4 float32']

describe('what was expected', () => {
  test('nothing: every failure is unexpected, and nothing else', () => {
    expect(compareExpected([], FOUND)).toEqual({ met: [], unexpected: FAILURES, stale: [] })
  })

  test('every failure by its verdict', () => {
    const all = [entry('a'), entry('b', 'inaccurate'), entry('c', 'broken'), entry('law K4 float32', 'fails')]
    expect(compareExpected(all, FOUND)).toEqual({ met: FAILURES, unexpected: [], stale: [] })
  })

  test('a failure of another kind is not met, and says what it is now', () => {
    const { met, stale } = compareExpected([entry('a', 'inaccurate')], FOUND)
    expect([met, stale]).toEqual([[], ['a: expected inaccurate, found wrong']])
  })

  test('what is right now is stale, and what does not exist', () => {
    const { stale } = compareExpected(
      [
        entry('d'),
        entry('gone'),
        entry('law K5 ddim_step float32', 'fails'),
        entry('law K4 float64', 'fails'),
      ],
      FOUND,
    )
    expect(stale).toEqual([
      'd: expected wrong, found right',
      'gone: expected wrong, and there is no such check',
      'law K5 ddim_step float32: expected fails, found holds',
      'law K4 float64: expected fails, and there is no such check',
    ])
  })

  test('what is no failure may be expected too', () => {
    const { met, stale } = compareExpected([entry('e', 'convention'), entry('f', 'right')], FOUND)
    expect([met, stale]).toEqual([[], ['f: expected right, found unresolved']])
  })

  test('of two lines for one check the one that is not so is stale', () => {
    expect(compareExpected([entry('a', 'broken'), entry('a')], FOUND).stale).toEqual([
      'a: expected broken, found wrong',
    ])
  })
})

describe('a file of expectations', () => {
  test('is read with its reasons and issues, and nothing else', () => {
    const text = JSON.stringify([
      { id: 'a', expect: 'wrong', reason: 'why', issue: 'https://example.org/1' },
      { id: 'b', expect: 'fails', reason: 'why', more: 1 },
    ])
    expect(parseExpectations(text, 'file')).toEqual([
      { id: 'a', expect: 'wrong', reason: 'why', issue: 'https://example.org/1' },
      { id: 'b', expect: 'fails', reason: 'why' },
    ])
  })

  test.each([
    ['no JSON', '[{', /file is no JSON/],
    ['no list', '{"id":"a"}', /file holds no list/],
    ['null in it', '[null]', /entry 0 of file is null/],
    ['no reason', '[{"id":"a","expect":"wrong"}]', /entry 0/],
    ['an empty reason', '[{"id":"a","expect":"wrong","reason":""}]', /entry 0/],
    ['a verdict that is none', '[{"id":"a","expect":"bad","reason":"x"}]', /expected .*wrong/],
    ['a number for an id', '[{"id":1,"expect":"wrong","reason":"x"}]', /entry 0/],
    ['an issue that is no text', '[{"id":"a","expect":"wrong","reason":"x","issue":7}]', /entry 0/],
    ['a fault further on', '[{"id":"a","expect":"wrong","reason":"x"}, 4]', /entry 1 of file is 4/],
  ])('with %s is refused', (_, text, message) => {
    expect(() => parseExpectations(text, 'file')).toThrow(SyntaxError)
    expect(() => parseExpectations(text, 'file')).toThrow(message)
  })
})

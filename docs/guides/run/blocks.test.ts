import { describe, expect, test } from 'vitest'
import { matches, stepsOf } from './blocks.js'

test('a block takes the output that follows it, and its file', () => {
  const markdown = '# A\n\n```sh\necho 1\n```\n\n```text\n1\n```\n\nWords.\n\n```py [a.py]\nx = 1\n```\n'
  expect(stepsOf(markdown)).toEqual([
    { language: 'sh', file: undefined, text: 'echo 1\n', line: 3, output: '1\n' },
    { language: 'py', file: 'a.py', text: 'x = 1\n', line: 13, output: undefined },
  ])
})

test('an output of nothing is refused', () => {
  expect(() => stepsOf('```text\n1\n```\n')).toThrow(/line 1/)
  expect(() => stepsOf('```sh\na\n```\nbetween\n```text\n1\n```\n')).toThrow(/line 5/)
})

describe('what is printed against what comes', () => {
  test.each([
    ['a\nb', 'a\nb\n', true],
    ['a\nb', 'a\nc\n', false],
    ['a', 'a\nb\n', false],
    ['took … s', 'took 1.5 s\n', true],
    ['took … s', 'took 1.5 ms\n', false],
    ['a\n…\nd', 'a\nb\nc\nd\n', true],
    ['a\n…\nd', 'a\nd\n', true],
    ['a\n…\nd', 'a\nb\n', false],
    ['…\nd', 'x d\n', false],
    ['1 + (2)*', '1 + (2)*', true],
  ])('%j, %j: %s', (printed, actual, expected) => expect(matches(printed, actual)).toBe(expected))
})

test('an output that says nothing is refused', () => {
  expect(() => matches('…\n…\n', 'a\n')).toThrow(/says nothing/)
})

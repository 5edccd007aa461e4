import { expect, test } from 'vitest'
import { flatten } from './output.js'

test.each([
  [[[1, 2, 3]], 'answered an array of shape (1, 3), expected 3 numbers in a row'],
  [[[1], [2], [3]], 'answered an array of shape (3, 1), expected 3 numbers in a row'],
  [[[[1, 2]], [[3, 4]]], 'answered an array of shape (2, 1, 2), expected 3 numbers in a row'],
  [[[], [], []], 'answered an array of shape (3, 0), expected 3 numbers in a row'],
  [[1, 2], 'answered a list of 2 entries, expected 3'],
  [[1], 'answered a list of 1 entry, expected 3'],
  [[], 'answered a list of 0 entries, expected 3'],
  [[1, [2], 3], 'answered a list of 1 entry as entry 1 of the list, expected a number'],
  [[[1], [2, 3], [4]], 'answered a list of 1 entry as entry 0 of the list, expected a number'],
  [[1, null, 3], 'answered null as entry 1 of the list, expected a number'],
  [7, 'answered 7, expected a list of 3 numbers'],
])('%j is no list of 3 numbers', (output, wrong) => {
  expect(flatten(output, 'list', 3)).toMatchObject({ wrong })
})

test('lists in lists, deeper than is told of', () => {
  const deep = Array.from({ length: 10_000 }).reduce<unknown>((inner) => [inner], 1)
  expect(flatten(deep, 'list', 1)).toMatchObject({
    wrong: 'answered a list of 1 entry as entry 0 of the list, expected a number',
  })
})

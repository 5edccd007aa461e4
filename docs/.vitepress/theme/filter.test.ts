import { expect, test } from 'vitest'
import type { Row } from '../../generate/overview.js'
import { choices, type Filter, filtered, filterOf, NO_FILTER, queryOf } from './filter.js'

const row = (id: string, more: Partial<Row>): Row => ({
  id,
  title: id,
  titleHtml: id,
  chapter: 'one',
  status: 'holds',
  tiers: ['proved'],
  engines: ['Z3'],
  claims: 1,
  counterexamples: 0,
  errata: [],
  words: id.toLowerCase(),
  ...more,
})
const ROWS = [
  row('A', { words: 'a tweedie e14' }),
  row('B', { tiers: ['exact'], chapter: 'two', status: 'falls' }),
]
const ids = (filter: Partial<Filter>) => filtered(ROWS, { ...NO_FILTER, ...filter }).map((r) => r.id)

test('every filter leaves what it names', () => {
  expect(ids({})).toEqual(['A', 'B'])
  expect(ids({ text: ' E14 Tweed' })).toEqual(['A'])
  expect(ids({ tier: 'exact' })).toEqual(['B'])
  expect(ids({ chapter: 'one' })).toEqual(['A'])
  expect(ids({ status: 'falls' })).toEqual(['B'])
  expect(ids({ engine: 'Z3' })).toEqual(['A', 'B'])
  expect(ids({ engine: 'Z3', tier: 'certified' })).toEqual([])
})

test('what there is to choose', () => expect(choices(ROWS, (r) => r.tiers)).toEqual(['proved', 'exact']))

test('an address keeps a filter', () => {
  const filter = { ...NO_FILTER, text: 'α & b', tier: 'exact' }
  expect(filterOf(queryOf(filter))).toEqual(filter)
  expect(queryOf(NO_FILTER)).toBe('')
})

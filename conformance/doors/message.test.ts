import { describe, expect, test } from 'vitest'
import { claimsFrom } from './claims.js'
import { readMessage } from './message.js'
import { oneLine, quote } from './quote.js'

const read = (text: string) => readMessage(Buffer.from(text))
const deep = `${'['.repeat(2_000_000)}${']'.repeat(2_000_000)}`

describe('a line of two million levels is a fault, wherever they are', () => {
  test.each([
    ['the output', `{"id":1,"output":${deep}}`, /sent lists within lists, more than 8 deep/],
    ['the id', `{"id":${deep},"output":1}`, /answered with the id (object|\[)/],
    ['hello', `{"type":"hello","conventions":{"a":${deep}}}`, /sent lists within lists/],
    ['a point', `{"type":"evaluate","id":1,"x":${deep},"t":1}`, /sent lists within lists/],
    ['the whole', deep, /printed this on stdout: "\[\[/],
  ])('%s', (_, line, text) => {
    expect(read(line)).toEqual({ kind: 'fault', text: expect.stringMatching(text) })
  })

  test('an error', () => {
    expect(read(`{"id":1,"error":${deep}}`)).toMatchObject({ kind: 'answer', answer: { kind: 'error' } })
  })
})

describe('what a program says is safe to print', () => {
  test('errors and refusals', () => {
    const [error, why] = ['a\\u001b[2J\\nb \\u202ec', `${'x'.repeat(400)}`]
    expect(read(`{"id":1,"error":"${error}"}`)).toMatchObject({
      answer: { message: 'a\\u001b[2J b \\u202ec' },
    })
    expect(read(`{"id":1,"unsupported":"${why}"}`)).toMatchObject({ answer: { why: `${'x'.repeat(300)}…` } })
  })

  test('names', () => {
    const given = { implementation: { name: 'a\u0007' }, ops: ['b\r\n'], schedules: [], dtypes: [] }
    expect(claimsFrom(given)).toMatchObject({ implementation: { name: 'a\\u0007' }, ops: ['b'] })
  })

  test('prints', () => {
    expect(quote('\u001b[31m\u0085\u2066')).toBe('"\\u001b[31m\\u0085\\u2066"')
    expect(oneLine('  Traceback:\n\n  x  ')).toBe('Traceback: x')
  })
})

test.each([
  ['blanks', '  \r', undefined],
  ['a line end of another system', '{"id":1,"output":2}\r', { kind: 'answer', id: 1 }],
  ['a byte order mark', '\ufeff{"id":1,"output":2}', { kind: 'answer', id: 1 }],
  [
    'null beside an output',
    '{"id":1,"output":null,"error":null}',
    { answer: { kind: 'output', output: null } },
  ],
  ['a key of another object', '{"id":1,"output":{"__proto__":1}}', { kind: 'answer' }],
  ['words within an error', '{"id":1,"error":"\\"id\\": 2, \\"id\\": 3"}', { answer: { kind: 'error' } }],
])('%s', (_, line, message) => {
  const read_ = read(line)
  if (message === undefined) expect(read_).toBeUndefined()
  else expect(read_).toMatchObject(message)
})

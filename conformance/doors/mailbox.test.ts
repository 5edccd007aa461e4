import { describe, expect, test } from 'vitest'
import { virtualClock } from './fixtures/fake.js'
import { lineReader } from './lines.js'
import { mailbox } from './mailbox.js'
import type { Listener, Wire } from './transport.js'

/** A wire that is spoken through by hand, and what was asked of its reading. */
function byHand() {
  const reading: string[] = []
  let listener: Listener | undefined
  const wire: Wire = {
    send: () => {},
    listen: (given) => {
      listener = given
    },
    pause: () => reading.push('pause'),
    resume: () => reading.push('resume'),
    lastWords: () => [],
    finish: async () => {},
    kill: async () => {},
  }
  return {
    wire,
    reading,
    data: (text: string) => listener?.data(Buffer.from(text)),
    end: (how: string) => listener?.end(how),
  }
}

const answer = (id: number) => ({ kind: 'answer', id, answer: { kind: 'output', output: id } })

describe('a mailbox', () => {
  test('gives lines as they come, however they are cut', async () => {
    const { wire, data } = byHand()
    const mail = mailbox(wire, virtualClock(), 100)
    const first = mail.next(1000)
    data('{"id":1,')
    data('"output":1}\n\n{"id":2,"output":2}\n{"id"')
    expect(await first).toEqual(answer(1))
    expect(mail.arrived()).toEqual(answer(2))
    expect(mail.arrived()).toBeUndefined()
    data(':3,"output":3}\n')
    expect(await mail.next(1000)).toEqual(answer(3))
    expect(await mail.next(1000)).toEqual({ kind: 'silence' })
  })

  test('stops the reading while nobody looks, and starts it again', () => {
    const { wire, data, reading } = byHand()
    const mail = mailbox(wire, virtualClock(), 100)
    for (let k = 0; k < 50; k++) data('noise\n'.repeat(100))
    expect(reading).toEqual(['pause'])
    for (let k = 0; k < 5000; k++) expect(mail.arrived()).toMatchObject({ kind: 'fault' })
    expect(reading).toEqual(['pause', 'resume'])
  })

  test('ends at a line that is too long, and hears nothing more', async () => {
    const { wire, data, end, reading } = byHand()
    const mail = mailbox(wire, virtualClock(), 100)
    data('{"id":1,"output":1}\n')
    for (let k = 0; k < 200; k++) data('1,')
    data('\n{"id":2,"output":2}\n')
    end('ended with exit status 0')
    expect(await mail.next(1000)).toEqual(answer(1))
    const tooLong = {
      kind: 'end',
      how: expect.stringMatching(/^sent a line of more than 100 bytes, beginning with "1,1,/),
    }
    expect(await mail.next(1000)).toEqual(tooLong)
    expect(await mail.next(1000)).toEqual(tooLong)
    expect(reading).toEqual(['pause'])
  })

  test('says where a program ended', async () => {
    const { wire, data, end } = byHand()
    const mail = mailbox(wire, virtualClock(), 100)
    data('{"id":1')
    end('ended with exit status 1')
    expect(await mail.next(1000)).toEqual({
      kind: 'end',
      how: 'ended with exit status 1 in the middle of the line "{\\"id\\":1"',
    })
  })
})

test('a line reader keeps no more than its limit and a chunk', () => {
  const lines: number[] = []
  const tooLong: number[] = []
  const reader = lineReader(1000, {
    line: (line) => lines.push(line.length),
    tooLong: (start) => tooLong.push(start.length),
  })
  reader.take(Buffer.from(`${'a'.repeat(1000)}\n`))
  for (let k = 0; k < 100; k++) reader.take(Buffer.from('b'.repeat(300)))
  reader.take(Buffer.from('\nc\n'))
  expect(lines).toEqual([1000])
  expect(tooLong).toEqual([1200])
  expect(reader.rest().length).toBe(0)
})

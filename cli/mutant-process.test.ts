import { afterAll, describe, expect, test } from 'vitest'
import { processRunner } from './mutant-process.js'

const entry = new URL('./fixtures/mutant-child.mjs', import.meta.url)
const context = { seed: 7, runs: 20, profile: 'quick' } as const
const runner = processRunner(entry, context, { limit: 2 })
afterAll(runner.close)
const attempt = (mutant: number) => runner.attempt({ formula: 'f', mutant, check: 0 })

describe('mutants in a process of their own', () => {
  test('the calls and the context go there, the answers come back', async () => {
    expect(await runner.record(5)).toEqual({ called: ['record', 5, JSON.stringify(context)] })
    expect(await runner.make('f')).toEqual({ called: ['make', 'f', JSON.stringify(context)] })
    expect((await attempt(0)).status).toBe('falls')
  })

  test('one process serves, until a check does not end: that one is stopped, and another serves', async () => {
    const before = await attempt(0)
    expect(await attempt(0)).toEqual(before)
    expect(await attempt(1)).toEqual({ status: 'stopped', says: 'stopped after 2 s', ms: 2000 })
    const after = await attempt(0)
    expect(after.status).toBe('falls')
    expect(after.says).not.toBe(before.says)
  })

  test('a check that ends its process is stopped', async () => {
    expect((await attempt(2)).says).toBe('its process ended with status 3')
    expect((await attempt(0)).status).toBe('falls')
  })

  test('a formula whose mutants are not made in time has none, for a reason', async () => {
    expect(await runner.make('endless')).toEqual({ reason: 'stopped after 2 s' })
  })

  test('an error of the other end is an error here', async () => {
    await expect(attempt(3)).rejects.toThrow('no such mutant')
  })
})

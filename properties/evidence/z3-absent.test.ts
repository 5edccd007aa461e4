import { expect, it, vi } from 'vitest'
import { equals, statement } from './statement.js'
import { provedByZ3, refutedByZ3 } from './z3.js'

vi.mock('z3-solver', () => {
  throw new Error("Cannot find package 'z3-solver'")
})

it('a claim of Z3 without Z3 is not run, and the reason says what to install', async () => {
  const reflexive = statement({ variables: ['a'], guards: [], conclude: (_, { a }) => [equals(a, a)] })
  const context = { seed: 1, runs: 1, profile: 'quick' } as const
  for (const check of [provedByZ3('', reflexive).check, refutedByZ3(reflexive)])
    expect(await check(context)).toMatchObject({
      status: 'not run',
      reason: expect.stringContaining('npm install z3-solver'),
    })
})

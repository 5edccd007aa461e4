import { expect, test } from 'vitest'
import { fixture, HOLDS } from '../properties/fixtures/ledger.js'
import { FLOAT64 } from '../reference/numbers/float.js'
import { compose } from '../reference/process/kernel.js'
import { command } from './fixtures/command.js'

const step = { prior: { signal: 2, variance: 3 }, step: { signal: 5, variance: 7 } }

test('--mutants names the theorem that catches each mistake', async () => {
  const careful = fixture('CAREFUL', [
    () => {
      const { signal, variance } = compose(FLOAT64, step)
      return signal === 10 && variance === 82
        ? HOLDS
        : { status: 'falls', cases: 1, counterexample: `${variance}` }
    },
  ])
  const { stdout, status } = await command(['verify', '--mutants'], { ledger: [careful] })
  expect(stdout).toMatch(/^nextVariance: (\d+) of \1 mutants caught, 2 more equal to it$/m)
  expect(stdout).toMatch(/^✓ CAREFUL +α·v_s \+ β → α·v_s − β$/m)
  expect(stdout).toMatch(/^= order +α·v_s → v_s·α$/m)
  expect(stdout).toMatch(/^✓ compose +(\d+) of \1 mutants caught, 1 more equal to it$/m)
  expect(stdout).toMatch(
    /^(\d+) of \1 mutants of 2 formulas caught · 3 more proved equal to the original ·\s\d+ s$/m,
  )
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
  expect(status).toBe(0)
})

test('a mutant that survives is named, and the status is 1', async () => {
  const careless = fixture('CARELESS', [
    () => {
      compose(FLOAT64, step)
      return HOLDS
    },
  ])
  const { stdout, status } = await command(['verify', '--mutants'], { ledger: [careless] })
  expect(stdout).toMatch(/^✗ survives +compose: a·a_s → a\/a_s$/m)
  expect(stdout).toMatch(/^0 of \d+ mutants of 2 formulas caught/m)
  expect(status).toBe(1)
})

test('a ledger whose checks call no formula has no mutant, and that is no success', async () => {
  expect((await command(['verify', '--mutants'], { ledger: [fixture('X', [HOLDS])] })).status).toBe(1)
})

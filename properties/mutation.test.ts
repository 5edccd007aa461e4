import { describe, expect, test } from 'vitest'
import { LEDGER } from './ledger.js'
import { runMutants } from './mutation.js'
import { POST_MEAN } from './reverse/post-mean.js'

describe('mutants of the ledger', () => {
  test('every mistake in a formula of POST-MEAN is caught by one of its checks', async () => {
    const { results, untraced } = await runMutants(LEDGER, { ids: ['POST-MEAN'] })
    expect(untraced).toEqual([])
    expect(results.length).toBeGreaterThan(150)
    expect(results.filter(({ caughtBy }) => !caughtBy).map(({ mutant }) => mutant.description)).toEqual([])
  })

  test('a ledger that checks too little lets mutants through', async () => {
    const [first] = POST_MEAN.claims
    const blind = {
      ...POST_MEAN,
      id: 'BLIND',
      claims: [{ ...first, check: () => ({ status: 'holds', cases: 1 }) as const }] as const,
      counterexamples: POST_MEAN.counterexamples,
      errata: [],
    }
    const { results } = await runMutants([blind])
    expect(results.filter(({ caughtBy }) => !caughtBy).length).toBeGreaterThan(5)
  })

  test('refuses formulas that do not exist', async () => {
    await expect(runMutants(LEDGER, { formulas: ['posteriorMeen'] })).rejects.toThrow(
      "no formula is named 'posteriorMeen'",
    )
  })
})

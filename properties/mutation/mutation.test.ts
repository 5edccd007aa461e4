import { describe, expect, test } from 'vitest'
import { FLOAT64 } from '../../reference/numbers/float.js'
import { compose } from '../../reference/process/kernel.js'
import { LEDGER } from '../ledger.js'
import { POST_MEAN } from '../reverse/post-mean.js'
import { allCaught, type Runner, resultsOf, runMutants } from './index.js'

describe('mutants of the ledger', () => {
  test('every mistake in a formula of POST-MEAN is caught by one of its checks', async () => {
    const report = await runMutants(LEDGER, { ids: ['POST-MEAN'] })
    const results = resultsOf(report)
    expect(report.untraced).toEqual([])
    expect(results.length).toBeGreaterThan(150)
    expect(results.filter(({ caughtBy }) => !caughtBy).map(({ description }) => description)).toEqual([])
    expect(allCaught(report)).toBe(true)
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
    const report = await runMutants([blind])
    expect(allCaught(report)).toBe(false)
    expect(resultsOf(report).filter(({ caughtBy }) => !caughtBy).length).toBeGreaterThan(5)
  })

  test('refuses formulas that do not exist', async () => {
    await expect(runMutants(LEDGER, { formulas: ['posteriorMeen'] })).rejects.toThrow(
      "no formula is named 'posteriorMeen'",
    )
  })

  test('runners share the work, and a check that is stopped is reported beside what survives', async () => {
    const stuck = { status: 'stopped', says: 'stopped after 30 s', ms: 3e4 } as const
    const used: string[] = []
    let closed = 0
    const runners = ['a', 'b'].map(
      (name): Runner => ({
        record: async () => ({ status: 'holds', says: '', ms: 1, called: ['compose'] }),
        make: async () => ({ mutants: ['compose: one', 'compose: two'], equivalent: [] }),
        attempt: async ({ mutant }) => {
          used.push(name)
          return mutant === 0 ? stuck : { status: 'falls', says: 'wrong', ms: 1 }
        },
        close: () => closed++,
      }),
    )
    const report = await runMutants([{ ...POST_MEAN, uses: [] }], {}, { runners: () => runners })
    const [first, second] = resultsOf(report)
    expect(first?.caughtBy).toBeUndefined()
    expect(first?.stopped[0]).toMatch(/^POST-MEAN, “.*”: stopped after 30 s$/)
    expect(second?.caughtBy?.counterexample).toBe('wrong')
    expect(new Set(used)).toEqual(new Set(['a', 'b']))
    expect(closed).toBe(2)
    expect(allCaught(report)).toBe(false)
  })

  test('a formula of which no mutants can be made is no success', async () => {
    const runner: Runner = {
      record: async () => ({ status: 'holds', says: '', ms: 1, called: ['compose', 'nextLevel'] }),
      make: async (name) =>
        name === 'compose' ? { reason: 'it branches' } : { mutants: ['one'], equivalent: [] },
      attempt: async () => ({ status: 'falls', says: '', ms: 1 }),
      close: () => {},
    }
    const report = await runMutants([{ ...POST_MEAN, uses: [] }], {}, { runners: () => [runner] })
    expect(report.untraced).toEqual([{ formula: 'compose', reason: 'it branches' }])
    expect(resultsOf(report).every(({ caughtBy }) => caughtBy)).toBe(true)
    expect(allCaught(report)).toBe(false)
  })

  test('a check that keeps what a mutant gave catches nothing', async () => {
    const kept: number[] = []
    const check = () => {
      kept.push(
        compose(FLOAT64, { prior: { signal: 2, variance: 3 }, step: { signal: 5, variance: 7 } }).variance,
      )
      return kept.every((variance) => variance === 82)
        ? ({ status: 'holds', cases: 1 } as const)
        : ({ status: 'falls', cases: 1, counterexample: `${kept}` } as const)
    }
    const [first] = POST_MEAN.claims
    const forgetful = {
      ...POST_MEAN,
      uses: [],
      claims: [{ ...first, check }] as const,
      counterexamples: [],
      errata: [],
    }
    const report = await runMutants([forgetful], { formulas: ['nextVariance'] })
    expect(resultsOf(report).every(({ caughtBy }) => caughtBy)).toBe(true)
    expect(report.formulas[0]?.stale).toEqual([`POST-MEAN, “${first.text}”`])
    expect(allCaught(report)).toBe(false)
  })
})

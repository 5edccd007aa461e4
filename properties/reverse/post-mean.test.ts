import { describe, expect, it } from 'vitest'
import { originalOf, recordingFormulas, withReplacement } from '../../reference/numbers/formula.js'
import type { Transition } from '../../reference/process/kernel.js'
import type { Context } from '../theorem.js'
import { POST_MEAN } from './post-mean.js'

const context: Context = { seed: 7, runs: 50, profile: 'quick' }

describe('POST-MEAN', () => {
  for (const claim of POST_MEAN.claims)
    it(`${claim.engine}: ${claim.text}`, async () => {
      expect(await claim.check(context)).toMatchObject({ status: 'holds' })
    })
  for (const { text, check } of [
    ...POST_MEAN.counterexamples,
    ...POST_MEAN.errata.map(({ id, check }) => ({ text: id, check })),
  ])
    it(`confirms: ${text}`, async () => {
      expect(await check(context)).toMatchObject({ status: 'holds' })
    })

  it('falls in every claim that calls it when signal and prior signal are swapped', async () => {
    const original = originalOf('posteriorMean')
    const swapped = (F: unknown, { prior, step }: Transition<unknown>, at: unknown) =>
      original(
        F,
        {
          prior: { signal: step.signal, variance: prior.variance },
          step: { signal: prior.signal, variance: step.variance },
        },
        at,
      )
    let fallen = 0
    for (const claim of POST_MEAN.claims) {
      const { called } = await recordingFormulas(async () => claim.check(context))
      if (!called.has('posteriorMean')) continue
      const outcome = await withReplacement('posteriorMean', swapped, async () => claim.check(context))
      expect(outcome, claim.text).toMatchObject({ status: 'falls' })
      fallen++
    }
    expect(fallen).toBeGreaterThan(9)
  })
})

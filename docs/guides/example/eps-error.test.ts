import { expect, test } from 'vitest'
import { LEDGER } from '../../../properties/ledger.js'
import { verify } from '../../../properties/run.js'
import { originalOf, withReplacement } from '../../../reference/numbers/formula.js'
import { EPS_ERROR } from './eps-error.js'

test('the theorem of the guide holds', async () => {
  const { summary, checks } = await verify([EPS_ERROR])
  expect({ summary, checks }).toEqual({
    summary: { holds: 1, falls: 0, notRun: 0 },
    checks: { holds: 3, falls: 0, notRun: 0 },
  })
})

test('it falls where the formula is wrong', async () => {
  const doubled: (typeof EPS_ERROR.formulas)[0] = Object.assign(
    (F: { add: (a: unknown, b: unknown) => unknown }, ...args: readonly unknown[]) => {
      const x0 = originalOf('x0FromEps')(F, ...args)
      return F.add(x0, x0)
    },
    { formulaName: 'x0FromEps', tex: '', symbols: [] },
  )
  const { summary } = await withReplacement('x0FromEps', doubled, () => verify([EPS_ERROR]))
  expect(summary.falls).toBe(1)
})

test('its id is not that of a theorem of the ledger', () => {
  expect(LEDGER.map((t) => t.id)).not.toContain(EPS_ERROR.id)
})

import { expect, test } from 'vitest'
import { inProcess } from '../doors/functions.js'
import { record } from '../record.js'
import { validateReport } from '../report/json.js'
import { validationJunit } from '../report/junit.js'
import { validateSubject } from '../validate.js'

const subject = inProcess({
  name: 'mine',
  schedules: ['linear', 'cosine'],
  dtypes: ['float64', 'fp16', 'float32'],
  tableDtypes: ['float64', 'float32', 'int8'],
  spacings: ['leading', 'uniform'],
  samplers: { plms: () => ({ timesteps: [0], sample: [0] }) },
  operations: {
    denoised_from_eps_ve: ({ sigma, x, eps }: { sigma: number; x: number[]; eps: number[] }) =>
      x.map((xi, i) => xi - sigma * (eps[i] ?? 0)),
    sigma_of: () => 1,
  },
})

const UNKNOWN = {
  sigma_of: /^this operation is not in the vocabulary: `alphabar init --help` lists all that are$/,
  'session:plms': /^this sampler is not in the vocabulary, which has ddim, euler/,
  'schedule:cosine': /^this kind of schedule is not in the vocabulary, which has linear, /,
  'dtype:fp16': /^the dtype 'fp16' is unknown, expected one of float64, /,
  'dtype:float32': /^the dtype 'int8' is unknown, /,
  'spacing:uniform': /^this spacing is not in the vocabulary, which has leading, /,
}

test('what is claimed and not in the vocabulary is unknown, in every report, and the rest is judged', async () => {
  const validation = await validateSubject(subject)
  const { results, laws } = validation
  expect(results[0]).toMatchObject({ id: 'denoised_from_eps_ve/linear/float64', verdict: 'right' })
  expect(Object.fromEntries(results.slice(1).map(({ id, meaning }) => [id, meaning]))).toEqual(
    Object.fromEntries(Object.entries(UNKNOWN).map(([id, says]) => [id, expect.stringMatching(says)])),
  )
  expect(new Set(results.slice(1).map(({ verdict }) => verdict))).toEqual(new Set(['unknown']))
  expect(new Set(laws.map(({ dtype }) => dtype))).toEqual(new Set(['float64']))
  const report = JSON.stringify(validateReport(validation))
  const junit = validationJunit(validation, { timestamp: new Date(0) })
  for (const id of Object.keys(UNKNOWN)) {
    expect(report).toContain(`{"id":"${id}"`)
    expect(junit).toMatch(new RegExp(`name="${id}: unknown"[^>]*>\\s*<skipped`))
  }
})

test('nothing in such a format is recorded, which no validation of the trace could judge', async () => {
  const { trace } = await record(subject, { seed: 1, profile: 'quick' })
  expect(new Set(trace.runs.map(({ dtype }) => dtype))).toEqual(new Set(['float64']))
})

test('what is not claimed cannot be asked for alone', async () => {
  await expect(validateSubject(subject, { only: ['denoised_from_eps'] })).rejects.toThrow(
    /^there is no denoised_from_eps to ask: mine offers denoised_from_eps_ve, sigma_of, plms$/,
  )
})

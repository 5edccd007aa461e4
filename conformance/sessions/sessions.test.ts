import { beforeAll, describe, expect, test } from 'vitest'
import { validate } from '../index.js'
import { falls } from '../judge/verdict.js'
import type { Validation } from '../validate.js'
import { KNOWN_SAMPLERS } from './exchanges.js'
import { library, type Slips } from './fixtures/samplers.js'

const judged = (slips: Slips, only?: readonly string[]): Promise<Validation> =>
  validate(library(slips), { seed: 7, ...(only && { only }) })
const sessions = ({ results }: Validation) => results.filter(({ id }) => id.startsWith('session:'))
const k16 = ({ laws }: Validation) => laws.find(({ id }) => id === 'K16')

describe('samplers that are right', () => {
  let validation: Validation
  beforeAll(async () => {
    validation = await judged({})
  }, 60_000)

  test('are right in every step', () => {
    const ids = sessions(validation).map(({ id, verdict, meaning }) =>
      verdict === 'right' ? id : `${id}: ${verdict}, ${meaning}`,
    )
    expect(ids.filter((id) => id.includes(': '))).toEqual([])
    for (const sampler of KNOWN_SAMPLERS)
      expect(
        ids.some((id) => id.startsWith(`session:${sampler}:`)),
        sampler,
      ).toBe(true)
  })

  test('keep to their lists', () => {
    expect(k16(validation)).toMatchObject({ verdict: 'holds', runs: 8 })
  })
})

/** The mistake, the sampler, the operation that shows it, what it is named. */
test.each([
  ['S15', { strided: true }, 'ddim', 'ddim_step'],
  ['D7', { sameSigma: true }, 'heun', 'heun_step'],
  ['D12', { equalSteps: true }, 'dpmpp_2m', 'dpmpp_2m_step'],
  ['D22', { startsLast: true }, 'euler', 'sampler_start'],
  ['D22', { startsLast: true }, 'heun', 'sampler_start'],
  ['D24b', { sameNoise: true }, 'ddim', 'ddim_step'],
] as const)('%s is wrong in its step, and is named', async (mistake, slips, sampler, op) => {
  const validation = await judged(slips, [sampler])
  const fallen = sessions(validation).filter(({ verdict }) => falls(verdict))
  expect(fallen.map((result) => result.op)).toEqual([op])
  const named = fallen.flatMap(({ diagnosis }) => diagnosis.map((one) => one.mistake))
  expect(named).toContain(mistake)
  expect(k16(validation)?.verdict).toBe('holds')
})

test('a start that is no known mistake is wrong, and has no name', async () => {
  const fallen = sessions(await judged({ startsElsewhere: true }, ['ddim'])).filter(({ verdict }) =>
    falls(verdict),
  )
  expect(fallen).toMatchObject([{ op: 'sampler_start', verdict: 'wrong', diagnosis: [] }])
})

const off = (i: number) => (at: { t: number }, k: number) => (k === i ? { ...at, t: at.t - 1 } : at)

test.each<[string, Slips, string, RegExp]>([
  [
    'looks beside its list',
    { asked: off(2) as Slips['asked'] & object },
    'ddim',
    /evaluation 2 is at t = \d+, and the list says/,
  ],
  [
    'looks beside its list in the second stage',
    { asked: off(1) as Slips['asked'] & object },
    'heun',
    /evaluation 1 is at t = \d+, and the list says/,
  ],
  ['stops early', { early: 1 }, 'euler', /the model was evaluated \d+ times, expected \d+ for \d+ timesteps/],
  ['stops before it starts', { early: 99 }, 'ddim', /the model was evaluated 0 times/],
  [
    'publishes one timestep too many',
    { published: (list) => [...list, 0] },
    'ddim',
    /timesteps were answered to n = /,
  ],
  [
    'publishes its list upward',
    { published: (list) => [...list].reverse() },
    'dpmpp_2m',
    /must decrease strictly/,
  ],
  [
    'publishes a list beyond its schedule',
    { published: (list) => list.map((t) => t + 1) },
    'ddim',
    /is outside 0\.\./,
  ],
  [
    'publishes what is no list',
    { published: () => ['a'] as unknown as number[] },
    'ddim',
    /no list of numbers/,
  ],
  [
    'looks at NaN',
    { asked: (at, i) => (i === 1 ? { ...at, x: at.x.map(() => Number.NaN) } : at) },
    'ddim',
    /evaluated its model at x = .*NaN/,
  ],
])('a sampler that %s breaks K16', async (_, slips, sampler, says) => {
  const validation = await judged(slips, [sampler])
  expect(k16(validation)).toMatchObject({ verdict: 'fails', says: expect.stringMatching(says) })
  expect(k16(validation)?.counterexample).toContain(`"sampler":"${sampler}"`)
})

test.each<[string, Slips['sample'] & object]>([
  ['NaN', (x) => x.map(() => Number.NaN)],
  ['infinite', (x) => x.map(() => Number.POSITIVE_INFINITY)],
  ['too short', (x) => x.slice(1)],
  ['of strings', (x) => x.map(String) as unknown as number[]],
  ['nothing', () => null as unknown as number[]],
])('a sample that is %s is broken', async (_, sample) => {
  const validation = await judged({ sample }, ['ddim'])
  expect(sessions(validation).map(({ verdict }) => verdict)).toContain('broken')
})

test('samplers that nobody knows are not asked, and read unknown', async () => {
  const { samplers = {}, ...rest } = library()
  const { laws, results } = await validate({
    ...rest,
    samplers: { mine: samplers.ddim as NonNullable<typeof samplers.ddim> },
  })
  expect(laws.find(({ id }) => id === 'K16')).toBeUndefined()
  expect(results.find(({ id }) => id === 'session:mine')).toMatchObject({ verdict: 'unknown', calls: 0 })
})

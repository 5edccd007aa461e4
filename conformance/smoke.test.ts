import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { type Implementation, inProcess, type OperationFunction } from './doors/functions.js'
import { openProgram } from './doors/stdio.js'
import { NO_OPERATION, smoke } from './smoke.js'

const implementation = (
  operations: Readonly<Record<string, OperationFunction>>,
  more: Partial<Implementation> = {},
): Implementation => ({
  name: 'mine',
  operations,
  schedules: ['linear'],
  dtypes: ['float64'],
  ...more,
})

const wrong: OperationFunction = () => [Number.NaN, 3]
let calls = 0

test.each<[string, Implementation, string, RegExp]>([
  [
    'wrong numbers',
    implementation({ q_sample: wrong }),
    'works',
    /^The adapter works: .* the mathematics\.$/,
  ],
  [
    'refuses one, answers another',
    implementation({
      betas: () => {
        throw new Error('no betas')
      },
      q_sample: wrong,
    }),
    'works',
    /works/,
  ],
  [
    'refuses one schedule, answers another',
    implementation(
      {
        betas: (_, { schedule }) => {
          if (schedule.kind !== 'scaled_linear') throw new TypeError('no')
          return [1]
        },
      },
      { schedules: ['linear', 'scaled_linear'] },
    ),
    'works',
    /works/,
  ],
  ['nothing filled in', implementation({}), 'empty', /claims no operation yet: fill in one function/],
  [
    'no schedule',
    implementation({ betas: wrong }, { schedules: [] }),
    'empty',
    /claims no schedule: name one/,
  ],
  [
    'nothing known',
    implementation({ betas: wrong }, { schedules: ['mine'] }),
    'empty',
    /no schedule that it claims is known: mine\. Known are linear, /,
  ],
  [
    'no operation known',
    implementation({ q_sampel: wrong }),
    'empty',
    /none of its operations is asked on these schedules in these formats: q_sampel\. `alphabar init --help` lists/,
  ],
  [
    'errors only',
    implementation({
      betas: () => {
        throw new TypeError('T')
      },
    }),
    'broken',
    /^The adapter is broken, so nothing is said of the mathematics: no call was answered with numbers \(betas: TypeError: T\)\.$/,
  ],
  ['strings', implementation({ betas: () => ['0.1'] }), 'broken', /no call .* \(betas: \["0\.1"\]\)/],
  ['nothing in a list', implementation({ betas: () => [] }), 'broken', /no call .* \(betas: \[\]\)/],
  [
    'another answer each time',
    implementation({ betas: () => [calls++] }),
    'broken',
    /the same call of betas was answered \[\d\] and then \[\d\]; an answer may depend on nothing but its call/,
  ],
  [
    'an answer to anything',
    implementation({ betas: () => [1], [NO_OPERATION]: () => [1] }),
    'broken',
    /it answered \[1\] when it was asked for 'no_such_operation'/,
  ],
])('%s', async (_, given, adapter, message) => {
  expect(await smoke(inProcess(given))).toEqual({ adapter, message: expect.stringMatching(message) })
})

test('a program that breaks at what it does not know', async () => {
  const fixture = fileURLToPath(new URL('doors/fixtures/ignorant.js', import.meta.url))
  const subject = await openProgram([process.execPath, fixture])
  expect(await smoke(subject)).toEqual({
    adapter: 'broken',
    message: expect.stringMatching(
      /asked for an operation that it does not know, the program ended with exit status 1; .*KeyError.*; it should answer unsupported\.$/,
    ),
  })
  await subject.close()
})

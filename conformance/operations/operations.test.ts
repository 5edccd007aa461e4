import { describe, expect, test } from 'vitest'
import { certainSign } from '../../reference/numbers/enclosure/index.js'
import { ALL_OPS, simulated } from '../fixtures/simulated.js'
import { plainArgs } from '../judge/args.js'
import { attempt, truthOf } from '../judge/candidates.js'
import { Facts } from '../judge/facts.js'
import { resolved } from '../judge/prepare.js'
import { mistakesOf } from '../mistakes/index.js'
import { plannedCalls } from '../plan/plan-calls.js'
import type { Call } from '../subject.js'
import { OPERATIONS } from './index.js'
import type { Operation, Truth } from './operation.js'

const planned = plannedCalls(simulated({ kinds: ['linear', 've_geometric'] }).claims, {
  seed: 3,
  profile: 'quick',
})
const calls = planned.flatMap((run) => run.calls)
const facts = new Map<Call['schedule'], Facts>()
for (const { schedule } of planned)
  facts.set(schedule, new Facts(schedule, (await resolved(schedule)).schedule, {}))

const read = (operation: Operation, form: Truth, call: Call) => {
  const known = facts.get(call.schedule)
  if (!known) throw new Error('a schedule without facts')
  const [reference] = operation.scheduleFree ? [known.plain] : known.referencesFor('')
  if (!reference) throw new Error('a schedule without a definition')
  return { F: known.F, found: attempt(() => truthOf(known, reference, form, call)) }
}

/** On how many calls two forms are certainly different, and on how many they can be compared. */
function compared(operation: Operation, a: Truth, b: Truth, some: readonly Call[]) {
  let [apart, tried] = [0, 0]
  for (const call of some) {
    const { F, found: x } = read(operation, a, call)
    const { found: y } = read(operation, b, call)
    if ('why' in x || 'why' in y) continue
    tried++
    if (x.value.length !== y.value.length) apart++
    else if (
      x.value.some((one, i) => {
        const other = y.value[i]
        return one !== undefined && other !== undefined && certainSign(F.sub(one, other)) !== 0
      })
    )
      apart++
  }
  return { apart, tried }
}

describe.each(
  ALL_OPS.flatMap((name) => {
    const operation = OPERATIONS.get(name)
    const some = calls.filter(({ op }) => op === name).slice(0, 24)
    return operation ? [{ name, operation, some }] : []
  }),
)('$name', ({ name, operation, some }) => {
  test('every order of evaluation is the truth, in enclosures of 160 bits', () => {
    expect(some.length).toBeGreaterThan(0)
    for (const { id, form } of operation.plans) {
      const { apart, tried } = compared(operation, operation.truth, form, some)
      expect(apart, id).toBe(0)
      expect(tried, id).toBeGreaterThan(0)
    }
  })

  test.each(mistakesOf(name).map((mistake) => [mistake.id, mistake] as const))(
    'the mistake %s is one',
    (_, mistake) => {
      const where = some.filter((call) => mistake.applies?.(plainArgs(call)) ?? true)
      const { apart, tried } = compared(operation, operation.truth, mistake.form, where)
      // where the mistaken formula has no value at all it is told by that
      expect(tried === 0 || apart > 0).toBe(true)
    },
  )
})

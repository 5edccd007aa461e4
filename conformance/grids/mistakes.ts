import type { Diagnosis } from '../judge/diagnose.js'
import { falls } from '../judge/verdict.js'
import type { JudgedGrid } from './judge-grid.js'
import { type Grid, SPACINGS } from './spacing.js'

/** Mistaken lists of timesteps. */

interface Place {
  readonly n: number
  readonly T: number
  /** What the spacing defines. */
  readonly right: Grid
}

interface GridMistake extends Pick<Diagnosis, 'mistake' | 'title' | 'links' | 'fix'> {
  readonly spacing?: string
  /** The entries, each with every integer that it may be rounded to. */
  readonly list: (place: Place) => Grid
}

const DIFFUSERS = 'https://github.com/huggingface/diffusers/issues'

const MISTAKES: readonly GridMistake[] = [
  {
    mistake: 'D22b',
    title: 'the list goes from data to noise',
    fix: 'from the largest timestep to the smallest',
    links: [],
    list: ({ right }) => [...right].reverse(),
  },
  {
    mistake: 'S15b',
    title: 'every ⌊T/n⌋-th timestep up to T: more than n of them where n does not divide T',
    fix: 'n entries: arange(n)·⌊T/n⌋',
    links: [
      `${DIFFUSERS}/1835`,
      `${DIFFUSERS}/1912`,
      'https://github.com/Project-MONAI/GenerativeModels/issues/162',
    ],
    spacing: 'leading',
    list: ({ n, T }) => {
      const stride = Math.floor(T / n)
      return Array.from({ length: Math.ceil(T / stride) }, (_, i) => [i * stride]).reverse()
    },
  },
  {
    mistake: 'S15c',
    title:
      'the list is counted by a step T/n in floats down to 0: for some n the last one is not yet 0, and −1 is listed',
    fix: 'n entries: round(T − i·T/n) − 1, i = 0..n−1',
    links: [],
    spacing: 'trailing',
    list: ({ n, T, right }) => [...right, ...(Math.ceil(T / (T / n)) > n ? [[-1]] : [])],
  },
]

const listOf = ({ answer }: JudgedGrid): readonly unknown[] =>
  answer.kind === 'output' && Array.isArray(answer.output) ? answer.output : []

/** The mistakes that reproduce every wrong list, and every other of the spacings that they spoil. */
export function gridDiagnosis(judged: readonly JudgedGrid[]): readonly Diagnosis[] {
  const fallen = judged.filter(({ verdict }) => falls(verdict))
  const spoiled = new Set(fallen.map(({ call }) => call.inputs.spacing))
  const concerned = judged.filter(
    ({ call, verdict }) => spoiled.has(call.inputs.spacing) && verdict !== 'unsupported',
  )
  const found = MISTAKES.filter(
    ({ spacing, list }) =>
      fallen.length > 0 &&
      (spacing === undefined || (spoiled.size === 1 && spoiled.has(spacing))) &&
      concerned.every((one) => {
        const { n, T, spacing: name, steps_offset: offset = 0 } = one.call.inputs
        const right = SPACINGS.find(({ id }) => id === name)
        if (typeof n !== 'number' || typeof T !== 'number' || typeof offset !== 'number' || !right)
          return one.verdict === 'right'
        const expected = list({ n, T, right: right.grid(n, T, offset) })
        const got = listOf(one)
        return (
          got.length === expected.length &&
          got.every((t, i) => typeof t === 'number' && expected[i]?.includes(t))
        )
      }),
  )
  return found.map(({ mistake, title, fix, links }) => ({
    mistake,
    title,
    fix,
    links,
    explains: fallen.length,
    sure: fallen.length >= 3,
    catalogued: true,
    ambiguousWith: found.filter((other) => other.mistake !== mistake).map((other) => other.mistake),
  }))
}

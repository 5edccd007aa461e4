import { describe, expect, it } from 'vitest'
import { dataIn } from '../../reference/data/law.js'
import { FLOAT64 } from '../../reference/numbers/float.js'
import { linear } from '../../reference/schedule/linear.js'
import { lawFrom, rings } from '../session/data.js'
import { atNodes } from '../training/nodes.js'
import { problem as problemOf } from '../training/problem.js'
import { generator } from '../training/random.js'
import { sample } from '../training/train.js'
import { orthogonality, pythagoras, sampledNodes } from './identities.js'
import { compareSamples } from './marginals.js'
import { type Predict, SAMPLERS, sampler, samplingTimes } from './samplers.js'

const problem = problemOf(lawFrom('mixture'), linear({ T: 40, beta_start: '0.01', beta_end: '0.3' }))
const drawn = sampledNodes(problem, 50_000, generator(7))
const exact = atNodes(drawn.nodes, 2, 2, problem.epsStar)

describe('identities on samples', () => {
  it('hold for ε*, and fail for what is near it', () => {
    expect(orthogonality(drawn, 2, exact).passes).toBe(true)
    expect(
      orthogonality(
        drawn,
        2,
        exact.map((e) => 0.95 * e),
      ).passes,
    ).toBe(false)
    expect(
      orthogonality(
        drawn,
        2,
        exact.map((e) => e + 0.03),
      ).passes,
    ).toBe(false)
  })

  it('Pythagoras holds for any f about ε*, and fails about another centre', () => {
    const learned = exact.map((e, i) => e + 0.1 * Math.sin(drawn.nodes.x[i] ?? 0))
    expect(pythagoras(drawn, 2, { learned, exact }).passes).toBe(true)
    const wrong = exact.map((e, i) => e + 0.1 * Math.cos(drawn.nodes.x[i] ?? 0))
    expect(pythagoras(drawn, 2, { learned, exact: wrong }).passes).toBe(false)
  })
})

describe('samplers', () => {
  const n = 1500
  const truth = sample(problem, n, generator(1), 1).points.x
  const predict: Predict = async ({ x, t }) => problem.epsStar(t[0] ?? 1, x)
  const weaker: Predict = async ({ x, t }) => problem.epsStar(t[0] ?? 1, x).map((e) => 0.5 * e)

  it.each(SAMPLERS)('%s with the exact ε gives the law of x_1; with half of it it does not', async (name) => {
    const settings = { n, steps: 40, random: generator(2) }
    expect(compareSamples(await sampler(problem, name, predict, settings), truth, 2).same).toBe(true)
    expect(compareSamples(await sampler(problem, name, weaker, settings), truth, 2).same).toBe(false)
  })

  it('stop at every time where there are few, else from T to 1', () => {
    expect(samplingTimes(4, 10)).toEqual([4, 3, 2, 1])
    const times = samplingTimes(1000, 50)
    expect([times[0], times.at(-1), times.length]).toEqual([1000, 1, 50])
  })

  it('a comparison tells two laws apart, and one law from itself it does not', () => {
    const one = Float64Array.from({ length: 2 * n }, () => 0)
    const random = generator(3)
    const draw = (shift: number) => one.map(() => random.normal() + shift)
    expect(compareSamples(draw(0), draw(0), 2).same).toBe(true)
    expect(compareSamples(draw(0), draw(0.5), 2).same).toBe(false)
  })
})

describe('rings', () => {
  it('are atoms of equal weight at their radii', () => {
    const law = rings([
      { radius: 0.5, atoms: 3 },
      { radius: 2, atoms: 5 },
    ])
    const radii = dataIn(FLOAT64, law).map(({ mean }) => Math.fround(Math.hypot(...mean)))
    expect(law.components).toHaveLength(8)
    expect(radii).toEqual([0.5, 0.5, 0.5, 2, 2, 2, 2, 2])
  })
})

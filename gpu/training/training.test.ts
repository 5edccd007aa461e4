import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { atoms, gaussian, mixture } from '../../reference/data/law.js'
import { at } from '../../reference/numbers/combinators.js'
import { explicit } from '../../reference/schedule/explicit.js'
import { linear } from '../../reference/schedule/linear.js'
import type { Backend } from '../backends/backend.js'
import { openBackend } from '../backends/open.js'
import { openOracle } from '../backends/oracle.js'
import { quadratureBatch, quadratureSource } from './deterministic.js'
import { initialStates, networkFor, openPredictor } from './model.js'
import { problem } from './problem.js'
import { generator } from './random.js'
import { riskMeter } from './risk.js'
import { levenbergMarquardt } from './second-order.js'
import { cosineRate, Divergence, type Progress, sampledBatches, train } from './train.js'

const three = mixture([
  {
    weight: '2/5',
    mean: ['-0.8', '0.3'],
    covariance: [
      ['0.25', '0.1'],
      ['0.1', '0.2'],
    ],
  },
  {
    weight: '7/20',
    mean: ['0.7', '0.7'],
    covariance: [
      ['0.2', '0'],
      ['0', '0.3'],
    ],
  },
  {
    weight: '1/4',
    mean: ['0.3', '-0.8'],
    covariance: [
      ['0.3', '-0.1'],
      ['-0.1', '0.2'],
    ],
  },
])
const small = problem(three, linear({ T: 20, beta_start: '0.01', beta_end: '0.3' }))
const FINE = { times: 8, order: 12 }
const COARSE = { times: 8, order: 9 }

describe('the risk', () => {
  it('has the printed values of two atoms at ᾱ = 1/2: irreducible .44959951, the linear gap 0.0504005', async () => {
    const two = atoms([
      { weight: '1/2', at: [1n] },
      { weight: '1/2', at: [-1n] },
    ])
    const bin = problem(two, explicit(['1/2']))
    const meter = riskMeter(bin, { times: 1, order: 80 }, { times: 1, order: 60 })
    expect(meter.irreducible.value.toFixed(8)).toBe('0.44959951')
    // The best linear predictor of ε for data of unit variance is s·x.
    const linearPredictor = async ({ x }: { x: Float64Array }) => x.map((value) => Math.sqrt(0.5) * value)
    const { excess, estimate, byTime } = await meter.measure(linearPredictor)
    expect(excess.toFixed(7)).toBe('0.0504005')
    expect(at(byTime, 0).excess).toBe(excess)
    expect(estimate).toBeLessThan(5e-8)
  })

  it('is never estimated by two rules of one order, which would differ by nothing', () => {
    const alike = { times: 4, order: 6 }
    expect(riskMeter(small, alike, alike).irreducible.estimate).toBeGreaterThan(0)
  })

  it('of a network that starts at the linear answer is rounding only where that is exact: isotropic Gaussian data', async () => {
    const normal = gaussian({
      mean: ['1/2', '-1/3'],
      covariance: [
        ['1/2', '0'],
        ['0', '1/2'],
      ],
    })
    const easy = problem(normal, linear({ T: 20, beta_start: '0.01', beta_end: '0.3' }))
    const oracle = openOracle()
    const network = networkFor(easy, [4])
    const predictor = await openPredictor(oracle, easy, network)
    const states = initialStates(network, generator(1))
    const { excess } = await riskMeter(easy, COARSE, COARSE).measure((points) =>
      predictor.predict(states, points),
    )
    // Both sides are sums of two products of doubles; their squared difference is far below one ulp of float32, squared.
    expect(excess).toBeLessThan(2 ** -48)
  })
})

describe('training on webasm', () => {
  let backend: Backend
  beforeAll(async () => {
    backend = await openBackend('webasm')
  })
  afterAll(() => backend.close())

  const network = networkFor(small, [8, 8])
  const start = (seed: number): Progress => ({
    step: 0,
    states: initialStates(network, generator(seed)),
    losses: [],
  })
  const run = (on: Backend, seed: number, steps: number, rate = 1e-2) =>
    train(on, sampledBatches(small, 32, generator(seed)), start(seed), {
      network,
      steps,
      rate: cosineRate(rate, steps),
    })

  it('is the same for the same seed, and on the oracle, bit for bit; another seed gives another network', async () => {
    const first = await run(backend, 1, 30)
    expect((await run(backend, 1, 30)).states).toEqual(first.states)
    expect((await run(openOracle(), 1, 30)).states).toEqual(first.states)
    expect((await run(backend, 2, 30)).states).not.toEqual(first.states)
  })

  it('goes on from where it was stopped as if it had not been', async () => {
    const whole = await run(backend, 3, 40)
    const batches = sampledBatches(small, 32, generator(3))
    const options = { network, steps: 40, rate: cosineRate(1e-2, 40) }
    const half = await train(backend, batches, start(3), { ...options, onRound: ({ step }) => step < 20 })
    expect(half.step).toBe(20)
    expect((await train(backend, batches, half, options)).states).toEqual(whole.states)
  })

  it('tells of divergence and names the last good step', async () => {
    await expect(run(backend, 1, 200, 1e4)).rejects.toThrow(Divergence)
    await expect(run(backend, 1, 200, 1e4)).rejects.toThrow(
      /diverged at step \d+: .* last good weights are those of step \d+/,
    )
  })

  it('lowers the excess risk: Adam on samples, Adam without sampling noise, and the second-order method, which needs far fewer steps', async () => {
    const meter = riskMeter(small, FINE, COARSE)
    const predictor = await openPredictor(backend, small, network)
    const risk = async (states: Progress['states']) =>
      (await meter.measure((points) => predictor.predict(states, points))).excess
    const before = await risk(start(1).states)
    const sampled = await risk((await run(backend, 1, 300)).states)
    const fineness = { times: 8, order: 5 }
    const quadrature = await train(backend, quadratureSource(small, fineness), start(1), {
      network,
      steps: 100,
      rate: cosineRate(2e-2, 100),
    })
    const losses: number[] = []
    const second = await levenbergMarquardt(backend, quadratureBatch(small, fineness), start(1).states, {
      network,
      steps: 12,
      onStep: ({ loss }) => losses.push(loss) > 0,
    })
    const [noiseless, secondOrder] = [await risk(quadrature.states), await risk(second)]
    expect(sampled).toBeLessThan(before)
    expect(noiseless).toBeLessThan(sampled)
    expect(secondOrder).toBeLessThan(noiseless)
    expect(losses).toHaveLength(12)
    expect(losses.every((loss, i) => i === 0 || loss < at(losses, i - 1))).toBe(true)
    await predictor.close()
  })
})

import { describe, expect, it } from 'vitest'
import type { GaussianComponent } from '../../reference/data/component.js'
import { logPotential, score, x0Hat } from '../../reference/data/posterior.js'
import type { ExponentialField } from '../../reference/numbers/algebra.js'
import { at } from '../../reference/numbers/combinators.js'
import { constant, type Dual, dualExponentials, gradient } from '../../reference/numbers/dual.js'
import { provedByModular } from './modular.js'
import { equals, type Point, type Statement } from './statement.js'

const range = (n: number) => [...Array(n).keys()]

/** Tweedie for K Gaussians with free weights, means and full covariances in d dimensions. */
function tweedie(K: number, d: number, wrong = false): Statement {
  const name = (kind: string, ...indices: number[]) => [kind, ...indices].join('_')
  const data = <T>(v: Point<string, T>): GaussianComponent<T>[] =>
    range(K).map((k) => ({
      weight: read(v, name('w', k)),
      mean: range(d).map((i) => read(v, name('m', k, i))),
      covariance: range(d).map((i) =>
        range(d).map((j) => read(v, name('c', k, Math.max(i, j), Math.min(i, j)))),
      ),
    }))
  const read = <T>(v: Point<string, T>, key: string): T => {
    const value = v[key]
    if (value === undefined) throw new RangeError(`no variable ${key}`)
    return value
  }
  const coordinates = range(d).map((i) => name('x', i))
  return {
    variables: [
      'signal',
      'variance',
      ...coordinates,
      ...range(K).flatMap((k) => [
        name('w', k),
        ...range(d).flatMap((i) => [name('m', k, i), ...range(i + 1).map((j) => name('c', k, i, j))]),
      ]),
    ],
    guards: [],
    conclude: <T>(F: ExponentialField<T>, v: Point<string, T>) => {
      const kernel = { signal: read(v, 'signal'), variance: read(v, 'variance') }
      const x = coordinates.map((key) => read(v, key))
      const lifted = {
        kernel: { signal: constant(kernel.signal), variance: constant(kernel.variance) },
        data: data(v).map(({ weight, mean, covariance }) => ({
          weight: constant(weight),
          mean: mean.map(constant),
          covariance: covariance.map((row) => row.map(constant)),
        })),
      }
      const logGradient = gradient<T, ExponentialField<Dual<T>>>(
        dualExponentials(F),
        (D, x) => logPotential(D, lifted.kernel, lifted.data, x),
        x,
      )
      const means = x0Hat(F, kernel, data(v), x)
      const formula = score(F, kernel, data(v), x)
      return range(d).flatMap((i) => [
        equals(at(logGradient, i), at(formula, i), 'the gradient is the score'),
        equals(
          F.add(at(x, i), F.mul(kernel.variance, at(formula, wrong ? (i + 1) % d : i))),
          F.mul(kernel.signal, at(means, i)),
          'Tweedie',
        ),
      ])
    },
  }
}

describe('mixture Tweedie on the reference, by modular', () => {
  for (const [K, d] of [
    [1, 1],
    [2, 2],
    [4, 3],
  ] as const)
    it(`K = ${K}, d = ${d}`, async () => {
      const outcome = await provedByModular('Tweedie', tweedie(K, d)).check({
        seed: 1,
        runs: 1,
        profile: 'quick',
      })
      expect(outcome).toMatchObject({ status: 'holds', cases: 2 * d })
    })

  it('falls with two coordinates of the score exchanged', async () => {
    const outcome = await provedByModular('Tweedie', tweedie(2, 2, true)).check({
      seed: 1,
      runs: 1,
      profile: 'quick',
    })
    expect(outcome).toMatchObject({ status: 'falls', counterexample: expect.stringContaining('Tweedie') })
  })
})

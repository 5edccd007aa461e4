import fc from 'fast-check'
import { derivative as differentiate } from 'mathjs'
import { describe, expect, test } from 'vitest'
import type { AnalyticField } from './algebra.js'
import { compileTraced } from './codegen.js'
import { BINARY, environment, evaluateNode } from './dag.js'
import { type Dual, dualAnalytic, dualField } from './dual.js'
import { enclosure, hi, lo } from './enclosure/index.js'
import {
  type Expression,
  environments,
  expressions,
  floats,
  LEAVES,
  rationals,
} from './fixtures/expressions.js'
import { changed, EXACT, intersects, lacking, verdict } from './fixtures/harness.js'
import { fromInfix, fromTex, mathjsOf, readText, readTree } from './fixtures/mathjs.js'
import { FLOAT32, FLOAT64 } from './float.js'
import { infixOf } from './infix.js'
import { residues } from './modular.js'
import { randomBits, randomPrime } from './modular-primes.js'
import { normalForms } from './polynomial-field.js'
import { equal, RATIONALS, type Rational } from './rational.js'
import { texOf } from './tex.js'

const how = { seed: 1, runs: 1500, share: 0.4 }
const FIELD = [...BINARY, 'neg'] as const
const WHOLE = ['0', '1', '-1', '2', '1/2', '1/3']
const points = environments(rationals, (x) => RATIONALS.add(x, RATIONALS.lit('1e-20')))

describe('generated code against the generic call, bit by bit', () => {
  const differences = (
    precision: 'float64' | 'float32',
    F: AnalyticField<number>,
    round: (x: number) => number,
  ) =>
    verdict(
      fc.tuple(
        expressions(),
        environments(floats(), (x) => x),
      ),
      how,
      ([{ graph, root }, point]) => {
        const args = LEAVES.map((name) => round(point.get(name) ?? 0))
        const traced = { name: 'f', tex: 'f', symbols: LEAVES, graph, leaves: [], value: root }
        const generic = evaluateNode(
          root,
          F,
          environment(new Map(LEAVES.map((name, i) => [name, args[i] ?? 0]))),
        )
        return Object.is(compileTraced(traced, precision)(...(args as never[])), generic)
      },
    )

  test.each([
    ['float64', FLOAT64, (x: number) => x],
    ['float32', FLOAT32, Math.fround],
  ] as const)('%s agrees, and an error in either shows', (precision, F, round) => {
    expect(differences(precision, F, round)).toBeUndefined()
    expect(differences(precision, changed(F, { sub: (a, b) => F.sub(b, a) }), round)).toContain('falls')
    expect(differences(precision, changed(F, { exp: (a) => F.exp(a) * (1 + 2 ** -23) }), round)).toContain(
      'falls',
    )
  })
})

describe('what is printed means what was traced', () => {
  const misread = (text: (e: Expression) => string) =>
    verdict(fc.tuple(expressions(FIELD, { literals: WHOLE }), points), how, ([expression, point]) =>
      equal(
        readText(text(expression), EXACT, environment(point)),
        evaluateNode(expression.root, EXACT, environment(point)),
      ),
    )
  test.each([
    ['TeX', ({ root }: Expression) => fromTex(texOf(root))],
    ['plain text', ({ root }: Expression) => fromInfix(infixOf(root))],
    ['mathjs', ({ root }: Expression) => mathjsOf(root)],
  ] as const)('%s, and a lost pair of parentheses shows', (_, text) => {
    expect(misread(text)).toBeUndefined()
    expect(misread((e) => text(e).replace(/\(([^()]*)\)/, '$1'))).toContain('falls')
  })
})

describe('dual numbers against mathjs’s symbolic derivative', () => {
  const slopes = (D: AnalyticField<Dual<Rational>>) =>
    verdict(fc.tuple(expressions(FIELD, { steps: 8, literals: WHOLE }), points), how, ([{ root }, point]) => {
      const symbolic = differentiate(mathjsOf(root), 'x', { simplify: false })
      const dual = evaluateNode(root, D, (path) => {
        const value = environment(point)(path)
        return path === 'x' ? { value, tangent: RATIONALS.lit(1n) } : { value }
      })
      return equal(readTree(symbolic, EXACT, environment(point)), dual.tangent ?? RATIONALS.lit(0n))
    })

  test('exactly, at rational points; an error in a rule shows', () => {
    const D = lacking(dualField(RATIONALS))
    expect(slopes(D)).toBeUndefined()
    const quotient: AnalyticField<Dual<Rational>>['div'] = (a, b) => D.neg(D.div(a, D.neg(D.neg(b))))
    expect(slopes(changed(D, { div: quotient }))).toContain('falls')
  })

  test('in enclosures, for the functions that mathjs differentiates', () => {
    const E = enclosure(200)
    const D = dualAnalytic(E)
    const ops = [...FIELD, 'sqrt', 'exp', 'log', 'expm1', 'log1p', 'sin', 'cos'] as const
    const slopesOf = (R: typeof D) =>
      verdict(
        fc.tuple(
          expressions(ops, { steps: 6, literals: WHOLE }),
          environments(fc.double({ min: -3, max: 3, noNaN: true }), (x) => x),
        ),
        { ...how, share: 0.2 },
        ([{ root }, point]) => {
          const at = (path: string) => E.double(environment(point)(path))
          const symbolic = readTree(differentiate(mathjsOf(root), 'x', { simplify: false }), E, at)
          const dual = evaluateNode(root, R, (path) =>
            path === 'x' ? { value: at(path), tangent: E.lit(1n) } : { value: at(path) },
          )
          const slope = dual.tangent ?? E.lit(0n)
          return intersects([lo(symbolic), hi(symbolic)], [lo(slope), hi(slope)])
        },
      )
    expect(slopesOf(D)).toBeUndefined()
    expect(
      slopesOf(changed(D, { log1p: (a) => ({ ...D.log1p(a), tangent: a.tangent ?? E.lit(0n) }) })),
    ).toContain('falls')
  })
})

describe('the modular reading against the normal form', () => {
  // two expressions, and the first again by other routes: some pairs are equal
  const pairs = fc.tuple(
    expressions(FIELD, { steps: 7 }),
    expressions(FIELD, { steps: 3 }),
    fc.nat({ max: 4 }),
  )
  const disagree = (broken: boolean) =>
    verdict(pairs, { ...how, runs: 600 }, ([a, b, route]) => {
      const M = residues(randomPrime(1), randomBits(3))
      const N = normalForms()
      const both = <T>(F: AnalyticField<T>, variable: (name: string) => T, same: (x: T, y: T) => boolean) => {
        const known = new Map(LEAVES.map((name) => [name, variable(name)]))
        const x = evaluateNode(a.root, F, environment(known))
        const y = evaluateNode(b.root, F, environment(known))
        const routes = [
          y,
          F.sub(F.add(x, y), y),
          F.neg(F.sub(y, F.add(x, y))),
          F.sub(F.mul(x, y), x),
          F.add(x, F.sub(y, y)),
        ]
        return same(x, routes[route] ?? y)
      }
      const R = lacking(M)
      const modular = both(broken ? changed(R, { sub: R.add }) : R, () => M.random(), M.same)
      const exact = both(lacking(N), N.variable, (x, y) => N.isZero(N.sub(x, y)))
      return modular === exact
    })

  test('they agree on what is equal, and an error shows', () => {
    expect(disagree(false)).toBeUndefined()
    expect(disagree(true)).toContain('falls')
  })
})

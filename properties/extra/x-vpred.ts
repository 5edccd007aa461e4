import fc from 'fast-check'
import { square } from '../../reference/numbers/combinators.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { diffuse } from '../../reference/process/kernel.js'
import {
  epsFromV,
  scoreFromV,
  vFromEps,
  vFromX0,
  vPrediction,
  x0FromV,
} from '../../reference/process/predictions.js'
import { anyRational, pythagorean } from '../arbitraries/rationals.js'
import {
  confirmed,
  equals,
  exactAtRationals,
  exactly,
  guard,
  provedByNormalForm,
  provedByZ3,
  statement,
} from '../evidence/index.js'
import { PARAM_EQ } from '../reverse/param-eq.js'
import { kernelOf, living, noisy } from '../reverse/variables.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'

const preserving = guard<'signal' | 'std'>(
  'a² + s² = 1, a ≥ 0, s ≥ 0 (variance preserving)',
  (F, { signal, std }) => [equals(square(F, std), F.sub(F.lit(1n), square(F, signal)))],
)

/** (x, v) is (x₀, ε) turned; so back is the turn the other way, and lengths are kept. */
const rotation = statement({
  variables: ['signal', 'std', 'x0', 'eps'],
  guards: [noisy, preserving],
  conclude: (F, at) => {
    const { add, sub, mul } = F
    const { signal, std, x0, eps } = at
    const kernel = kernelOf(F, at)
    const xt = diffuse(F, kernel, { x0, eps })
    const v = vPrediction(F, kernel, { x0, eps })
    const length = (a: typeof x0, b: typeof x0) => add(square(F, a), square(F, b))
    return [
      equals(sub(mul(signal, xt), mul(std, v)), x0, 'a·x − s·v = x₀'),
      equals(add(mul(std, xt), mul(signal, v)), eps, 's·x + a·v = ε'),
      equals(x0FromV(F, kernel, { xt, v }), x0, 'x₀ as converted'),
      equals(epsFromV(F, kernel, { xt, v }), eps, 'ε as converted'),
      equals(length(xt, v), length(x0, eps), 'x² + v² = x₀² + ε²'),
    ]
  },
})

/** −ε/s of the ε that v says, and v* from ε* and x̂₀ with a·x̂₀ + s·ε* = x. */
const scoreForm = statement({
  variables: ['signal', 'std', 'xt', 'v'],
  guards: [noisy, preserving],
  conclude: (F, at) => {
    const { sub, neg, mul, div } = F
    const { signal, std, xt, v } = at
    const kernel = kernelOf(F, at)
    const printedForm = sub(neg(xt), mul(div(signal, std), v))
    const parts = { x0: x0FromV(F, kernel, { xt, v }), eps: epsFromV(F, kernel, { xt, v }) }
    return [
      equals(scoreFromV(F, kernel, { xt, v }), printedForm, 'score'),
      equals(vPrediction(F, kernel, parts), v, 'v* = a·ε* − s·x̂₀'),
      equals(diffuse(F, kernel, parts), xt, 'a·x̂₀ + s·ε* = x'),
    ]
  },
})

/** Errors of the predictions of one thing: δv² = δx₀²/s² = δε²/a². */
const errors = statement({
  variables: ['signal', 'std', 'xt', 'p', 'q'],
  guards: [noisy, living, preserving],
  conclude: (F, at) => {
    const { sub, mul } = F
    const { signal, std, xt, p, q } = at
    const kernel = kernelOf(F, at)
    const gap = (f: (value: typeof p) => typeof p) => square(F, sub(f(p), f(q)))
    const fromX0 = gap((x0) => vFromX0(F, kernel, { xt, x0 }))
    const fromEps = gap((eps) => vFromEps(F, kernel, { xt, eps }))
    const given = gap((value) => value)
    return [
      equals(mul(square(F, std), fromX0), given, 's²·δv² = δx₀²'),
      equals(mul(square(F, signal), fromEps), given, 'a²·δv² = δε²'),
    ]
  },
})

const circle = fc
  .tuple(pythagorean, anyRational, anyRational)
  .map(([{ cos, sin }, x0, eps]) => ({ signal: cos, std: sin, x0, eps }))

export const X_VPRED = theorem({
  id: 'X-VPRED',
  title: 'With v = a·ε − s·x₀, (x, v) is a rotation of (x₀, ε): x₀ = a·x − s·v, ε = s·x + a·v',
  statement: String.raw`a^2+s^2=1:\quad x_0 = a x - s v,\ \ \varepsilon = s x + a v,\ \ \|x\|^2+\|v\|^2=\|x_0\|^2+\|\varepsilon\|^2,\
    \ v^* = a\varepsilon^* - s\hat x_0,\ \ \nabla\log q = -x - \tfrac as v^*`,
  sources: [cite('alphabar', 'X-VPRED'), cite('SalimansHo2022', 'section 4 and appendix D')],
  uses: [PARAM_EQ],
  hypotheses: [noisy, preserving],
  reduction:
    'Coordinates separate and v is linear in (x₀, ε): E[v|x] = a·E[ε|x] − s·E[x₀|x], so v* has the same relation to ε* ' +
    'and x̂₀ as v to ε and x₀, and the identities for points are those for the predictions. The score is −ε*/s.',
  formulas: [vPrediction, x0FromV, epsFromV, scoreFromV, vFromX0, vFromEps, diffuse],
  claims: [
    provedByNormalForm(
      'For all a² + s² = 1 and all x₀, ε: (x, v) is a rotation of (x₀, ε), and back.',
      rotation,
    ),
    provedByZ3('The rotation for all reals, with its denominators.', rotation),
    exactAtRationals('The rotation at rational points of the circle.', rotation, circle),
    provedByNormalForm('The score of v is −x − (a/s)·v, and v splits x = a·x̂₀ + s·ε*.', scoreForm),
    provedByNormalForm('An error in the prediction: ‖δv‖² = ‖δx₀‖²/s² = ‖δε‖²/a².', errors),
  ],
  counterexamples: [
    {
      drops: 'a² + s² = 1',
      text: 'a = 1, s = 2, x₀ = 1: a·x − s·v = 5 whatever ε; divided by a² + s² it is x₀ again.',
      check: confirmed(() => {
        const { lit, sub, mul } = RATIONALS
        const [signal, std, x0] = [lit(1n), lit(2n), lit(1n)]
        const kernel = kernelOf(RATIONALS, { signal, std })
        return ['0', '7/3'].flatMap((noise) => {
          const eps = lit(noise)
          const xt = diffuse(RATIONALS, kernel, { x0, eps })
          const v = vPrediction(RATIONALS, kernel, { x0, eps })
          return [
            exactly('5', sub(mul(signal, xt), mul(std, v)), `ε = ${noise}: a·x − s·v`),
            exactly('1', x0FromV(RATIONALS, kernel, { xt, v }), 'x₀ as converted'),
          ]
        })
      }),
    },
  ],
  errata: [],
})

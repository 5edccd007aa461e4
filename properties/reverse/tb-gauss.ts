import type { Data } from '../../reference/data/posterior.js'
import {
  epsCovariance,
  epsStar,
  logDensityHessian,
  score,
  x0Covariance,
  x0Hat,
} from '../../reference/data/posterior.js'
import { gaussianInformation } from '../../reference/integral/gaussian.js'
import type { ExponentialField, Field } from '../../reference/numbers/algebra.js'
import { at, square } from '../../reference/numbers/combinators.js'
import { constant, derivative, dualExponentials } from '../../reference/numbers/dual.js'
import { entryOf } from '../../reference/numbers/linear.js'
import { gaussianKl, scalarTransport } from '../../reference/objective/gaussian-kl.js'
import type { Kernel } from '../../reference/process/kernel.js'
import {
  atLeast,
  confirmed,
  enclosed,
  equals,
  exceeds,
  guard,
  printed,
  provedByModular,
  provedByNormalForm,
  provedByZ3,
  statement,
} from '../evidence/index.js'
import { KL_GAUSS } from '../objective/kl-gauss.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { fairSigns } from './fair-signs.js'
import { OPT_X0 } from './opt-x0.js'
import { closedFormsOf, informationOf, SHAPES_OF_ONE } from './tb-gauss-matrix.js'
import { kernelOf, noisy } from './variables.js'

const positive = guard<'variance'>('the data is Gaussian, v > 0', ({ lit }, { variance }) => [
  exceeds(variance, lit(0n)),
])

/** The closed forms of one Gaussian on the line. */
const closedForms = statement({
  variables: ['signal', 'std', 'mean', 'variance', 'x'],
  guards: [noisy, positive],
  conclude: (F, { mean, variance: v, x, ...of }) => {
    const { add, sub, mul, div, neg } = F
    const kernel = kernelOf(F, of)
    const [a, s] = [of.signal, of.std]
    const law: Data<typeof x> = [{ weight: F.lit(1n), mean: [mean], covariance: [[v]] }]
    const V = add(mul(square(F, a), v), square(F, s))
    const residual = sub(x, mul(a, mean))
    return [
      equals(at(x0Hat(F, kernel, law, [x]), 0), add(mean, mul(div(mul(a, v), V), residual)), 'x̂₀'),
      equals(entryOf(x0Covariance(F, kernel, law, [x]), 0, 0), div(mul(v, square(F, s)), V), 'Var(x₀|x)'),
      equals(at(epsStar(F, kernel, law, [x]), 0), div(mul(s, residual), V), 'ε*'),
      equals(entryOf(epsCovariance(F, kernel, law, [x]), 0, 0), div(mul(square(F, a), v), V), 'Var(ε|x)'),
      equals(at(score(F, kernel, law, [x]), 0), neg(div(residual, V)), 'S'),
      equals(
        entryOf(logDensityHessian(F, kernel, law, [x]), 0, 0),
        neg(div(F.lit(1n), V)),
        '−Fisher information',
      ),
    ]
  },
})

/** The joint law of (x₀, x) and the product of its marginals. */
function jointAndProduct<T>(F: Field<T>, { signal, variance }: Kernel<T>, mean: T, v: T) {
  const { lit, add, mul } = F
  const shared = mul(signal, v)
  const total = add(mul(signal, shared), variance)
  const means = [mean, mul(signal, mean)]
  return {
    joint: {
      mean: means,
      covariance: [
        [v, shared],
        [shared, total],
      ],
    },
    product: {
      mean: means,
      covariance: [
        [v, lit(0n)],
        [lit(0n), total],
      ],
    },
  }
}

function information<T>(F: ExponentialField<T>, kernel: Kernel<T>, mean: T, v: T): T {
  const { joint, product } = jointAndProduct(F, kernel, mean, v)
  return gaussianKl(F, joint, product)
}

/** I(x₀; x) is the KL of the joint law to the product: the same slope in a as ½ log(1 + a²v/s²), and both 0 at a = 0. */
const mutual = statement({
  variables: ['signal', 'std', 'mean', 'variance'],
  guards: [noisy, positive],
  conclude: (F, { signal, std, mean, variance: v }) => {
    const { lit, mul } = F
    const D = dualExponentials(F)
    const noise = mul(std, std)
    const slope = derivative(
      D,
      (G, a) => information(G, { signal: a, variance: constant(noise) }, constant(mean), constant(v)),
      signal,
    )
    const printedSlope = derivative(
      D,
      (G, a) => {
        const ratio = G.div(G.mul(square(G, a), constant(v)), constant(noise))
        return G.mul(G.lit('1/2'), G.log(G.add(G.lit(1n), ratio)))
      },
      signal,
    )
    return [
      equals(slope, printedSlope, 'dI/da'),
      equals(information(F, { signal: lit(0n), variance: noise }, mean, v), lit(0n), 'I at a = 0'),
    ]
  },
})

/** The cost of a coupling of correlation ρ, and of the monotone map T(x) = m₂ + (s₂/s₁)(x − m₁). */
const transport = statement({
  variables: ['mean1', 'std1', 'mean2', 'std2', 'rho'],
  guards: [
    guard<'std1' | 'std2' | 'rho'>('s₁, s₂ > 0, |ρ| ≤ 1', ({ lit }, { std1, std2, rho }) => [
      exceeds(std1, lit(0n)),
      exceeds(std2, lit(0n)),
      atLeast(lit(1n), rho),
      atLeast(rho, lit('-1')),
    ]),
  ],
  conclude: (F, { mean1, std1, mean2, std2, rho }) => {
    const { lit, add, sub, mul } = F
    const shift = square(F, sub(mean1, mean2))
    const shared = mul(lit(2n), mul(rho, mul(std1, std2)))
    const cost = add(shift, sub(add(square(F, std1), square(F, std2)), shared))
    const least = scalarTransport(
      F,
      { mean: mean1, variance: square(F, std1) },
      { mean: mean2, variance: square(F, std2) },
    )
    return [atLeast(cost, least, 'cost of a coupling')]
  },
})

const monotoneMap = statement({
  variables: ['mean1', 'std1', 'mean2', 'std2'],
  guards: [
    guard<'std1' | 'std2'>('s₁, s₂ > 0', ({ lit }, { std1, std2 }) => [
      exceeds(std1, lit(0n)),
      exceeds(std2, lit(0n)),
    ]),
  ],
  conclude: (F, { mean1, std1, mean2, std2 }) => {
    const { sub, add, div, mul, lit } = F
    const slope = div(std2, std1)
    const [variance1, variance2] = [square(F, std1), square(F, std2)]
    const left = mul(square(F, sub(lit(1n), slope)), variance1)
    return [
      equals(mul(square(F, slope), variance1), variance2, 'Var T(x) = v₂'),
      equals(
        add(square(F, sub(mean1, mean2)), left),
        scalarTransport(F, { mean: mean1, variance: variance1 }, { mean: mean2, variance: variance2 }),
        'E(x − T(x))² = W₂²',
      ),
    ]
  },
})

export const TB_GAUSS = theorem({
  id: 'TB-GAUSS',
  title: 'Gaussian data: every quantity in closed form, linear in x',
  statement: String.raw`\pi = \mathcal N(m, v),\ V = a^2 v + s^2:\quad \hat x_0 = m + \tfrac{av}{V}(x - am),\
    \operatorname{Var}(x_0|x) = \tfrac{v s^2}{V},\ \varepsilon^* = \tfrac{s(x - am)}{V},\ \operatorname{Var}(\varepsilon|x) = \tfrac{a^2 v}{V},\
    S = -\tfrac{x - am}{V},\ J = \tfrac1V,\ I(x_0;x) = \tfrac12\log(1 + \tfrac{a^2 v}{s^2}),\
    W_2^2 = (m_1-m_2)^2 + (\sqrt{v_1}-\sqrt{v_2})^2;\quad
    \pi = \mathcal N(m,\Sigma),\ V = a^2\Sigma + s^2I:\ \hat x_0 = m + a\Sigma V^{-1}(x-am),\ \operatorname{Cov}(x_0|x) = s^2\Sigma V^{-1},\
    \varepsilon^* = sV^{-1}(x-am),\ \operatorname{Cov}(\varepsilon|x) = a^2\Sigma V^{-1},\ S = -V^{-1}(x-am),\ I = \tfrac12\log\det(V/s^2)`,
  sources: [cite('alphabar', 'TB-GAUSS')],
  uses: [OPT_X0, KL_GAUSS],
  hypotheses: [...closedForms.guards],
  reduction:
    'Conditioning in a Gaussian pair, as the reference does it for any dimension, written out on the line. The Fisher ' +
    'information is E[−S′], and S′ is constant. I(x₀; x) is the KL of the joint law to the product of its marginals ' +
    '(KL-GAUSS): its derivative in a and its value at a = 0 determine it. W₂²: E(x − y)² depends on a joint law through the ' +
    'correlation ρ alone, is least at ρ = 1 (Cauchy–Schwarz: ρ ≤ 1), and the monotone map has that correlation.',
  formulas: [
    x0Hat,
    x0Covariance,
    epsStar,
    epsCovariance,
    score,
    logDensityHessian,
    gaussianKl,
    gaussianInformation,
    scalarTransport,
  ],
  claims: [
    provedByNormalForm(
      'x̂₀, Var(x₀|x), ε*, Var(ε|x), S and the Fisher information are as stated.',
      closedForms,
    ),
    provedByNormalForm(
      'In the plane, by LDLᵀ of V = a²Σ + s²I, the same with Σ full.',
      closedFormsOf(SHAPES_OF_ONE.slice(0, 2)),
    ),
    provedByModular('The same for d ≤ 3.', closedFormsOf(SHAPES_OF_ONE)),
    provedByModular(
      'I(x₀; x) = ½(log det V − d·log s²) for d ≤ 3: the same slope in a, and 0 at a = 0.',
      informationOf(SHAPES_OF_ONE),
    ),
    provedByNormalForm('I(x₀; x) = ½ log(1 + a²v/s²): the same slope in a, and 0 at a = 0.', mutual),
    provedByZ3(
      'No coupling costs less than W₂²: E(x − y)² at correlation ρ ∈ [−1, 1] is at least that.',
      transport,
    ),
    provedByNormalForm('The monotone map carries one law to the other at the cost W₂².', monotoneMap),
  ],
  counterexamples: [
    {
      drops: 'the data is Gaussian',
      text: 'fair signs have mean 0 and variance 1 too: at ᾱ = ½, x = 1, x̂₀ = tanh √2 = 0.88838556, the formula √½ = 0.70710678.',
      check: confirmed(() => {
        const kernel = <T>(F: Parameters<typeof x0Hat<T>>[0]) => ({
          signal: F.sqrt(F.lit('1/2')),
          variance: F.lit('1/2'),
        })
        return [
          printed(
            '0.88838556',
            enclosed((F) => at(x0Hat(F, kernel(F), fairSigns(F), [F.lit(1n)]), 0)),
            'x̂₀',
          ),
          printed(
            '0.88838556',
            enclosed((F) => F.tanh(F.sqrt(F.lit(2n)))),
            'tanh √2',
          ),
          printed(
            '0.70710678',
            enclosed((F) => {
              const unit = [{ weight: F.lit(1n), mean: [F.lit(0n)], covariance: [[F.lit(1n)]] }]
              return at(x0Hat(F, kernel(F), unit, [F.lit(1n)]), 0)
            }),
            'unit Gaussian data: x̂₀',
          ),
        ]
      }),
    },
  ],
  errata: [],
})

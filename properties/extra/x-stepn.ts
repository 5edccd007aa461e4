import fc from 'fast-check'
import { at } from '../../reference/numbers/combinators.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { compose, diffuse } from '../../reference/process/kernel.js'
import { posteriorMean } from '../../reference/process/posterior.js'
import { epsFromX0 } from '../../reference/process/predictions.js'
import { posteriorMeanFromEps, stepEpsFromEps } from '../../reference/process/reverse-mean.js'
import { anyRational } from '../arbitraries/rationals.js'
import {
  confirmed,
  enclosed,
  exactAtRationals,
  printed,
  printedRoot,
  provedByNormalForm,
  provedByZ3,
} from '../evidence/index.js'
import { POST_EPS } from '../reverse/post-eps.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import {
  hoTables,
  inConventionA,
  linearity,
  noiseSubtracted,
  noisy,
  PRINTED,
  regression,
  throughTheMean,
  transitions,
} from './x-stepn-statements.js'

export const X_STEPN = theorem({
  id: 'X-STEPN',
  title: 'The noise of one step, as predicted from x_t, is √(β_t/(1−ᾱ_t)) of the accumulated noise',
  statement: String.raw`x_t = a x_s + \sqrt v\,e:\quad \mathrm E[e \mid x_t, x_0] = \frac{\sqrt v}{s_t}\,\varepsilon(x_t|x_0),\qquad
    \mathrm E[e \mid x_t] = \frac{\sqrt v}{s_t}\,\varepsilon^*(x_t)`,
  sources: [cite('alphabar', 'X-STEPN'), cite('X', 'noise added at timestep t')],
  uses: [POST_EPS],
  hypotheses: [
    noisy,
    {
      kind: 'analytic',
      text: 'the two noises are standard Gaussian, independent of each other and of x₀',
      citation: cite('Ho2020', 'eq. (2)'),
    },
  ],
  reduction:
    'Given x₀, (e, x_t) is jointly Gaussian, so e minus a linear function of x_t is independent of x_t as soon as it is ' +
    'not correlated with it, and that function plus the mean is then E[e|x_t,x₀]. Second moments are the same for any ' +
    'noises of mean 0, variance 1 that are uncorrelated; fair signs are such. E[e|x_t] is the average of E[e|x_t,x₀] over ' +
    'q(x₀|x_t) (tower property), and the formula is linear in ε.',
  formulas: [stepEpsFromEps, posteriorMean, posteriorMeanFromEps, compose, diffuse, epsFromX0],
  claims: [
    provedByNormalForm(
      'e − √v·ε/s has mean 0 and is not correlated with x_t, for all kernels and x₀.',
      regression,
    ),
    provedByZ3('The same for all reals, with its denominators and radicands.', regression),
    exactAtRationals(
      'The same at rational transitions.',
      regression,
      fc.tuple(transitions, anyRational).map(([transition, x0]) => ({ ...transition, x0 })),
    ),
    provedByNormalForm('A second way: x_t = a·μ̃ + √v·E[e|x_t,x₀], with μ̃ of POST-MEAN.', throughTheMean),
    provedByNormalForm('An average of E[e|x_t,x₀] over x₀ is the formula at the average of ε.', linearity),
    provedByNormalForm('In Ho et al.’s convention the square of the factor is β_t/(1−ᾱ_t).', inConventionA),
    {
      text: 'On Ho et al.’s linear schedule the factor is 1, .38391777, .14184763, .14142421 at t = 1, 10, 100, 1000.',
      tier: 'exact',
      engine: 'rationals',
      check: confirmed(() => {
        const { beta, variance } = hoTables()
        return PRINTED.map(([t, decimal]) =>
          printedRoot(decimal, RATIONALS.div(at(beta, t), at(variance, t)), `√(β/(1−ᾱ)) at t = ${t}`),
        )
      }),
    },
  ],
  counterexamples: [],
  errata: [
    {
      id: 'E47',
      citation: cite('M', 'Step 8b; ε-Prediction, parameterization'),
      printed: 'the network predicts the noise added at step t; to reverse the step, subtract it',
      correct:
        'ε is the accumulated noise: x_t − s·ε̂ is √ᾱ_t·x̂₀, not x_{t−1}; unit Gaussian data, ᾱ_{t−1} = .7, α_t = .6, ' +
        'x_t = 1: .42 where the mean of x_{t−1} is .7746; the noise of step t is √(β_t/(1−ᾱ_t)) of it, .1414 at T',
      check: confirmed(() => {
        const { beta, variance } = hoTables()
        return [
          printed(
            '0.42',
            enclosed((F) => noiseSubtracted(F).subtracted),
            'x_t − s·ε*',
          ),
          printed(
            '0.42',
            enclosed((F) => noiseSubtracted(F).signalPart),
            '√ᾱ_t·x̂₀',
          ),
          printed(
            '0.7746',
            enclosed((F) => noiseSubtracted(F).mean),
            'E[x_{t−1}|x_t]',
          ),
          printedRoot('0.1414', RATIONALS.div(at(beta, 1000), at(variance, 1000)), 'the factor at T'),
        ]
      }),
    },
  ],
})

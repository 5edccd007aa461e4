import type { AnalyticField } from '../numbers/algebra.js'
import { square } from '../numbers/combinators.js'
import { logistic } from './sigmoid.js'

export type Needs = 'field' | 'radical' | 'analytic'

/** A function of one number that an expression may call. */
export interface Known {
  readonly needs: Needs
  readonly read: <X>(F: AnalyticField<X>, x: X) => X
}

const analytic = (read: Known['read']): Known => ({ needs: 'analytic', read })

const two = <X>(F: AnalyticField<X>): X => F.lit(2n)

/** The functions of one number that a schedule's expression may call. sinh and tanh are written without cancellation. */
export const FUNCTIONS: Readonly<Record<string, Known>> = {
  sqrt: { needs: 'radical', read: (F, x) => F.sqrt(x) },
  square: { needs: 'field', read: square },
  cube: { needs: 'field', read: (F, x) => F.mul(square(F, x), x) },
  exp: analytic((F, x) => F.exp(x)),
  expm1: analytic((F, x) => F.expm1(x)),
  log: analytic((F, x) => F.log(x)),
  log1p: analytic((F, x) => F.log1p(x)),
  log2: analytic((F, x) => F.div(F.log(x), F.log(two(F)))),
  log10: analytic((F, x) => F.div(F.log(x), F.log(F.lit(10n)))),
  sin: analytic((F, x) => F.sin(x)),
  cos: analytic((F, x) => F.cos(x)),
  tan: analytic((F, x) => F.div(F.sin(x), F.cos(x))),
  cosh: analytic((F, x) => F.div(F.add(F.exp(x), F.exp(F.neg(x))), two(F))),
  sinh: analytic((F, x) => F.div(F.sub(F.expm1(x), F.expm1(F.neg(x))), two(F))),
  tanh: analytic((F, x) => {
    const growth = F.expm1(F.mul(two(F), x))
    return F.div(growth, F.add(growth, two(F)))
  }),
  erf: analytic((F, x) => F.erf(x)),
  sigmoid: analytic(logistic),
}

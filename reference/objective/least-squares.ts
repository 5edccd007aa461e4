import type { Field } from '../numbers/algebra.js'
import { at, dot, square, sum } from '../numbers/combinators.js'
import { formula } from '../numbers/formula.js'

/**
 * Least squares on a finite joint law of (X, Z): row z lists the masses P(X = x, Z = z) and the values x.
 * Source: theorems L2-COND, X-PYTHAG.
 */
export interface Row<T> {
  readonly masses: readonly T[]
  readonly values: readonly T[]
}

const row = { masses: ['p_1', 'p_2'], values: ['x_1', 'x_2'] }

/** E[X | Z = z] = Σ p·x / Σ p. Needs Σ p ≠ 0. */
export const conditionalMean = formula(
  'conditionalMean',
  '\\operatorname{E}[X \\mid z]',
  [row],
  <T>(F: Field<T>, { masses, values }: Row<T>): T => F.div(dot(F, masses, values), sum(F, masses)),
)

/** E‖X − f(Z)‖², f by its value on each row. The masses need not sum to 1: a row's scale is the weight of its loss. */
export const meanSquaredError = formula(
  'meanSquaredError',
  '\\operatorname{E}(X - f(Z))^2',
  [
    [row, { masses: ['p_3', 'p_4'], values: ['x_3', 'x_4'] }],
    ['f_1', 'f_2'],
  ],
  <T>(F: Field<T>, rows: readonly Row<T>[], f: readonly T[]): T =>
    sum(
      F,
      rows.map(({ masses, values }, z) =>
        dot(
          F,
          masses,
          values.map((x) => square(F, F.sub(x, at(f, z)))),
        ),
      ),
    ),
)

/** E‖f(Z) − g(Z)‖². */
export const meanSquaredGap = formula(
  'meanSquaredGap',
  '\\operatorname{E}(f(Z) - g(Z))^2',
  [
    [row, { masses: ['p_3', 'p_4'], values: ['x_3', 'x_4'] }],
    ['f_1', 'f_2'],
    ['g_1', 'g_2'],
  ],
  <T>(F: Field<T>, rows: readonly Row<T>[], f: readonly T[], g: readonly T[]): T =>
    sum(
      F,
      rows.map(({ masses }, z) => F.mul(sum(F, masses), square(F, F.sub(at(f, z), at(g, z))))),
    ),
)

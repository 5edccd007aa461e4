/**
 * Arithmetic of non-negative doubles whose results are never below the exact ones. For z = fl(x ∘ y):
 * |z − x ∘ y| ≤ 2⁻⁵³|x ∘ y| + 2⁻¹⁰⁷⁵, so z(1 + 2⁻⁵¹) + 2⁻¹⁰⁷⁴ is above x ∘ y also after its own two roundings; what is
 * exact (a zero operand) stays as it is.
 */
const up = (z: number): number => z * (1 + 2 ** -51) + Number.MIN_VALUE

export const plus = (x: number, y: number): number => (x === 0 ? y : y === 0 ? x : up(x + y))
export const times = (x: number, y: number): number => (x === 0 || y === 0 ? 0 : up(x * y))
/** x/y for y > 0. */
export const over = (x: number, y: number): number => (x === 0 ? 0 : up(x / y))
export const root = (x: number): number => (x === 0 ? 0 : up(Math.sqrt(x)))

/** x − y from below, for any x and y ≥ 0. */
export const minus = (x: number, y: number): number => {
  if (y === 0) return x
  const z = x - y
  return z - Math.abs(z) * 2 ** -51 - Number.MIN_VALUE
}

import type { Field } from './algebra.js'

/**
 * What the symbolic readings share: exponentials, logarithms and shifts as opaque generators, one for each distinct
 * argument, and roots recognised as products of roots already known.
 */

/** One value for each distinct argument list, made when first asked for. */
export function memoised<T>(
  same: (a: T, b: T) => boolean,
  make: (args: readonly T[]) => T,
): (args: readonly T[]) => T {
  const known: { readonly args: readonly T[]; readonly value: T }[] = []
  return (args) => {
    const found = known.find(
      (entry) => entry.args.length === args.length && entry.args.every((a, i) => same(a, args[i] ?? a)),
    )
    if (found) return found.value
    const value = make(args)
    known.push({ args, value })
    return value
  }
}

/** A non-negative element and its square. */
export interface KnownRoot<T> {
  readonly root: T
  readonly square: T
}

/** Products of at most this many known roots are tried. */
const LONGEST = 3

/**
 * √x as c·∏ rᵢ^±1 where the known squares say x = c²·∏ aᵢ^±1 and c ≥ 0 is a rational; undefined where no such
 * product of at most three is found. `constantRoot` gives c ≥ 0 for an element that is c². The search divides in
 * `quiet`, an algebra that keeps no record; the root that comes back is computed in `F`.
 */
export function knownRoot<T>(
  { F, quiet }: { readonly F: Field<T>; readonly quiet: Field<T> },
  constantRoot: (quotient: T) => T | undefined,
  known: readonly KnownRoot<T>[],
  x: T,
): T | undefined {
  interface Partial {
    readonly rest: T
    readonly root: () => T
    readonly next: number
  }
  let level: readonly Partial[] = [{ rest: x, root: () => F.lit(1n), next: 0 }]
  for (let length = 0; length <= LONGEST; length++) {
    for (const { rest, root } of level) {
      const c = constantRoot(rest)
      if (c !== undefined) return F.mul(c, root())
    }
    if (length === LONGEST) return undefined
    level = level.flatMap(({ rest, root, next }) =>
      known.slice(next).flatMap((r, i): Partial[] => [
        {
          rest: quiet.div(rest, r.square),
          root: () => F.mul(root(), r.root),
          next: next + i + 1,
        },
        {
          rest: quiet.mul(rest, r.square),
          root: () => F.div(root(), r.root),
          next: next + i + 1,
        },
      ]),
    )
  }
  return undefined
}

import type { ExponentialField } from './algebra.js'
import { type Fraction, fractionField, type Ring, whole } from './fractions.js'
import { type KnownRoot, knownRoot, memoised } from './opaque.js'
import {
  add,
  collect,
  constant,
  exponent,
  factors,
  firstTerm,
  key,
  lastVariable,
  monomial,
  mul,
  neg,
  ONE,
  type Polynomial,
  pow,
  print,
  variable,
  ZERO,
} from './polynomial.js'
import { rational, rationalSqrt } from './rational.js'

export type RationalFunction = Fraction<Polynomial>

/** vᵖᵒʷᵉʳ = num/den, in variables before v. */
export interface Rule {
  readonly variable: number
  readonly power: 1 | 2
  readonly num: Polynomial
  readonly den: Polynomial
}

/**
 * Rational functions in normal form: the deterministic reading that proves small identities.
 *
 * Variables come one after another. A root r = √a is a variable with the rule r² → a in the variables before it, so
 * every element has a numerator linear in each root, and the test for 0 is whether that numerator is empty. What
 * {@link isZero} says yes to is 0 for all reals where no {@link denominators} entry is 0 and every root is real. Its no
 * says *different* only while the roots are independent (√(ab) is not √a·√b to it) and no generator was made for
 * an exponential or an undeclared root ({@link generators}); otherwise its no says *undecided*.
 */
export interface NormalForms extends ExponentialField<RationalFunction> {
  readonly variable: (name: string) => RationalFunction
  /** The non-negative r with r² = radicand. */
  readonly root: (name: string, radicand: RationalFunction) => RationalFunction
  /** a = 0, used as a rule for the last variable in it. @throws RangeError where it is no such rule. */
  readonly assumeZero: (a: RationalFunction) => void
  /** a ≥ 0: then √(a²) is a. */
  readonly assumeNonNegative: (a: RationalFunction) => void
  /** What defines a variable by those before it: a root, or a hypothesis that is solved for it. */
  readonly rules: () => readonly Rule[]
  /** The names of the variables, by index. */
  readonly names: () => readonly string[]
  readonly isZero: (a: RationalFunction) => boolean
  readonly print: (a: RationalFunction) => string
  /** What was divided by, once each. */
  readonly denominators: () => readonly Polynomial[]
  readonly printPolynomial: (a: Polynomial) => string
  /** Exponentials, logarithms, shifts and undeclared roots met: opaque variables. */
  readonly generators: () => readonly string[]
}

export function normalForms(): NormalForms {
  const names: string[] = []
  const rules: Rule[] = []
  const known: KnownRoot<RationalFunction>[] = []
  const divisors = new Map<string, Polynomial>()
  const made: string[] = []

  const ring: Ring<Polynomial> = {
    integer: constant,
    add,
    mul: (a, b) => monicReduce(mul(a, b)),
    neg,
    key,
    factors,
  }
  const record = (divisor: Polynomial): void => {
    if (lastVariable(divisor) >= 0) divisors.set(key(divisor), divisor)
  }
  const F = fractionField(ring, record)
  const quiet = fractionField(ring, () => {})

  // v² → num where den = 1, for every such rule, last variable first: the value is unchanged.
  function monicReduce(p: Polynomial): Polynomial {
    return rules.reduceRight((q, rule) => (isOne(rule.den) ? reduceBy(q, rule) : q), p)
  }

  // Σ cₑ vᵉ → Σ cₑ num^⌊e/k⌋ den^(m−⌊e/k⌋) v^(e mod k): p·denᵐ, with m the largest ⌊e/k⌋.
  function reduceBy(p: Polynomial, { variable: v, power, num, den }: Rule): Polynomial {
    let most = 0
    for (const mono of p.keys()) most = Math.max(most, Math.floor(exponent(mono, v) / power))
    if (most === 0) return p
    let total: Polynomial = ZERO
    for (const [e, part] of collect(p, v)) {
      const n = Math.floor(e / power)
      const rest = new Map([[monomial(v, e % power), 1n]])
      total = add(total, mul(mul(part, mul(pow(num, n), pow(den, most - n))), rest))
    }
    return total
  }

  const reduce = (p: Polynomial): Polynomial => rules.reduceRight((q, rule) => reduceBy(q, rule), p)
  const isZero = (a: RationalFunction) => a.num.size === 0 || reduce(a.num).size === 0
  const same = (a: RationalFunction, b: RationalFunction) => isZero(quiet.sub(a, b))

  const fresh = (name: string): RationalFunction => {
    names.push(name)
    return whole(variable(names.length - 1))
  }
  const expanded = (a: RationalFunction): Polynomial =>
    [...a.den.values()].reduce((p, { base, power }) => mul(p, pow(base, power)), ONE)

  const addRoot = (name: string, square: RationalFunction): RationalFunction => {
    const den = expanded(square)
    // √(n/d) for a number d is w/d with w² = n·d: that rule needs no denominator, so every product is reduced by it.
    const scaled = lastVariable(den) < 0 && !isOne(den)
    const variable = fresh(scaled ? `${print(den, names)}·${name}` : name)
    rules.push({
      variable: names.length - 1,
      power: 2,
      num: scaled ? mul(square.num, den) : square.num,
      den: scaled ? ONE : den,
    })
    const root = scaled ? quiet.div(variable, whole(den)) : variable
    known.push({ root, square })
    return root
  }
  const generator = (name: string): RationalFunction => {
    made.push(name)
    return fresh(name)
  }

  // c ≥ 0 with c² = a, where a is a rational square whatever its form: it is the quotient of first terms if at all.
  const constantRoot = (a: RationalFunction): RationalFunction | undefined => {
    const num = reduce(a.num)
    if (num.size === 0) return whole(ZERO)
    const c = rational(firstTerm(num)[1], firstTerm(reduce(expanded(a)))[1])
    const root = rationalSqrt(c)
    if (!root || !same(a, quiet.lit(`${c.num}/${c.den}`))) return undefined
    return quiet.lit(`${root.num}/${root.den}`)
  }

  const text = (a: RationalFunction): string => {
    const bottom = [...a.den.values()].map(
      ({ base, power }) => `(${print(base, names)})${power === 1 ? '' : `^${power}`}`,
    )
    return bottom.length === 0 ? print(a.num, names) : `(${print(a.num, names)})/${bottom.join('')}`
  }

  const exponential = memoised(same, ([a = whole(ZERO)]) => {
    if (isZero(a)) return F.lit(1n)
    const value = generator(`exp(${text(a)})`)
    known.push({ root: value, square: F.mul(value, value) })
    return value
  })
  const logarithm = memoised(same, ([a = whole(ONE)]) =>
    same(a, F.lit(1n)) ? F.lit(0n) : generator(`log(${text(a)})`),
  )
  const shift = memoised(same, () => generator(`m${made.length}`))

  return {
    ...F,
    sqrt: (a) => {
      const found = knownRoot({ F, quiet }, constantRoot, known, a)
      if (found) return found
      const name = `√(${text(a)})`
      made.push(name)
      return addRoot(name, a)
    },
    exp: (a) => exponential([a]),
    log: (a) => logarithm([a]),
    shift,
    variable: fresh,
    root: addRoot,
    assumeZero: (a) => {
      const p = reduce(a.num)
      const v = lastVariable(p)
      if (p.size === 0) return
      const parts = collect(p, Math.max(v, 0))
      const top = Math.max(...parts.keys())
      const [den, num] = [parts.get(top), parts.get(0) ?? ZERO]
      const taken = rules.some((rule) => rule.variable === v)
      const solvable = v >= 0 && (top === 1 || top === 2) && parts.size <= (parts.has(0) ? 2 : 1)
      if (!solvable || taken || !den)
        throw new RangeError(
          `undecided: the hypothesis ${print(p, names)} = 0 does not solve for its last variable or the square of ` +
            'it; write the statement with fewer variables, or declare that variable as a root',
        )
      record(den)
      rules.push({ variable: v, power: top, num: neg(num), den })
      rules.sort((x, y) => x.variable - y.variable)
    },
    assumeNonNegative: (a) => {
      known.push({ root: a, square: F.mul(a, a) })
    },
    rules: () => rules,
    names: () => names,
    isZero,
    print: text,
    denominators: () => [...divisors.values()],
    printPolynomial: (p) => print(p, names),
    generators: () => made,
  }
}

const isOne = (p: Polynomial) => p.size === 1 && p.get('') === 1n

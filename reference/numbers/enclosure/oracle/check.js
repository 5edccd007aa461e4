// Usage: cases.py … | node check.js COUNT. Reads each case with the built package's enclosures and counts the results that
// do not hold Arb's (a result so near the end of a ball that Arb's own radius straddles it counts as undecided). Prints, for each
// operation, how wide our balls are in units of Arb's at the same precision (of half a unit in the last of p bits where Arb's is
// narrower, as of 1 + 2^-20000; for log-sum-exp of the sum, as one that Arb need not round makes it narrower by chance: where every
// term is next to a power of two). The double-doubles of the first stage are held against the same answers, where they claim
// anything, and so is each operation compiled at up to 128 bits, where triple-doubles decide it. Exits 1 on any failure, any
// undecided, any error, or another number of cases than COUNT.
import { createInterface } from 'node:readline'

const numbers = process.env.NUMBERS ?? '../../../../dist/reference/numbers'
const { enclosure, Undecided } = await import(`${numbers}/enclosure/index.js`)
const { fromDouble } = await import(`${numbers}/enclosure/ball.js`)
const { fromBall } = await import(`${numbers}/enclosure/double-double-functions.js`)
const { DOUBLE_DOUBLES } = await import(`${numbers}/enclosure/first-stage.js`)
const { logSumExp, softmax } = await import(`${numbers}/combinators.js`)
const { formula } = await import(`${numbers}/formula.js`)
const { compileEnclosed } = await import(`${numbers}/enclosed.js`)
const { LONGEST } = await import(`${numbers}/enclosed-words.js`)
const expected = Number(process.argv[2])

const int = (text) => (text.startsWith('-') ? -BigInt(`0x${text.slice(1)}`) : BigInt(`0x${text}`))

/** ends of a ball as integers over 2^exp, exactly: the radius times 2^k is an integer */
function ends({ mid, exp, rad }) {
  let [r, k] = [rad, 0]
  while (!Number.isInteger(r)) [r, k] = [r * 2, k + 1]
  const m = mid << BigInt(k)
  return { low: m - BigInt(r), high: m + BigInt(r), exp: exp - k }
}

/** sign of a·2^e − b·2^f; exponents may be far apart */
function compare(a, e, b, f) {
  if (a === 0n || b === 0n || a < 0n !== b < 0n) return a === b ? 0 : a > b ? 1 : -1
  const top = (x) => (x < 0n ? -x : x).toString(2).length
  const gap = top(a) + e - (top(b) + f)
  if (gap !== 0) return gap > 0 === a > 0n ? 1 : -1
  const d = e - f
  const [x, y] = d >= 0 ? [a << BigInt(d), b] : [a, b << BigInt(-d)]
  return x === y ? 0 : x > y ? 1 : -1
}

const apply = (F, op, operands) => {
  if (op === 'pi') return F.pi
  if (op === 'logSumExp') return logSumExp(F, operands)
  return op === 'softmax' ? softmax(F, operands)[0] : F[op](...operands)
}

/** The sum of doubles over 2^-1100, exactly. */
const exactly = (...xs) =>
  xs.map(fromDouble).reduce((sum, { mid, exp }) => sum + (mid << BigInt(exp + 1100)), 0n)

const SECOND_ONLY = ['sin', 'cos', 'tanh', 'erf', 'erfc']

/** Does the double-double lie outside of the truth? undefined where it claims nothing. */
function firstStageMisses(op, operands, truth) {
  if (SECOND_ONLY.includes(op)) return undefined
  const { hi, lo, err } = apply(DOUBLE_DOUBLES, op, operands.map(fromBall))
  if (!Number.isFinite(hi + lo + err)) return undefined
  return (
    compare(truth.low, truth.exp, exactly(hi, lo, err), -1100) > 0 ||
    compare(truth.high, truth.exp, exactly(hi, lo, -err), -1100) < 0
  )
}

const COMPILED = {
  ...Object.fromEntries(['add', 'sub', 'mul', 'div'].map((op) => [op, 2])),
  ...Object.fromEntries(['sqrt', 'exp', 'log', 'expm1', 'log1p'].map((op) => [op, 1])),
  logSumExp: 3,
  softmax: 3,
}
const formulas = new Map(
  Object.entries(COMPILED).map(([op, length]) => [
    op,
    formula(`oracle ${op}`, op, [['a', 'b', 'c'].slice(0, length)], (F, xs) => apply(F, op, xs)),
  ]),
)
const compiled = new Map()
let asked = false

/** What triple-doubles make of an operation; undefined where they leave it to the balls. */
function inWords(op, F, operands) {
  const one = formulas.get(op)
  if (!one || F.precision > LONGEST) return undefined
  const key = `${op} ${F.precision}`
  if (!compiled.has(key)) {
    const noticed = (f) => (...args) => {
      asked = true
      return f(...args)
    }
    const entries = Object.entries(F).map(([name, f]) => [name, typeof f === 'function' ? noticed(f) : f])
    compiled.set(key, compileEnclosed(one, Object.fromEntries(entries)))
  }
  asked = false
  const ball = compiled.get(key)(operands)
  return asked ? undefined : ball
}

/** Where the truth lies: inside of the ball, outside, or across its end. */
function against(ball, truth) {
  const { low, high, exp } = ends(ball)
  if (compare(truth.low, truth.exp, high, exp) > 0 || compare(truth.high, truth.exp, low, exp) < 0) return 'outside'
  const isInside = compare(truth.low, truth.exp, low, exp) >= 0 && compare(truth.high, truth.exp, high, exp) <= 0
  return isInside ? 'inside' : 'straddled'
}

const tallies = new Map()
/** Counts how wide a ball is against Arb's. */
function tally(op, ball, width, p) {
  const isLogSum = op.startsWith('logSumExp')
  const one = tallies.get(op) ?? { ratios: [], exact: 0, looser: 0 }
  tallies.set(op, one)
  if (width === '-inf' && ball.rad === 0) one.exact++
  else if (width === '-inf') one.looser++
  else if (width !== 'nan') {
    const size = ball.mid === 0n ? Number.NEGATIVE_INFINITY : ball.mid.toString(2).replace('-', '').length + ball.exp
    // log moves by as much as the sum moves relative to itself
    const unit = Math.max(Number(width), size - p - 1, isLogSum ? -p - 1 : Number.NEGATIVE_INFINITY)
    one.ratios.push(ball.rad === 0 ? 0 : 2 ** (Math.log2(ball.rad) + ball.exp - unit))
  }
}

let [claimed, missed, decided, wrong] = [0, 0, 0, 0]
let [count, failures, undecided, errors, declined, shown] = [0, 0, 0, 0, 0, 0]
const report = (what, line) => {
  if (shown++ < 20) console.error(`${what}: ${line.slice(0, 600)}`)
}
const algebras = new Map()

for await (const line of createInterface({ input: process.stdin })) {
  const fields = line.split(' ')
  const [op, precision] = fields
  const p = Number(precision)
  if (!algebras.has(p)) algebras.set(p, enclosure(p))
  const F = algebras.get(p)
  const operands = []
  for (let i = 2; i + 4 < fields.length; i += 4)
    operands.push({ mid: int(fields[i]), exp: Number(fields[i + 1]), rad: Number(int(fields[i + 2])) })
  const [low, high, exp, width] = fields.slice(-4)
  const truth = { low: int(low), high: int(high), exp: Number(exp) }
  count++
  const misses = firstStageMisses(op, operands, truth)
  if (misses !== undefined) claimed++
  if (misses) {
    missed++
    report('not held by the first stage', line)
  }
  let ball
  try {
    ball = apply(F, op, operands)
  } catch (error) {
    // A formula of several steps may meet an interval too wide to go on with; a single operation on its domain may not.
    if (error instanceof Undecided && (op === 'logSumExp' || op === 'softmax') && operands.some(({ rad }) => rad > 0)) {
      declined++
      continue
    }
    errors++
    report(`error (${error.message})`, line)
    continue
  }
  const place = against(ball, truth)
  if (place === 'outside') {
    failures++
    report(`not held: ball ${ball.mid}·2^${ball.exp} ± ${ball.rad}`, line)
  } else if (place === 'straddled') {
    undecided++
    report('undecided', line)
  }
  tally(op, ball, width, p)
  const words = inWords(op, F, operands)
  if (!words) continue
  decided++
  if (against(words, truth) !== 'inside') {
    wrong++
    report(`not held by triple-doubles: ball ${words.mid}·2^${words.exp} ± ${words.rad}`, line)
  }
  tally(`${op} in words`, words, width, p)
}

const format = (x) => (x >= 1000 ? x.toExponential(1) : x.toFixed(2))
for (const [op, { ratios, exact, looser }] of tallies) {
  ratios.sort((a, b) => a - b)
  const at = (q) => format(ratios[Math.min(ratios.length - 1, Math.floor(q * ratios.length))] ?? Number.NaN)
  console.log(
    `${op.padEnd(18)} width/Arb's: median ${at(0.5)}, 99 % ${at(0.99)}, most ${at(1)}; exact in both ${exact}, in Arb only ${looser}`,
  )
}
console.log(`${count} cases: ${failures} not held, ${undecided} undecided, ${errors} errors, ${declined} too wide to go on`)
console.log(`first stage: ${claimed} of them claimed, ${missed} not held`)
console.log(`triple-doubles: ${decided} of them decided, ${wrong} not held`)
if (count !== expected) console.error(`expected ${expected} cases`)
process.exit(failures + undecided + errors + missed + wrong > 0 || count !== expected ? 1 : 0)

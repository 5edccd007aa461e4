// Usage: cases.py … | node check.js COUNT. Reads each case with the built package's enclosures and counts the results that
// do not hold Arb's (a result so near the end of a ball that Arb's own radius straddles it counts as undecided). Prints, for each
// operation, how wide our balls are in units of Arb's at the same precision (of half a unit in the last of p bits where Arb's is
// narrower, as of 1 + 2^-20000; for log-sum-exp of the sum, as one that Arb need not round makes it narrower by chance: where every
// term is next to a power of two). The double-doubles of the first stage are held against the same answers, where they claim
// anything. Exits 1 on any failure, any undecided, any
// error, or another number of cases than COUNT.
import { createInterface } from 'node:readline'

const numbers = process.env.NUMBERS ?? '../../../../dist/reference/numbers'
const { enclosure, Undecided } = await import(`${numbers}/enclosure/index.js`)
const { fromDouble } = await import(`${numbers}/enclosure/ball.js`)
const { fromBall } = await import(`${numbers}/enclosure/double-double-functions.js`)
const { DOUBLE_DOUBLES } = await import(`${numbers}/enclosure/first-stage.js`)
const { logSumExp, softmax } = await import(`${numbers}/combinators.js`)
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

const tallies = new Map()
let [claimed, missed] = [0, 0]
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
  const found = ends(ball)
  const outside =
    compare(truth.low, truth.exp, found.high, found.exp) > 0 || compare(truth.high, truth.exp, found.low, found.exp) < 0
  const inside =
    compare(truth.low, truth.exp, found.low, found.exp) >= 0 && compare(truth.high, truth.exp, found.high, found.exp) <= 0
  if (outside) {
    failures++
    report(`not held: ball ${ball.mid}·2^${ball.exp} ± ${ball.rad}`, line)
  } else if (!inside) {
    undecided++
    report('undecided', line)
  }
  const tally = tallies.get(op) ?? { ratios: [], exact: 0, looser: 0 }
  tallies.set(op, tally)
  if (width === '-inf' && ball.rad === 0) tally.exact++
  else if (width === '-inf') tally.looser++
  else if (width !== 'nan') {
    const size = ball.mid === 0n ? Number.NEGATIVE_INFINITY : ball.mid.toString(2).replace('-', '').length + ball.exp
    // log moves by as much as the sum moves relative to itself
    const unit = Math.max(Number(width), size - p - 1, op === 'logSumExp' ? -p - 1 : Number.NEGATIVE_INFINITY)
    tally.ratios.push(ball.rad === 0 ? 0 : 2 ** (Math.log2(ball.rad) + ball.exp - unit))
  }
}

const format = (x) => (x >= 1000 ? x.toExponential(1) : x.toFixed(2))
for (const [op, { ratios, exact, looser }] of tallies) {
  ratios.sort((a, b) => a - b)
  const at = (q) => format(ratios[Math.min(ratios.length - 1, Math.floor(q * ratios.length))] ?? Number.NaN)
  console.log(
    `${op.padEnd(9)} width/Arb's: median ${at(0.5)}, 99 % ${at(0.99)}, most ${at(1)}; exact in both ${exact}, in Arb only ${looser}`,
  )
}
console.log(`${count} cases: ${failures} not held, ${undecided} undecided, ${errors} errors, ${declined} too wide to go on`)
console.log(`first stage: ${claimed} of them claimed, ${missed} not held`)
if (count !== expected) console.error(`expected ${expected} cases`)
process.exit(failures + undecided + errors + missed > 0 || count !== expected ? 1 : 0)

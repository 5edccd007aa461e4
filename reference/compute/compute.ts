import { dataIn, type Law } from '../data/law.js'
import { TooManyDimensions } from '../integral/expectations.js'
import { at } from '../numbers/combinators.js'
import { TooLarge } from '../numbers/enclosure/ball.js'
import {
  type Ball,
  bitsFor,
  contains,
  decimalEnds,
  describe,
  type EnclosedItem,
  encloseEach,
  isDecided,
  lo,
  rationalEnds,
  rationalToDecimal,
  toDecimal,
  Undecided,
} from '../numbers/enclosure/index.js'
import { asRational, EXACT, type ExactNumber, exactText, NotExact } from '../numbers/exact.js'
import { format, literal } from '../numbers/rational.js'
import { type Algebra, chainIn, EXACT_ALGEBRA, enclosureAlgebra, type Span } from './place.js'
import { type Quantity, quantityNamed, type Shaped } from './quantities.js'
import { type Checked, type ComputeRequest, checkRequest } from './request.js'
import { entriesOf, inShapeOf } from './shaped.js'

/** A quantity at one t. Every number is text: no double comes between. */
export interface ComputedAt extends Span {
  /** The decimals nearest to the true values; where one is undecided, the digits that are certain or the interval. */
  readonly value: Shaped<string>
  /** An interval that holds the true value, its ends rounded outward. */
  readonly enclosure: { readonly lo: Shaped<string>; readonly hi: Shaped<string> }
  /** Precision of the enclosure. */
  readonly bits: number
  /** Where asked for and known: `1/3`, `1/2*sqrt(3/4)`, `log(1/7)`, or a sum of such. */
  readonly exact?: Shaped<string>
  /** Where asked for and not known: why. */
  readonly notExact?: string
  /** Why the digits asked could not be decided. */
  readonly undecided?: string
}

/** A quantity at the t asked for, every digit right: what {@link compute} gives. */
export interface Computed {
  readonly quantity: string
  readonly digits: number
  /** By t, in the order asked. */
  readonly rows: readonly ComputedAt[]
}

/** Multiples of the first precision tried before the number is looked for in exact arithmetic. */
const BEFORE_EXACT = 4
/** Multiples of the first precision after which a number counts as undecided, and the least such precision. */
const MOST = { times: 16, least: 2048, ofIntegral: 8 }

const mostBits = ({ mostDigits }: Quantity, least: number): number =>
  mostDigits === undefined ? Math.max(MOST.times * least, MOST.least) : MOST.ofIntegral * least

/**
 * A quantity of the reference, certified: the formula is read through enclosures of growing precision until the decimal of
 * the length asked that is nearest to the true value is known; where enclosures cannot tell, since the value is exactly 0 or
 * half-way between two decimals, in exact arithmetic, if it is rational.
 * @throws RangeError, SyntaxError or TypeError for what was asked amiss, and where the quantity has no value
 */
export function compute(request: ComputeRequest): Computed {
  const quantity = quantityNamed(request.quantity)
  const checked = checkRequest(quantity, request)
  const { digits, spans, exact } = checked
  const least = bitsFor(digits)
  const most = request.bits ?? mostBits(quantity, least)
  const first = Math.min(BEFORE_EXACT * least, most)
  const found = enclosed(quantity, checked, spans, { least, most: first })
  const inDoubt = spans.filter((span) => found.get(span)?.undecided)
  const known = exactly(quantity, checked, exact ? spans : inDoubt)
  const open = inDoubt.filter((span) => !isRational(known.get(span)))
  if (2 * first <= most)
    for (const [span, item] of enclosed(quantity, checked, open, { least: 2 * first, most }))
      found.set(span, item)
  return {
    quantity: quantity.name,
    digits,
    rows: spans.map((span) => row(span, found.get(span), known.get(span), checked)),
  }
}

/** What an enclosure found, with a value whose shape it has, if there was one. */
type Found = EnclosedItem & { readonly shape: Shaped<Ball> | undefined }

function enclosed(
  quantity: Quantity,
  checked: Checked,
  spans: readonly Span[],
  bits: { readonly least: number; readonly most: number },
): Map<Span, Found> {
  const shapes = new Map<Span, Shaped<Ball>>()
  const items = encloseEach(
    spans,
    (F) => {
      const read = reader(quantity, checked, enclosureAlgebra(F))
      return (span: Span) => {
        const value = read(span)
        shapes.set(span, value)
        return entriesOf(value)
      }
    },
    { digits: checked.digits, ...bits },
  )
  return new Map(items.map((item, i) => [at(spans, i), { ...item, shape: shapes.get(at(spans, i)) }]))
}

/** What exact arithmetic knows: the entries, or why it knows none. */
interface Known {
  readonly entries: readonly ExactNumber[]
  readonly why?: string
}

const isRational = (known: Known | undefined): boolean =>
  known !== undefined && known.why === undefined && known.entries.every(asRational)

function exactly(quantity: Quantity, checked: Checked, spans: readonly Span[]): ReadonlyMap<Span, Known> {
  const attempt = <A>(read: () => A): A | string => {
    try {
      return read()
    } catch (error) {
      if (error instanceof NotExact) return error.message
      throw error
    }
  }
  const read = attempt(() => reader(quantity, checked, EXACT_ALGEBRA))
  return new Map(
    spans.map((span) => {
      const value = typeof read === 'string' ? read : attempt(() => entriesOf(read(span)))
      return [span, typeof value === 'string' ? { entries: [], why: value } : { entries: value }]
    }),
  )
}

/** The quantity in one algebra, by the span s→t. The inputs and the chain are read once for all. */
function reader<X>(
  { name, domain, read }: Quantity,
  { schedule, spans, literals, law, against, reverseVariance, from, to }: Checked,
  algebra: Algebra<X>,
): (span: Span) => Shaped<X> {
  const { F } = algebra
  const chain = chainIn(algebra, schedule, Math.max(...spans.map(({ t }) => t)))
  const numbers = (input: keyof Checked['literals']) => literals[input].map((literal) => F.lit(literal))
  const given = {
    ...algebra,
    data: law ? dataIn(F, law) : [],
    law: law ?? NO_LAW,
    against: against ?? NO_LAW,
    reverseVariance,
    x: numbers('x'),
    x0: numbers('x0'),
    xt: numbers('xt'),
    value: numbers('value'),
    from,
    to,
  }
  return (span) => {
    try {
      return read({ ...given, ...chain(span) })
    } catch (error) {
      if (!(error instanceof RangeError) || error instanceof Undecided) throw error
      const isElsewhere = error instanceof TooLarge || error instanceof TooManyDimensions
      const advice = domain === '' || isElsewhere ? '' : ` (${domain})`
      throw new RangeError(`${name} at t = ${span.t} has no value: ${error.message}${advice}`)
    }
  }
}

/** What was not given is not read. */
const NO_LAW: Law = { dimension: 0, components: [] }

/** Digits of an enclosure's ends beyond those asked of the value. */
const MORE_DIGITS = 5

function row(
  span: Span,
  found: Found | undefined,
  known: Known | undefined,
  { digits, exact }: Checked,
): ComputedAt {
  if (found?.shape === undefined) throw found?.undecided ?? new Error(`t = ${span.t} was not read`)
  const { balls, shape, precision, undecided } = found
  const entries = balls.map((ball, k) => entry(ball, exactOf(ball, known?.entries[k]), digits))
  const each = (part: (e: Entry) => string): Shaped<string> => inShapeOf(shape, entries.map(part))
  const exacts = entries.map((e) => e.exact)
  return {
    ...span,
    value: each(({ value }) => value),
    enclosure: { lo: each(({ lo }) => lo), hi: each(({ hi }) => hi) },
    bits: precision,
    ...(exact && exacts.every((e) => e !== undefined) ? { exact: inShapeOf(shape, exacts) } : {}),
    ...(exact && exacts.includes(undefined) && known?.why ? { notExact: known.why } : {}),
    ...(undecided && entries.some(({ decided }) => !decided) ? { undecided: undecided.message } : {}),
  }
}

/** The exact number, from exact arithmetic or because the enclosure is one number. */
const exactOf = (ball: Ball, known: ExactNumber | undefined): ExactNumber | undefined =>
  known ?? (ball.rad === 0 ? EXACT.lit(literal(lo(ball))) : undefined)

interface Entry {
  readonly value: string
  readonly decided: boolean
  readonly lo: string
  readonly hi: string
  readonly exact: string | undefined
}

function entry(ball: Ball, known: ExactNumber | undefined, digits: number): Entry {
  const rational = known && asRational(known)
  if (rational && !contains(ball, rational))
    throw new Error(
      `exact arithmetic says ${format(rational)}, which is outside the enclosure ${describe(ball)}`,
    )
  const width = { digits: digits + MORE_DIGITS }
  const certain = isDecided(ball, digits)
  return {
    value: rational && !certain ? rationalToDecimal(rational, { digits }) : toDecimal(ball, { digits }),
    decided: certain || rational !== undefined,
    ...(rational ? rationalEnds(rational, width) : decimalEnds(ball, width)),
    exact: known && exactText(known),
  }
}

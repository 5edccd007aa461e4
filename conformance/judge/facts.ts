import type { Ball } from '../../reference/numbers/enclosure/index.js'
import { asGiven } from '../../reference/numbers/formula.js'
import type { Arithmetic } from '../../reference/numbers/rounding.js'
import type { Diffusion } from '../../reference/schedule/diffusion.js'
import type { Schedule } from '../../reference/schedule/schedule.js'
import { type Known, once } from '../known/known.js'
import { inContinuousTime, ofAlphaBars, ofBetas, ofLevels, tabulated } from '../known/readings.js'
import type { Order, TableFormats } from '../known/stored.js'
import { byDefinition, byDiffusion, fromAlphaBars, fromBetas, fromLevels } from '../known/truths.js'
import { type Certified, certified } from '../numbers/certified.js'
import { type Promoted, type PromotingField, promoting } from '../numbers/promoting.js'
import type { WireSchedule } from '../subject.js'
import type { Precision } from './formats.js'

/** What an answer is compared with: the definition of the schedule, or the implementation's own tables. */
export type ReferenceName = 'definition' | 'own betas' | 'own alphas_cumprod' | 'own alpha_sigma'

/** The tables that an implementation answered for a schedule. */
export interface OwnTables {
  readonly betas?: readonly number[]
  readonly alphaBars?: readonly number[]
  /** (α, σ) at continuous times. */
  readonly levels?: ReadonlyMap<number, readonly [number, number]>
}

/** The algebra of an order of evaluation at a precision, with what is known in it. */
export interface Reading {
  readonly F: PromotingField
  readonly known: Known<Promoted>
  readonly precision: Precision
  readonly order: Order
}

export interface Reference {
  readonly name: ReferenceName
  readonly truth: Known<Ball>
  readonly readings: (precision: Precision) => readonly Reading[]
}

/** One for every operation that needs no schedule. */
const NO_SCHEDULE: Known<never> = {
  T: 0,
  preserving: false,
  ratio: () => 0,
  level: () => {
    throw new RangeError('this operation has no schedule')
  },
  step: () => {
    throw new RangeError('this operation has no schedule')
  },
}

const ORDERS: readonly Order[] = [
  { accumulate: 'product', step: 'table' },
  { accumulate: 'product', step: 'ratio' },
  { accumulate: 'product', step: 'complement' },
  { accumulate: 'log', step: 'table' },
  { accumulate: 'carried', step: 'table' },
]

/** The facts about one schedule of one implementation, each worked out when first asked for. */
export class Facts {
  readonly F: Certified = certified()
  readonly #references: readonly Reference[]

  constructor(
    readonly wire: WireSchedule,
    readonly schedule: Schedule | undefined,
    own: OwnTables,
    diffusion?: Diffusion,
  ) {
    const { betas, alphaBars, levels } = own
    const found: Reference[] = []
    if (schedule)
      found.push(
        this.#reference(
          'definition',
          () => byDefinition(this.F, schedule),
          (F, tables, order) => tabulated(F, { wire, schedule }, tables, order),
          { held: asComputed },
        ),
      )
    if (diffusion)
      found.push(
        this.#reference(
          'definition',
          () => byDiffusion(this.F, diffusion),
          (F, tables) => inContinuousTime(F, diffusion, tables),
          { orders: ORDERS.slice(0, 1) },
        ),
      )
    if (betas)
      found.push(
        this.#reference(
          'own betas',
          () => fromBetas(this.F, betas),
          (F, tables, order) => ofBetas(F, betas, tables, order),
        ),
      )
    if (alphaBars) {
      const truth = once(() => fromAlphaBars(this.F, alphaBars))
      found.push(
        this.#reference(
          'own alphas_cumprod',
          truth,
          (F, tables, order) => ofAlphaBars(F, { alphaBars, betas, truth: truth() }, tables, order),
          { orders: ORDERS.slice(0, 3) },
        ),
      )
    }
    if (levels)
      found.push(
        this.#reference(
          'own alpha_sigma',
          () => fromLevels(this.F, levels),
          (F, tables) => ofLevels(F, levels, tables),
          { orders: ORDERS.slice(0, 1) },
        ),
      )
    this.#references = found
  }

  /** For an operation: all of them, or those that do not answer it with itself. */
  referencesFor(op: string): readonly Reference[] {
    const usable = this.#references.filter(
      ({ name }) =>
        !(op === 'betas' && name !== 'definition') &&
        !(op === 'alphas_cumprod' && name === 'own alphas_cumprod') &&
        !(op === 'alpha_sigma' && name === 'own alpha_sigma'),
    )
    return usable
  }

  /** For operations without a schedule. */
  readonly plain: Reference = this.#reference(
    'definition',
    () => NO_SCHEDULE,
    () => NO_SCHEDULE,
    { orders: ORDERS.slice(0, 1) },
  )

  #reference(
    name: ReferenceName,
    truth: () => Known<Ball>,
    known: (F: PromotingField, tables: TableFormats, order: Order) => Known<Promoted>,
    { orders = ORDERS, held = asStored }: { readonly orders?: readonly Order[]; readonly held?: Held } = {},
  ): Reference {
    const memo = new Map<string, readonly Reading[]>()
    // whatever formula a suspect has changed meanwhile: what is known of a schedule is kept
    const truthOnce = once(() => asGiven(truth))
    return {
      name,
      get truth() {
        return truthOnce()
      },
      readings: (precision) => {
        const found =
          memo.get(keyOf(precision)) ??
          held(precision).flatMap((tables) =>
            orders.flatMap((order) =>
              inUse(precision).map((table) => reading(precision, { tables, order, table })),
            ),
          )
        memo.set(keyOf(precision), found)
        return found
      },
    }
    function reading(precision: Precision, { tables, order, table }: Use): Reading {
      const F = promoting({ host: precision.host, table, data: precision.data })
      const lazily = once(() => asGiven(() => known(F, tables, order)))
      return {
        F,
        precision,
        order,
        get known() {
          return lazily()
        },
      }
    }
  }
}

interface Use {
  /** The formats of the tables that others are computed from. */
  readonly tables: TableFormats
  readonly order: Order
  /** Of what is computed from their entries. */
  readonly table: Arithmetic
}

const keyOf = ({ label, host }: Precision): string => `${label} ${host.binade}`

/** In which formats tables are held when others are computed from them. */
type Held = (precision: Precision) => readonly TableFormats[]

const asStored: Held = ({ tables }) => [tables]
/** Also before any is stored: all are computed first, and 1 − ᾱ from an ᾱ that was never rounded to what is kept of it. */
const asComputed: Held = ({ tables }) =>
  tables.compute === tables.store ? [tables] : [tables, { compute: tables.compute, store: tables.compute }]

/** What is computed from table entries: in the format they were computed in, before they are stored, or of what is stored. */
const inUse = ({ tables: { compute, store } }: Precision): readonly Arithmetic[] =>
  compute === store ? [compute] : [compute, store]

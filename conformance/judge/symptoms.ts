import type { Diagnosis } from './diagnose.js'
import type { Judged } from './judged.js'

/** Mistakes that are no other formula, told by what they do to the answers. */

const GITHUB = 'https://github.com/'
const common = { sure: true, catalogued: true, ambiguousWith: [] } as const

/** What the answers of one operation show. */
export function symptoms(id: string, judged: readonly Judged[]): readonly Diagnosis[] {
  const lower = judged.filter(
    ({ verdict, by, precision }) =>
      verdict === 'inaccurate' && by && by.reading.precision.tables !== precision?.tables,
  )
  const undefinedHere = judged.filter(
    ({ verdict, noValue }) => noValue === true && (verdict === 'broken' || verdict === 'wrong'),
  )
  const notFinite = judged.filter(
    ({ verdict, values }) => verdict === 'broken' && values?.some((x) => !Number.isFinite(x)),
  )
  return [
    ...(lower.length > 0
      ? [
          {
            ...common,
            mistake: 'N1',
            title: 'the tables, or what is read from them, are rounded to a lower format than declared',
            explains: lower.length,
            links: [
              `${GITHUB}huggingface/diffusers/issues/3005`,
              `${GITHUB}AUTOMATIC1111/stable-diffusion-webui/issues/14071`,
            ],
            fix: 'keep ᾱ in the declared format, and convert √ᾱ and √(1−ᾱ) when they meet the data',
          },
        ]
      : []),
    ...(undefinedHere.length > 0
      ? [
          {
            ...common,
            mistake: 'N2',
            title: 'a prediction is used where it says nothing: ε at ᾱ = 0, x₀ at ᾱ = 1',
            explains: undefinedHere.length,
            links: [],
            fix: 'refuse it there, or predict v or x₀',
          },
        ]
      : []),
    ...(id.startsWith('session:dpmpp') && notFinite.length > 0
      ? [
          {
            ...common,
            mistake: 'N5',
            title: 'the step into σ = 0 has infinite length in log-SNR, and its logarithm is taken',
            explains: notFinite.length,
            links: [],
            fix: 'take the last step at first order: x̂₀ itself',
          },
        ]
      : []),
  ]
}

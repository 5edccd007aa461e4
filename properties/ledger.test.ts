import { describe, expect, test } from 'vitest'
import { LEDGER } from './ledger.js'
import { registerTheorems } from './vitest.js'

registerTheorems()

describe('the ledger reads alike', () => {
  test('titles begin with a capital and end without a full stop', () => {
    expect(LEDGER.map((t) => t.title).filter((title) => !/^[A-Z].*[^.]$/.test(title))).toEqual([])
  })

  test('claims and counterexamples are sentences: they end with a full stop', () => {
    const texts = LEDGER.flatMap((t) => [...t.claims, ...t.counterexamples].map(({ text }) => text))
    expect(texts.filter((text) => !text.endsWith('.'))).toEqual([])
  })

  test('an erratum is a phrase after “printed:” and “correct:”', () => {
    const phrases = LEDGER.flatMap((t) => t.errata.flatMap(({ printed, correct }) => [printed, correct]))
    expect(phrases.filter((phrase) => phrase.endsWith('.'))).toEqual([])
  })
})

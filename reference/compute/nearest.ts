import leven from 'leven'

/** Up to three of the names: those that the text begins or is part of, then those within half its length in edits; capitals are not told from small letters. */
export function nearest(text: string, names: readonly string[]): readonly string[] {
  const plain = text.toLowerCase()
  const distance = (name: string) =>
    name.toLowerCase().includes(plain) ? 0 : leven(plain, name.toLowerCase())
  return names
    .filter((name) => distance(name) <= Math.max(2, text.length / 2))
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, 3)
}

/** `Did you mean A or B?`, or that nothing comes near. */
export function didYouMean(text: string, names: readonly string[]): string {
  const near = nearest(text, names)
  return near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Nothing of that sort comes near it.'
}

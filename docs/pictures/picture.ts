/** A figure of the companion site, drawn when the site is built. */
export interface Picture {
  /** The name of its file, and its place in a page. */
  readonly name: string
  readonly title: string
  /** What the picture says, for those who do not see it. */
  readonly alt: string
  /** What is seen, in a sentence as those of the ledger: plain text, indices as `x_{t−1}`. */
  readonly caption: string
  /** Ids of the ledger. */
  readonly theorems: readonly string[]
  /** The same bytes at each call. Colours are those of pictures.css. */
  readonly svg: () => string
}

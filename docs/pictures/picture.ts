/** A figure of the companion site, drawn when the site is built. */
export interface Picture {
  /** The name of its file, and its place in a page. */
  readonly name: string
  readonly title: string
  /** What the picture says, for those who do not see it. */
  readonly alt: string
  /** What is seen: plain text, with TeX between dollar signs. */
  readonly caption: string
  /** Ids of the ledger. */
  readonly theorems: readonly string[]
  /** The same bytes at each call. Colours are those of pictures.css. */
  readonly svg: () => string
}

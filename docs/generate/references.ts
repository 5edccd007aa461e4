import { type Citation, placeOf } from '../../properties/sources.js'
import { type Html, html } from './html.js'
import { typeset } from './typeset.js'

/** A citation, its arXiv number a link. */
export function citationOf(citation: Citation): Html {
  const [before = '', number, after = ''] = placeOf(citation).split(/arXiv:(\d{4}\.\d{4,5})/)
  if (number === undefined) return typeset(before)
  return html`${typeset(before)}<a href="https://arxiv.org/abs/${number}">arXiv:${number}</a>${typeset(after)}`
}

import type { Picture } from '../pictures/picture.js'
import { block, html, raw } from './html.js'
import { withMath } from './math.js'

export interface Drawn extends Omit<Picture, 'svg'> {
  /** The figure as a block of Markdown. */
  readonly figure: string
}

/** Draws the pictures, once for all the pages that show them. */
export const draw = (pictures: readonly Picture[]): readonly Drawn[] =>
  pictures.map(({ svg, ...picture }) => ({
    ...picture,
    figure: block(
      html`<figure class="picture">${raw(svg())}<figcaption>${withMath(picture.caption)}</figcaption></figure>`,
    ),
  }))

/** The page of all pictures. */
export const picturesPage = (pictures: readonly Drawn[]): string =>
  [
    '---\ntitle: Pictures\n---',
    '# Pictures',
    'Drawn from the reference when the site is built, each from a fixed seed: what is seen is what is computed.',
    ...pictures.flatMap(({ name, title, figure, theorems }) => [
      `## ${title} {#${name}}`,
      figure,
      `${theorems.map((id) => `[${id}](../theorems/${id}/)`).join(' · ')}`,
    ]),
  ].join('\n\n')

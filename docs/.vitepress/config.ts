import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { katex } from '@mdit/plugin-katex'
import { defineConfig } from 'vitepress'
import { ICON } from '../generate/icon.js'
import { MATH, math } from '../generate/math.js'
import type { SiteData } from '../generate/site.js'
import { regenerate } from './regenerate.js'
import { searchOptions, searchText } from './search.js'

// Written by `npm run docs:pages`.
const site: SiteData = JSON.parse(readFileSync(join(import.meta.dirname, 'generated/site.json'), 'utf8'))

const GUIDES = [
  {
    text: 'Guides',
    items: [
      { text: 'Validate yours', link: '/guides/validate' },
      { text: 'The recorded libraries, judged', link: '/guides/judged' },
      { text: 'Run the suite in your CI', link: '/guides/ci' },
      { text: 'Cite a theorem', link: '/guides/cite' },
      { text: 'Notation', link: '/guides/notation' },
      { text: 'What a tier says', link: '/guides/tiers' },
      { text: 'Limits', link: '/guides/limits' },
      { text: 'Add a theorem', link: '/guides/add-a-theorem' },
      { text: 'Contributors', link: '/contributing/' },
    ],
  },
]

/** The site in VitePress. Its base is relative, so that a build works in any folder of any static host. */
export default defineConfig({
  title: 'alphabar',
  description:
    'The exact reference, the property suite and the executable companion of the mathematics of diffusion models',
  lang: 'en',
  base: './',
  cleanUrls: false,
  lastUpdated: false,
  // It reads `pathname` of every link in view, which links in an SVG do not have; and a theorem may weigh a megabyte.
  router: { prefetchLinks: false },
  head: [['link', { rel: 'icon', href: ICON }]],
  srcExclude: ['**/README.md'],
  markdown: {
    config: (md) => {
      md.use(katex, MATH)
    },
  },
  vite: { plugins: [regenerate(join(import.meta.dirname, '../..'))] },
  themeConfig: {
    siteTitle: `${math('\\bar\\alpha', false)} <span>alphabar</span>`,
    nav: [
      { text: 'Theorems', link: '/theorems/' },
      { text: 'Errata', link: '/errata/' },
      { text: 'Pictures', link: '/pictures/' },
      { text: 'Playground', link: '/playground/' },
      { text: 'Guides', link: '/guides/' },
    ],
    sidebar: {
      '/guides/': GUIDES,
      '/contributing/': GUIDES,
      '/theorems/': site.chapters.map(({ title, theorems }) => ({
        text: title,
        collapsed: false,
        items: theorems.map(({ id }) => ({ text: id, link: `/theorems/${id}/` })),
      })),
    },
    search: { provider: 'local', options: { _render: searchText, miniSearch: { searchOptions } } },
    outline: { level: [2, 3], label: 'On this page' },
    docFooter: { prev: false, next: false },
  },
})

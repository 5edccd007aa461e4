import { katex } from '@mdit/plugin-katex'
import { defineConfig } from 'vitepress'
import { MATH } from '../generate/math.js'
import { searchText } from './search.js'

/** The site in VitePress. Its base is relative, so that a build works in any folder of any static host. */
export default defineConfig({
  title: 'alphabar',
  description:
    'The exact reference, the property suite and the executable companion of the mathematics of diffusion models',
  lang: 'en',
  base: './',
  cleanUrls: false,
  lastUpdated: false,
  srcExclude: ['**/README.md'],
  markdown: {
    config: (md) => {
      md.use(katex, MATH)
    },
  },
  themeConfig: {
    nav: [
      { text: 'Theorems', link: '/theorems/' },
      { text: 'Errata', link: '/errata/' },
      { text: 'Pictures', link: '/pictures/' },
      { text: 'Playground', link: '/playground/' },
      { text: 'Guides', link: '/guides/' },
    ],
    search: { provider: 'local', options: { _render: searchText } },
    outline: { level: [2, 3], label: 'On this page' },
    docFooter: { prev: false, next: false },
  },
})

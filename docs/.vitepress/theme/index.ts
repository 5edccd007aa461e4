import DefaultTheme from 'vitepress/theme-without-fonts'
import '@fontsource-variable/source-serif-4/wght.css'
import '@fontsource-variable/source-serif-4/wght-italic.css'
import 'katex/dist/katex.min.css'
import './styles/colours.css'
import './styles/type.css'
import './styles/theorem.css'
import './styles/overview.css'
import './styles/home.css'
import '../../pictures/pictures.css'
import type { Theme } from 'vitepress'
import { h } from 'vue'
import Cite from './components/Cite.vue'
import Colophon from './components/Colophon.vue'
import TheoremTable from './components/TheoremTable.vue'

export default {
  extends: DefaultTheme,
  Layout: () => h(DefaultTheme.Layout, null, { 'layout-bottom': () => h(Colophon) }),
  enhanceApp({ app }) {
    app.component('Cite', Cite)
    app.component('TheoremTable', TheoremTable)
  },
} satisfies Theme

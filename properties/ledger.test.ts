import { registerTheorems } from './vitest.js'

registerTheorems()

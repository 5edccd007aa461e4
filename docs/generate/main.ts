import { generate } from './site.js'

await generate()

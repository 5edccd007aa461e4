export { type Generator, generator, restore } from '../../reference/numbers/random.js'

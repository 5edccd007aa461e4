export { type Ball, contains, hi, intersects, interval, lo, Undecided } from './ball.js'
export { toDecimal } from './decimal.js'
export { type Enclosed, enclose } from './enclose.js'
export { type Enclosure, enclosure } from './enclosure.js'

export { type Ball, certainSign, contains, hi, intersects, interval, lo, Undecided } from './ball.js'
export { decimalEnds, describe, type Ends, rationalEnds, rationalToDecimal, toDecimal } from './decimal.js'
export { bitsFor, type Enclosed, type EnclosedItem, enclose, encloseEach, isDecided } from './enclose.js'
export { type Enclosure, enclosure } from './enclosure.js'

/** Sizes as gpu.js counts them: x first, then y, then z; x varies fastest in memory. */
export type Dimensions = readonly number[]

export const sizeOf = (dimensions: Dimensions): number => dimensions.reduce((a, b) => a * b, 1)

export type Operation = 'add' | 'sub' | 'mul' | 'div'
export const SIGNS: readonly (readonly [Operation, string])[] = [
  ['add', '+'],
  ['sub', '-'],
  ['mul', '*'],
  ['div', '/'],
]
const SIGN: Readonly<Record<Operation, string>> = { add: '+', sub: '-', mul: '*', div: '/' }

/** How the code made from a kernel spells its operations. */
export interface Spelling {
  readonly literal: (text: string) => string
  readonly operation: (name: Operation, a: string, b: string) => string
  readonly call: (name: 'abs' | 'sqrt' | 'neg', a: string) => string
  readonly read: (array: string, index: string) => string
}

const native = (round: (code: string) => string): Spelling => ({
  literal: (text) => round(text),
  operation: (name, a, b) => round(`${a} ${SIGN[name]} ${b}`),
  call: (name, a) => (name === 'neg' ? `(-${a})` : round(`Math.${name}(${a})`)),
  read: (array, index) => `${array}[${index}]`,
})

/** Doubles throughout, as gpu.js's cpu backend computes. */
export const DOUBLE = native((code) => `(${code})`)
/** Rounded to float32 at every operation. For + − × ÷ √ rounding the double once more is the float32 operation. */
export const SINGLE = native((code) => `Math.fround(${code})`)
/** Over an algebra F. */
export const ALGEBRA: Spelling = {
  literal: (text) => `$F.lit('${text}')`,
  operation: (name, a, b) => `$F.${name}(${a}, ${b})`,
  call: (name, a) => `$F.${name}(${a})`,
  read: (array, index) => `$at(${array}, ${index})`,
}

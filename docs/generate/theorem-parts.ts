import { parseSync } from 'vite'
import type { Syntax } from './source.js'

/** What a module says of its theorem: the statement and all else, layout, comments and imports apart. */
export interface Parts {
  readonly statement: string
  readonly evidence: string
}

/** The properties of a theorem that state it. */
const STATING = ['title', 'statement', 'hypotheses']

type Range = Pick<Syntax, 'start' | 'end'>

/** The parts of the theorem of that id in a module; undefined where the module has none, or is none that can be read. */
export function partsOf(file: string, text: string, id: string): Parts | undefined {
  const { program, errors, comments } = parseSync(file, text)
  if (errors.length > 0) return undefined
  const bare = without(text, comments)
  const body = program.body as unknown as readonly Syntax[]
  const declared = new Map(body.flatMap(named))
  const theorem = [...declared.values()].flatMap(({ init }) => {
    const [object] = init?.callee?.name === 'theorem' ? (init.arguments ?? []) : []
    const properties = object?.properties ?? []
    return properties.some(({ key, value }) => key?.name === 'id' && value?.value === id) ? [properties] : []
  })[0]
  if (theorem === undefined) return undefined
  const stating: Range[] = theorem.filter(({ key }) => STATING.includes(key?.name ?? ''))
  const textOf = ({ start, end }: Range) => bare.slice(start, end)
  // what the statement is made of: the constants of the module that it names, and that those name
  const made = new Set<Range>(stating)
  for (const range of made)
    for (const [word] of textOf(range).matchAll(/[\w$]+/g)) {
      const constant = declared.get(word)
      if (constant && !stating.some(({ start }) => constant.start < start && start < constant.end))
        made.add(constant)
    }
  const imports = body.filter(({ type }) => type === 'ImportDeclaration')
  return {
    statement: plain([...made].map(textOf).join('\n')),
    evidence: plain(without(bare, [...made, ...imports])),
  }
}

/** The constants and functions of a statement of a module, by name. */
const named = (statement: Syntax): (readonly [string, Syntax])[] => {
  const declaration = statement.declaration ?? statement
  const all = declaration.declarations ?? (declaration.type === 'FunctionDeclaration' ? [declaration] : [])
  return all.flatMap((one) => (one.id?.name === undefined ? [] : [[one.id.name, one] as const]))
}

const without = (text: string, ranges: readonly Range[]): string =>
  ranges.reduce(
    (left, { start, end }) => left.slice(0, start) + ' '.repeat(end - start) + left.slice(end),
    text,
  )

/** Without what a formatter changes. */
const plain = (text: string): string => text.replace(/\s+/g, '').replace(/,(?=[)\]}])/g, '')

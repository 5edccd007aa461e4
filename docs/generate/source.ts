import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'vite'

/** The lines of a file that declare something, counted from 1. */
export interface Source {
  /** From the root of the repository, with `/`. */
  readonly file: string
  readonly from: number
  readonly to: number
  readonly text: string
}

/** The lines as an anchor, of their page here and of a repository's. */
export const linesOf = ({ from, to }: Source): string => `L${from}-L${to}`

export interface Sources {
  /** Where the formula of that name is declared. */
  readonly formula: (name: string) => Source
  /** Where the theorem of that id is declared. */
  readonly theorem: (id: string) => Source
}

/** Reads every module of reference/ and properties/ under the root, and finds the declarations by parsing them. */
export function readSources(root: string): Sources {
  const formulas = new Map<string, Source>()
  const theorems = new Map<string, Source>()
  for (const file of ['reference', 'properties'].flatMap((folder) => modules(root, folder))) {
    const text = readFileSync(join(root, file), 'utf8')
    for (const { callee, first, source } of declarations(file, text)) {
      if (callee === 'formula' && first?.type === 'Literal') formulas.set(String(first.value), source)
      const id = callee === 'theorem' ? property(first, 'id') : undefined
      if (id !== undefined) theorems.set(id, source)
    }
  }
  return {
    formula: (name) => found(formulas, name, 'formula'),
    theorem: (id) => found(theorems, id, 'theorem'),
  }
}

function found(sources: ReadonlyMap<string, Source>, name: string, kind: string): Source {
  const source = sources.get(name)
  if (source) return source
  throw new Error(
    `no \`export const … = ${kind}(…)\` declares ${name}: expected one in reference/ or properties/, with the name written out`,
  )
}

/** The modules of a folder, tests and what serves them apart. */
export const modules = (root: string, folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => /\.ts$/.test(path) && !/\.(test|bench|d)\.ts$|\/fixtures\/|\/\.vitepress\//.test(path))
    .sort()

/** The part of a syntax tree that is read here. */
export interface Syntax {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly name?: string
  readonly value?: unknown
  readonly declaration?: Syntax | null
  readonly declarations?: readonly Syntax[]
  readonly id?: Syntax | null
  readonly init?: Syntax | null
  readonly callee?: Syntax
  readonly arguments?: readonly Syntax[]
  readonly properties?: readonly Property[]
}

interface Property {
  readonly start: number
  readonly end: number
  readonly key?: Syntax
  readonly value?: Syntax
}

/** The exported constants that are the result of a call, each with the comment above it. */
function declarations(file: string, text: string) {
  const { program, errors, comments } = parseSync(file, text)
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`)
  return (program.body as unknown as readonly Syntax[]).flatMap((statement) =>
    (statement.declaration?.declarations ?? []).flatMap(({ init }) => {
      if (init?.type !== 'CallExpression') return []
      const doc = comments.find(
        (c) => c.end <= statement.start && text.slice(c.end, statement.start).trim() === '',
      )
      const start = doc?.start ?? statement.start
      const line = (offset: number) => text.slice(0, offset).split('\n').length
      const source = {
        file,
        from: line(start),
        to: line(statement.end),
        text: text.slice(start, statement.end),
      }
      return [{ callee: init.callee?.name, first: init.arguments?.[0], source }]
    }),
  )
}

function property(object: Syntax | undefined, name: string): string | undefined {
  const value = object?.properties?.find(({ key }) => key?.name === name)?.value?.value
  return typeof value === 'string' ? value : undefined
}

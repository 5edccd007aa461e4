/** A block of code of a guide. */
export interface Block {
  readonly language: string
  /** The file that it is written to, as its fence says: ` ```py [adapter.py] `. */
  readonly file: string | undefined
  readonly text: string
  /** The line of its fence, counted from 1. */
  readonly line: number
}

/** What is run, with the output that the guide prints below it: the `text` block that follows with nothing between. */
export interface Step extends Block {
  readonly output: string | undefined
}

const FENCE = /^(`{3,})(\w*)(?: \[([^\]]+)\])?[^\n]*\n([\s\S]*?)^\1$/gm

/** The blocks of a guide, each with its output. */
export function stepsOf(markdown: string): readonly Step[] {
  const steps: Step[] = []
  let end = 0
  for (const match of markdown.matchAll(FENCE)) {
    const [whole, , language = '', file, text = ''] = match
    const line = markdown.slice(0, match.index).split('\n').length
    const last = steps.at(-1)
    const follows = markdown.slice(end, match.index).trim() === ''
    end = match.index + whole.length
    if (language !== 'text') steps.push({ language, file, text, line, output: undefined })
    else if (last && follows && last.output === undefined) steps[steps.length - 1] = { ...last, output: text }
    else throw new Error(`line ${line}: a block of output with no block of code above it`)
  }
  return steps
}

/** Whether an output is the one that is printed, where `…` stands for anything in a line and `…` alone for any lines. */
export function matches(printed: string, actual: string): boolean {
  if (/^[\s…]*$/.test(printed)) throw new Error('an output of `…` alone says nothing')
  const line = (text: string) => text.split('…').map(literal).join('[^\\n]*')
  const pattern = printed
    .trimEnd()
    .split('\n')
    .map((l) => (l.trim() === '…' ? '(?:[^\\n]*\\n)*?' : `${line(l)}[^\\S\\n]*\\n`))
  return new RegExp(`^${pattern.join('')}$`).test(`${actual.trimEnd()}\n`)
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

import type { Backend } from '../backends/backend.js'

/** One claim of the paper, what was measured, and whether the two agree. */
export interface Finding {
  readonly claim: string
  readonly source: string
  readonly measured: string
  readonly agrees: boolean
  /** How far the verdict can be trusted: an error probability, a bound, or what it is an estimate of. */
  readonly trust: string
}

export interface ExperimentReport {
  readonly schemaVersion: 1
  readonly name: string
  readonly title: string
  readonly backend: string
  readonly findings: readonly Finding[]
  /** Tables of figures, by title. */
  readonly tables: readonly {
    readonly title: string
    readonly header: readonly string[]
    readonly rows: readonly (readonly string[])[]
  }[]
  /** SVG by file name. */
  readonly pictures: Readonly<Record<string, string>>
}

export interface ExperimentOptions {
  readonly seed: number
  /** A smaller network, fewer steps and draws. */
  readonly quick: boolean
  readonly tell: (what: string) => void
}

export interface Experiment {
  readonly name: string
  readonly title: string
  readonly run: (backend: Backend, options: ExperimentOptions) => Promise<ExperimentReport>
}

export function experimentText({ title, backend, findings, tables, pictures }: ExperimentReport): string {
  const table = (header: readonly string[], rows: readonly (readonly string[])[]) =>
    [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`)
  return `${[
    `# ${title}`,
    '',
    `Backend: ${backend}`,
    ...findings.flatMap(({ claim, source, measured, agrees, trust }) => [
      '',
      `- **claimed**: ${claim} (${source})`,
      `- **measured**: ${measured}`,
      `- **${agrees ? 'agrees' : 'does not agree'}** (${trust})`,
    ]),
    ...tables.flatMap(({ title: head, header, rows }) => ['', `## ${head}`, '', ...table(header, rows)]),
    '',
    ...Object.keys(pictures).map((name) => `![${name}](${name})`),
  ].join('\n')}\n`
}

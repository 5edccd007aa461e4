import { parse } from 'yaml'

interface Job {
  readonly 'runs-on': string
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> }
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[]
}

/** The actions that a guide may name: what they do is done already where a guide is run. */
const ACTIONS = ['actions/checkout@v4', 'actions/setup-node@v4']

/**
 * What a workflow of GitHub Actions runs, as a script: its `run` steps in order, `npm ci` apart, on the second machine of
 * its matrix. @throws Error for an action or an expression that is not known here.
 */
export function stepsOfWorkflow(text: string): string {
  const { on, jobs } = parse(text) as { on?: unknown; jobs: Readonly<Record<string, Job>> }
  if (on === undefined) throw new Error('the workflow does not say on what it runs')
  return Object.values(jobs)
    .flatMap((job) => job.steps.map((step) => scriptOf(step, job)))
    .join('\n')
}

function scriptOf({ uses, run }: Job['steps'][number], { strategy }: Job): string {
  if (uses !== undefined && !ACTIONS.includes(uses))
    throw new Error(`an action that is not known here: ${uses}`)
  if (run === undefined || run === 'npm ci') return ''
  return run.replace(/\$\{\{ *([\w.]+) *\}\}/g, (_, name: string) => {
    const value = name === 'github.run_number' ? 7 : strategy?.matrix[name.replace(/^matrix\./, '')]?.[1]
    if (value === undefined) throw new Error(`an expression that is not known here: ${name}`)
    return String(value)
  })
}

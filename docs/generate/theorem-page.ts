import type { TheoremResult } from '../../properties/run.js'

export const theoremPage = ({ theorem: t }: TheoremResult): string =>
  `# ${t.id}\n\n${t.title}\n\n$$\n${t.statement}\n$$\n`

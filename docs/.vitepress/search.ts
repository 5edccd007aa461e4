import type { MarkdownEnv, MarkdownRenderer } from 'vitepress'

/** What the local search indexes of a page: its HTML without formulas, whose markup says everything three times. */
export async function searchText(source: string, env: MarkdownEnv, md: MarkdownRenderer): Promise<string> {
  const html = await md.renderAsync(source, env)
  return env.frontmatter?.search === false ? '' : html
}

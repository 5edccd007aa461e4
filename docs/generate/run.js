// Usage: run.js. Node 20 strips no types: Vite, which builds the site anyway, loads the generator.
import { runnerImport } from 'vite'

try {
  await runnerImport('./docs/generate/main.ts', { configFile: false })
} catch (error) {
  // without the whole module that a parser's error carries along
  console.error(error instanceof Error ? error.stack : error)
  process.exitCode = 1
}

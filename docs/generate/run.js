// Usage: run.js. Node 20 strips no types: Vite, which builds the site anyway, loads the generator.
import { runnerImport } from 'vite'

await runnerImport('./docs/generate/main.ts', { configFile: false })

import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/** What the generated pages are made from. */
const SOURCES = ['reference', 'properties', 'docs/generate', 'docs/pictures']

/** While the site is served: writes the generated pages again when what they are made from is saved. */
export const regenerate = (root: string): Plugin => ({
  name: 'alphabar:regenerate',
  apply: 'serve',
  configureServer(server) {
    const folders = SOURCES.map((name) => join(root, name))
    const { logger } = server.config
    let running: ChildProcess | undefined
    let again = false
    const run = () => {
      if (running) {
        again = true
        return
      }
      logger.info('pages: running the ledger …', { timestamp: true })
      running = spawn(process.execPath, ['docs/generate/run.js'], {
        cwd: root,
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      running.on('exit', (status) => {
        running = undefined
        if (status === 0) logger.info('pages: written', { timestamp: true })
        else if (status !== null)
          logger.error('pages: not written, for the reason above; they show the last run', {
            timestamp: true,
          })
        if (again) {
          again = false
          run()
        }
      })
    }
    server.watcher.add(folders)
    server.watcher.on('all', (_, path) => {
      if (
        folders.some((folder) => path.startsWith(folder)) &&
        /\.ts$/.test(path) &&
        !/\.(test|bench)\.ts$/.test(path)
      )
        run()
    })
    server.httpServer?.on('close', () => running?.kill())
  },
})

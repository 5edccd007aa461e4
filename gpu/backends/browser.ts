import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { BACKENDS, type Backend, BackendMissing, checked, kernelSources } from './backend.js'
import { type GpuLibrary, type Mode, type OpenProgram, openProgram } from './program.js'

/** gpu.js in a headless Chromium that playwright-core drives. The plan, the kernels and the arrays are sent to a page. */

const PAGE = 'https://alphabar.invalid/'

interface Route {
  readonly fulfill: (response: { contentType: string; body: string }) => Promise<void>
}

interface Page {
  readonly goto: (url: string) => Promise<unknown>
  readonly route: (url: string, answer: (route: Route) => Promise<void>) => Promise<unknown>
  readonly addScriptTag: (script: { content: string }) => Promise<unknown>
  readonly evaluate: <A, R>(run: (arg: A) => R | Promise<R>, arg: A) => Promise<R>
}

interface Chromium {
  readonly launch: (options: {
    executablePath: string
    args: string[]
  }) => Promise<{ newPage: () => Promise<Page>; close: () => Promise<void>; version: () => string }>
}

const WEBGL2: Mode = { mode: 'webgl2', executors: ['generic'], threads: false }
const WEBGPU: Mode = { mode: 'webgpu', executors: ['fused-encoder'], threads: false }
const SETTINGS = {
  'browser-webgl2': { mode: WEBGL2, kernel: 'WebGL2Kernel', flags: ['--enable-unsafe-swiftshader'] },
  'browser-webgpu': { mode: WEBGPU, kernel: 'WebGPUKernel', flags: ['--enable-unsafe-webgpu'] },
} as const

/** Where Debian, Ubuntu, Arch and Chrome's own packages put the browser; ALPHABAR_CHROMIUM names another. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

export function findChromium(): string {
  const named = process.env.ALPHABAR_CHROMIUM
  const found = (named === undefined ? PLACES : [named]).find((path) => existsSync(path))
  if (found) return found
  throw new BackendMissing(
    `no Chromium at ${named ?? PLACES.join(', ')}. Remedy: apt-get install chromium, or set ALPHABAR_CHROMIUM to its path`,
  )
}

async function loadChromium(): Promise<Chromium> {
  try {
    return ((await import('playwright-core' as string)) as { chromium: Chromium }).chromium
  } catch (cause) {
    throw new BackendMissing(
      'the browser backends need playwright-core. Remedy: npm install playwright-core',
      {
        cause,
      },
    )
  }
}

/** What runs in the page keeps its programs and gpu.js here. */
interface PageGlobals {
  GPU: GpuLibrary['GPU'] & GpuLibrary & Record<string, abstract new () => object>
  openProgram: typeof openProgram
  programs: OpenProgram[]
}

const encode = (values: Float32Array): string =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64')

function decode(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64')
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
}

/** @throws Error naming what is missing: Chromium, playwright-core, gpu.js, or an adapter in the browser. */
export async function openBrowser(name: keyof typeof SETTINGS): Promise<Backend> {
  const executablePath = findChromium()
  const chromium = await loadChromium()
  const { mode, kernel, flags } = SETTINGS[name]
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', ...flags] })
  try {
    const page = await browser.newPage()
    await preparePage(page)
    const adapter = await page.evaluate(describeAdapter, mode.mode)
    if (adapter === '')
      throw new BackendMissing(
        `${executablePath} offers no ${mode.mode}. Remedy: a newer Chromium, or another backend`,
      )
    return {
      name,
      device: `${BACKENDS[name]}; Chromium ${browser.version()}; adapter: ${adapter}`,
      compile: async (plan) => {
        const sources = kernelSources()
        const index = await page.evaluate(openInPage, { kernel, mode, plan, sources })
        return checked(plan, {
          run: async (args) =>
            (await page.evaluate(runInPage, { index, args: args.map(encode) })).map(decode),
          close: () => page.evaluate(closeInPage, index),
        })
      },
      close: () => browser.close(),
    }
  } catch (cause) {
    await browser.close()
    throw cause
  }
}

async function preparePage(page: Page): Promise<void> {
  const require = createRequire(import.meta.url)
  const script = readFileSync(
    require.resolve('gpu.js').replace(/src.index\.js$/, 'dist/gpu-browser.js'),
    'utf8',
  )
  // WebGPU is offered to secure pages only, which about:blank is not; this one is answered here and never leaves the machine.
  await page.route(PAGE, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>alphabar' }),
  )
  await page.goto(PAGE)
  await page.addScriptTag({ content: script })
  await page.addScriptTag({ content: `window.openProgram = ${openProgram.toString()}; window.programs = []` })
}

// The functions below run in the page: they use nothing from outside their own text.

async function describeAdapter(mode: string): Promise<string> {
  if (mode === 'webgl2') {
    const canvas = (globalThis as unknown as PageDocument).document.createElement('canvas')
    const gl = canvas.getContext('webgl2')
    const info = gl?.getExtension('WEBGL_debug_renderer_info')
    return gl && info ? String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : ''
  }
  const { gpu } = (globalThis as unknown as PageDocument).navigator
  const adapter = await gpu?.requestAdapter()
  return adapter ? `${adapter.info.vendor} ${adapter.info.architecture} ${adapter.info.description}` : ''
}

interface PageDocument {
  readonly document: {
    createElement: (name: 'canvas') => {
      getContext: (kind: 'webgl2') => {
        getExtension: (name: string) => { UNMASKED_RENDERER_WEBGL: number } | null
        getParameter: (parameter: number) => unknown
      } | null
    }
  }
  readonly navigator: {
    gpu?: {
      requestAdapter: () => Promise<{
        info: { vendor: string; architecture: string; description: string }
      } | null>
    }
  }
}

function openInPage({
  kernel,
  mode,
  plan,
  sources,
}: {
  kernel: string
  mode: Mode
  plan: Parameters<typeof openProgram>[3]
  sources: Parameters<typeof openProgram>[4]
}): number {
  const page = globalThis as unknown as PageGlobals
  const expected = page.GPU[kernel]
  if (!expected) throw new Error(`gpu.js has no ${kernel}`)
  const library = { GPU: page.GPU, input: page.GPU.input }
  return page.programs.push(page.openProgram(library, expected, mode, plan, sources)) - 1
}

async function runInPage({ index, args }: { index: number; args: string[] }): Promise<string[]> {
  const page = globalThis as unknown as PageGlobals
  const program = page.programs[index]
  if (!program) throw new Error(`no program ${index} is open`)
  const arrays = args.map((text) => {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
    return new Float32Array(bytes.buffer)
  })
  const results = await program.run(arrays)
  return results.map((values) => {
    let binary = ''
    for (const byte of new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
      binary += String.fromCharCode(byte)
    return btoa(binary)
  })
}

async function closeInPage(index: number): Promise<void> {
  await (globalThis as unknown as PageGlobals).programs[index]?.close()
}

import { BACKENDS, type Backend, type BackendName, isBackend } from './backend.js'
import { openBrowser } from './browser.js'
import { openCpu, openWebasm, openWebgpu } from './node.js'
import { openOracle } from './oracle.js'

const OPEN: Readonly<Record<BackendName, () => Promise<Backend>>> = {
  webasm: () => openWebasm(),
  cpu: openCpu,
  webgpu: openWebgpu,
  'browser-webgl2': () => openBrowser('browser-webgl2'),
  'browser-webgpu': () => openBrowser('browser-webgpu'),
  oracle: async () => openOracle(),
}

/**
 * The backend named, and no other. @throws RangeError for an unknown name; Error where the machine lacks it, with what is
 * missing and how to get it.
 */
export async function openBackend(name: string): Promise<Backend> {
  if (!isBackend(name))
    throw new RangeError(`unknown backend '${name}': expected one of ${Object.keys(BACKENDS).join(', ')}`)
  return OPEN[name]()
}

import { cpuPainter } from '../cpu.js'
import type { Painter } from '../grid.js'
import { webglPainter } from '../webgl.js'

/** What is to draw the field: WebGL 2 where there is one, or a backend by name. */
export const CHOICES = ['auto', 'webgl2', 'cpu'] as const
export type Choice = (typeof CHOICES)[number]

export interface Opened {
  readonly painter: Painter
  /** Why it is not the one that was asked for. */
  readonly instead?: string
}

/** The renderer of the browser's WebGL 2, or undefined where it has none. */
function webglDevice(): string | undefined {
  const gl = document.createElement('canvas').getContext('webgl2')
  if (!gl) return undefined
  const info = gl.getExtension('WEBGL_debug_renderer_info')
  const name = info ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : gl.getParameter(gl.RENDERER)
  gl.getExtension('WEBGL_lose_context')?.loseContext()
  return String(name)
}

const onCpu = (reason: string): Opened => ({ painter: cpuPainter, instead: reason })

export async function openPainter(choice: Choice): Promise<Opened> {
  if (choice === 'cpu') return { painter: cpuPainter }
  const device = webglDevice()
  if (device === undefined) return onCpu('this browser offers no WebGL 2')
  try {
    const { default: GPU } = await import('gpu.js/dist/gpu-browser.min.js')
    return { painter: webglPainter(GPU, device) }
  } catch (error) {
    return onCpu(reasonOf(error))
  }
}

/** After a failure while drawing. */
export const fallBack = (error: unknown): Opened => onCpu(reasonOf(error))

const reasonOf = (error: unknown) =>
  `WebGL 2 failed: ${error instanceof Error ? error.message : String(error)}`

import type { Component } from '../../reference/data/component.js'
import { entryOf } from '../../reference/numbers/linear.js'
import type { Blob, ScheduleName } from './scene.js'

/** What the page writes and outlines. */

export const LETTERS = ['A', 'B', 'C', 'D', 'E'] as const

export const NAMES: Readonly<Record<ScheduleName, string>> = {
  ho: 'linear (Ho et al.)',
  'stable-diffusion': 'scaled linear (Stable Diffusion)',
  cosine: 'cosine (Nichol, Dhariwal)',
  'zero-terminal-snr': 'zero terminal SNR (Lin et al.)',
  vdm: 'VDM, fixed linear γ',
  'sub-vp': 'sub-VP (Song et al.)',
}

/** Where a component that is added stands. */
export const NEW_BLOB: Blob = { weight: 2, mean: [0, 0], axes: [0.3, 0.3], angle: 0 }

/** A number to so many digits after the point, with a true minus. */
export const shown = (x: number, digits: number): string => x.toFixed(digits).replace('-', '−')

/** The ellipse of one standard deviation, in a picture whose y points down. */
export function ellipseOf({
  mean,
  covariance = [],
}: Component<number>): Readonly<Record<string, number | string>> {
  const [a, b, c] = [entryOf(covariance, 0, 0), entryOf(covariance, 1, 0), entryOf(covariance, 1, 1)]
  const [middle, half] = [(a + c) / 2, Math.hypot((a - c) / 2, b)]
  const [cx = 0, y = 0] = mean
  const degrees = (-90 / Math.PI) * Math.atan2(2 * b, a - c)
  return {
    cx,
    cy: -y,
    rx: Math.sqrt(middle + half),
    ry: Math.sqrt(Math.max(0, middle - half)),
    transform: `rotate(${degrees} ${cx} ${-y})`,
  }
}

import { axisInRange, inView } from './link.js'
import type { Blob, Point, Scene } from './scene.js'

/** What a hand or the arrow keys do to a scene. Each gives a new scene. */

export type Handle =
  | { readonly kind: 'probe' }
  | { readonly kind: 'mean'; readonly blob: number }
  | { readonly kind: 'axis'; readonly blob: number; readonly axis: 0 | 1 }

const HALF_TURN = Math.PI

/** The direction of an axis: the second is a quarter turn from the first. */
const directionOf = ({ angle }: Blob, axis: 0 | 1) => angle + (axis * HALF_TURN) / 2

/** Where a handle stands. */
export function standsAt(scene: Scene, handle: Handle): Point {
  if (handle.kind === 'probe') return scene.probe
  const blob = scene.blobs[handle.blob]
  if (!blob) throw new RangeError(`there is no component ${handle.blob}`)
  if (handle.kind === 'mean') return blob.mean
  const [direction, length] = [directionOf(blob, handle.axis), blob.axes[handle.axis]]
  return [blob.mean[0] + length * Math.cos(direction), blob.mean[1] + length * Math.sin(direction)]
}

/** All handles of a scene: of each component its mean and its axes, then the point. */
export const handlesOf = ({ blobs }: Scene): readonly Handle[] => [
  ...blobs.flatMap((_, blob): Handle[] => [
    { kind: 'mean', blob },
    { kind: 'axis', blob, axis: 0 },
    { kind: 'axis', blob, axis: 1 },
  ]),
  { kind: 'probe' },
]

/** The handle that a finger at this point means: where handles overlap, the one whose middle is nearest. */
export function nearest(scene: Scene, [x, y]: Point): Handle {
  const away = (handle: Handle) => {
    const [hx, hy] = standsAt(scene, handle)
    return Math.hypot(hx - x, hy - y)
  }
  return handlesOf(scene).reduce((best, handle) => (away(handle) < away(best) ? handle : best))
}

export const withBlob = (scene: Scene, index: number, change: (blob: Blob) => Blob): Scene => ({
  ...scene,
  blobs: scene.blobs.map((blob, i) => (i === index ? change(blob) : blob)),
})

const withAxis = (blob: Blob, axis: 0 | 1, length: number): Blob => ({
  ...blob,
  axes: axis === 0 ? [axisInRange(length), blob.axes[1]] : [blob.axes[0], axisInRange(length)],
})

/** The scene with the handle at a point: an axis gets the length of its distance, and turns towards it. */
export function movedTo(scene: Scene, handle: Handle, to: Point): Scene {
  if (handle.kind === 'probe') return { ...scene, probe: inView(to) }
  if (handle.kind === 'mean') return withBlob(scene, handle.blob, (blob) => ({ ...blob, mean: inView(to) }))
  return withBlob(scene, handle.blob, (blob) => {
    const [dx, dy] = [to[0] - blob.mean[0], to[1] - blob.mean[1]]
    const angle = Math.atan2(dy, dx) - (handle.axis * HALF_TURN) / 2
    return withAxis({ ...blob, angle }, handle.axis, Math.hypot(dx, dy))
  })
}

const STEP = 0.05
const TURN = Math.PI / 36
const KEYS: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
}

/**
 * The scene after an arrow key, undefined for another key. Points move by 0.05, five times as far with Shift; an axis grows and
 * shrinks by the vertical keys and turns by the horizontal ones.
 */
export function afterKey(scene: Scene, handle: Handle, key: string, shift: boolean): Scene | undefined {
  const direction = KEYS[key]
  if (!direction) return undefined
  const [dx, dy] = direction.map((d) => d * (shift ? 5 : 1)) as [number, number]
  if (handle.kind !== 'axis') {
    const [x, y] = standsAt(scene, handle)
    return movedTo(scene, handle, [x + dx * STEP, y + dy * STEP])
  }
  return withBlob(scene, handle.blob, (blob) =>
    withAxis({ ...blob, angle: blob.angle - dx * TURN }, handle.axis, blob.axes[handle.axis] + dy * STEP),
  )
}

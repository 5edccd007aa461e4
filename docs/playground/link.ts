import { AXIS, type Blob, FIELDS, MOST, type Point, REACH, SCHEDULES, type Scene, START, T } from './scene.js'

/**
 * A scene as the fragment of an address, and back: `t=120&s=ho&f=score&p=0.2,0.3&c=5,-1.4,-0.5,0.5,0.25,0.7;…`, one
 * component `weight,x,y,axis,axis,angle` each. Numbers are rounded to four digits after the point, so that a link is short.
 */

const DIGITS = 4
const shortest = (x: number) => `${Number(x.toFixed(DIGITS))}`
const list = (xs: readonly number[]) => xs.map(shortest).join(',')

export function linkOf({ blobs, schedule, t, field, probe }: Scene): string {
  const components = blobs.map(({ weight, mean, axes, angle }) => list([weight, ...mean, ...axes, angle]))
  return `t=${t}&s=${schedule}&f=${field}&p=${list(probe)}&c=${components.join(';')}`
}

const between = (x: number, low: number, high: number) => Math.min(high, Math.max(low, x))

/** A point of the view. */
export const inView = ([x, y]: Point): Point => [
  between(x, -REACH[0], REACH[0]),
  between(y, -REACH[1], REACH[1]),
]

export const axisInRange = (x: number) => between(x, AXIS.least, AXIS.most)
export const weightInRange = (x: number) => between(x, 0.1, 10)

/** Whole, from 1 to T. */
export const timeInRange = (t: number) => between(Math.round(t), 1, T)

function numbers(text: string | null | undefined, count: number): readonly number[] | undefined {
  const read = text?.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  return read?.length === count && read.every(Number.isFinite) ? read : undefined
}

function blob(text: string): Blob | undefined {
  const read = numbers(text, 6)
  if (!read) return undefined
  const [weight = 1, x = 0, y = 0, a = 1, b = 1, angle = 0] = read
  return {
    weight: weightInRange(weight),
    mean: inView([x, y]),
    axes: [axisInRange(a), axisInRange(b)],
    angle,
  }
}

const oneOf = <K extends string>(names: readonly K[], text: string | null): K | undefined =>
  names.find((name) => name === text)

/** The scene of a link. What it leaves out, or does not spell as above, is taken from the first scene; numbers are brought into view. */
export function sceneOf(link: string): Scene {
  const parts = new URLSearchParams(link.replace(/^#/, ''))
  const time = numbers(parts.get('t'), 1)?.[0]
  const probe = numbers(parts.get('p'), 2)
  const blobs = parts.get('c')?.split(';').map(blob)
  const whole = blobs?.filter((one) => one !== undefined)
  return {
    t: time === undefined ? START.t : timeInRange(time),
    schedule: oneOf(SCHEDULES, parts.get('s')) ?? START.schedule,
    field: oneOf(FIELDS, parts.get('f')) ?? START.field,
    probe: probe ? inView([probe[0] ?? 0, probe[1] ?? 0]) : START.probe,
    blobs: whole && whole.length === blobs?.length && whole.length <= MOST ? whole : START.blobs,
  }
}

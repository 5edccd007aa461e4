import { COLUMNS, type Drawn, ROWS, XS, YS } from '../grid.js'
import type { Sample } from '../samples.js'
import { type Field, REACH } from '../scene.js'

/** Density as shade, field as arrows, samples as dots: the canvas of the playground. */

export interface Colors {
  readonly shade: string
  readonly score: string
  readonly epsStar: string
  readonly components: readonly string[]
}

export interface Picture {
  readonly drawn: Drawn
  readonly field: Field
  /** √v_t: the score is about 1/√v_t long, ε* about 1. */
  readonly std: number
  readonly samples: readonly Sample[]
  readonly colors: Colors
}

const shadow = document.createElement('canvas')
shadow.width = COLUMNS
shadow.height = ROWS

export function paint(canvas: HTMLCanvasElement, picture: Picture): void {
  const context = canvas.getContext('2d')
  if (!context) return
  context.setTransform(1, 0, 0, 1, 0, 0)
  context.clearRect(0, 0, canvas.width, canvas.height)
  shade(context, canvas, picture)
  // from here on in the coordinates of the plane, y upward
  const unit = canvas.width / (2 * REACH[0])
  context.setTransform(unit, 0, 0, -unit, canvas.width / 2, canvas.height / 2)
  dots(context, picture)
  arrows(context, picture, canvas.clientWidth)
}

function shade(
  context: CanvasRenderingContext2D,
  canvas: HTMLCanvasElement,
  { drawn, colors }: Picture,
): void {
  const on = shadow.getContext('2d', { willReadFrequently: true })
  if (!on) return
  on.fillStyle = colors.shade
  on.fillRect(0, 0, COLUMNS, ROWS)
  const image = on.getImageData(0, 0, COLUMNS, ROWS)
  let most = Number.NEGATIVE_INFINITY
  for (const log of drawn.logDensity) most = Math.max(most, log)
  for (let row = 0; row < ROWS; row++)
    for (let column = 0; column < COLUMNS; column++) {
      const log = drawn.logDensity[(ROWS - 1 - row) * COLUMNS + column] ?? Number.NEGATIVE_INFINITY
      image.data[4 * (row * COLUMNS + column) + 3] = 150 * Math.exp(log - most)
    }
  on.putImageData(image, 0, 0)
  context.imageSmoothingQuality = 'high'
  context.drawImage(shadow, 0, 0, canvas.width, canvas.height)
}

function dots(context: CanvasRenderingContext2D, { samples, colors }: Picture): void {
  context.globalAlpha = 0.75
  for (const { component, at } of samples) {
    context.fillStyle = colors.components[component % colors.components.length] ?? 'currentColor'
    context.beginPath()
    context.arc(at[0], at[1], 0.022, 0, 2 * Math.PI)
    context.fill()
  }
  context.globalAlpha = 1
}

/** One arrow every `every` cells: more on a wide screen. It is m/(m + m₀) of that distance long for a field of length m. */
function arrows(
  context: CanvasRenderingContext2D,
  { drawn, field, std, colors }: Picture,
  width: number,
): void {
  const every = width < 480 ? 6 : 4
  const reach = (0.9 * every * 2 * REACH[0]) / COLUMNS
  const typical = field === 'score' ? 1.5 / std : 1.5
  context.strokeStyle = colors[field]
  context.lineWidth = (2 * REACH[0] * 1.3) / Math.max(width, 1)
  context.lineCap = 'round'
  context.beginPath()
  for (let row = Math.floor(every / 2); row < ROWS; row += every)
    for (let column = Math.floor(every / 2); column < COLUMNS; column += every) {
      const cell = row * COLUMNS + column
      const [u, v] = [drawn.u[cell] ?? 0, drawn.v[cell] ?? 0]
      const length = Math.hypot(u, v)
      if (!(length > 0 && Number.isFinite(length))) continue
      const drawnLength = (reach * length) / (length + typical)
      arrow(context, [XS[column] ?? 0, YS[row] ?? 0], [u / length, v / length], drawnLength)
    }
  context.stroke()
}

function arrow(
  context: CanvasRenderingContext2D,
  [x, y]: readonly [number, number],
  [u, v]: readonly [number, number],
  length: number,
): void {
  const [tipX, tipY] = [x + u * length, y + v * length]
  const head = Math.min(0.07, 0.4 * length)
  context.moveTo(x, y)
  context.lineTo(tipX, tipY)
  for (const side of [-0.5, 0.5]) {
    context.moveTo(tipX, tipY)
    context.lineTo(tipX - head * (u - side * v), tipY - head * (v + side * u))
  }
}

/** SVG as text: panels with axes of data coordinates. */

export interface Frame {
  readonly x: readonly [number, number]
  readonly y: readonly [number, number]
}

export const SIZE = 320
const MARGIN = 46

const number = (value: number) => String(Math.round(value * 100) / 100)
export const escapeText = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Where a point of the data stands in a panel. */
export const place = ({ x, y }: Frame) => ({
  across: (value: number) => MARGIN + ((value - x[0]) / (x[1] - x[0])) * (SIZE - 2 * MARGIN),
  down: (value: number) => SIZE - MARGIN - ((value - y[0]) / (y[1] - y[0])) * (SIZE - 2 * MARGIN),
})

/** A panel: title, border, the ends of both axes, and what is drawn in it. */
export function panel(
  title: string,
  frame: Frame,
  drawn: string,
  label = (value: number) => number(value),
): string {
  const inner = SIZE - 2 * MARGIN
  const text = (x: number, y: number, anchor: string, content: string) =>
    `<text x="${x}" y="${y}" text-anchor="${anchor}">${escapeText(content)}</text>`
  return [
    `<g><text x="${SIZE / 2}" y="20" text-anchor="middle" class="title">${escapeText(title)}</text>`,
    `<g clip-path="url(#inside)">${drawn}</g>`,
    `<rect x="${MARGIN}" y="${MARGIN}" width="${inner}" height="${inner}" fill="none" stroke="#888"/>`,
    text(MARGIN, SIZE - 18, 'middle', number(frame.x[0])),
    text(SIZE - MARGIN, SIZE - 18, 'middle', number(frame.x[1])),
    text(MARGIN - 4, SIZE - MARGIN, 'end', label(frame.y[0])),
    text(MARGIN - 4, MARGIN + 8, 'end', label(frame.y[1])),
    '</g>',
  ].join('\n')
}

/** Panels in rows. */
export function drawing(rows: readonly (readonly string[])[]): string {
  const width = SIZE * Math.max(...rows.map((row) => row.length))
  const height = SIZE * rows.length
  const placed = rows.flatMap((row, i) =>
    row.map((content, j) => `<g transform="translate(${j * SIZE} ${i * SIZE})">${content}</g>`),
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    '<style>text{font:10px sans-serif;fill:#444}.title{font-size:12px;fill:#111}</style>',
    `<clipPath id="inside"><rect x="${MARGIN}" y="${MARGIN}" width="${SIZE - 2 * MARGIN}" height="${SIZE - 2 * MARGIN}"/></clipPath>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...placed,
    '</svg>\n',
  ].join('\n')
}

export interface Arrow {
  readonly from: readonly [number, number]
  readonly by: readonly [number, number]
}

export function arrows(frame: Frame, list: readonly Arrow[], color: string): string {
  const { across, down } = place(frame)
  const path = list.map(({ from: [x, y], by: [u, v] }) => {
    const [x0, y0, x1, y1] = [across(x), down(y), across(x + u), down(y + v)]
    const [dx, dy] = [(x1 - x0) * 0.3, (y1 - y0) * 0.3]
    const barb = (s: number) =>
      `M${number(x1)} ${number(y1)}L${number(x1 - dx + s * dy * 0.6)} ${number(y1 - dy - s * dx * 0.6)}`
    return `M${number(x0)} ${number(y0)}L${number(x1)} ${number(y1)}${barb(1)}${barb(-1)}`
  })
  return `<path d="${path.join('')}" stroke="${color}" fill="none" stroke-width="0.8"/>`
}

export function dots(
  frame: Frame,
  points: readonly (readonly [number, number])[],
  color: string,
  radius = 1,
): string {
  const { across, down } = place(frame)
  const inside = points.filter(
    ([x, y]) => x > frame.x[0] && x < frame.x[1] && y > frame.y[0] && y < frame.y[1],
  )
  return `<g fill="${color}">${inside.map(([x, y]) => `<circle cx="${number(across(x))}" cy="${number(down(y))}" r="${radius}"/>`).join('')}</g>`
}

/** Cells of a grid, 0 white to 1 dark. */
export function shades(grid: number, darkness: (i: number, j: number) => number): string {
  const step = (SIZE - 2 * MARGIN) / grid
  const cells: string[] = []
  for (let j = 0; j < grid; j++)
    for (let i = 0; i < grid; i++) {
      const opacity = Math.round(100 * darkness(i, j)) / 100
      if (opacity > 0)
        cells.push(
          `<rect x="${number(MARGIN + i * step)}" y="${number(SIZE - MARGIN - (j + 1) * step)}" width="${number(step + 0.3)}" height="${number(step + 0.3)}" opacity="${opacity}"/>`,
        )
    }
  return `<g fill="#4a76b8">${cells.join('')}</g>`
}

/** A line through points, y on a logarithmic axis where the frame is of logarithms. */
export function line(frame: Frame, points: readonly (readonly [number, number])[], color: string): string {
  const { across, down } = place(frame)
  const clamp = (y: number) => Math.max(frame.y[0], Math.min(frame.y[1], y))
  const path = points.map(
    ([x, y], i) => `${i === 0 ? 'M' : 'L'}${number(across(x))} ${number(down(clamp(y)))}`,
  )
  return `<path d="${path.join('')}" stroke="${color}" fill="none"/>`
}

import { html, type Markup } from './markup.js'

const WIDTH = 220
const HEIGHT = 68
const LOW = 2 ** -4

/** The errors of a quantity against t, as points on a logarithmic scale of ulps; the line is half an ulp. */
export function errorPlot(errors: readonly (readonly [t: number, ulps: number])[]): Markup | string {
  const points = errors.filter(([t, ulps]) => Number.isFinite(t) && Number.isFinite(ulps))
  if (points.length === 0) return ''
  const [first, last] = [Math.min(...points.map(([t]) => t)), Math.max(...points.map(([t]) => t))]
  const top = Math.max(2, ...points.map(([, ulps]) => ulps)) * 2
  const x = (t: number) => 4 + ((t - first) / Math.max(last - first, 1e-300)) * (WIDTH - 8)
  const y = (ulps: number) => {
    const part = Math.log2(Math.max(ulps, LOW) / LOW) / Math.log2(top / LOW)
    return HEIGHT - 4 - part * (HEIGHT - 8)
  }
  const worst = Math.max(...points.map(([, ulps]) => ulps))
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="errors from ${points.length} calls, at most ${worst.toPrecision(3)} ulp"><line x1="0" x2="${WIDTH}" y1="${y(0.5).toFixed(1)}" y2="${y(0.5).toFixed(1)}" stroke="currentColor" stroke-opacity=".35"/>${points.map(
    ([t, ulps]) =>
      html`<circle cx="${x(t).toFixed(1)}" cy="${y(ulps).toFixed(1)}" r="2.2" fill="currentColor"/>`,
  )}</svg>`
}

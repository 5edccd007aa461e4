/**
 * The same step in hand-written JavaScript, doubles, tiled 4×4: what WebAssembly and shaders are compared with. Its
 * activation is SiLU by Math.exp, as in the peers.
 */
export function plainStep(widths: readonly number[], batch: number): () => void {
  const layers = widths.slice(1).map((m, l) => {
    const n = widths[l] ?? 0
    const zeros = (size: number) => new Float64Array(size)
    return {
      n,
      m,
      w: zeros(n * m).map(() => (Math.random() - 0.5) / Math.sqrt(n)),
      b: zeros(m),
      gw: zeros(n * m),
      gb: zeros(m),
      m1: zeros(n * m + m),
      m2: zeros(n * m + m),
      z: zeros(batch * m),
      h: zeros(batch * m),
      d: zeros(batch * m),
    }
  })
  const input = new Float64Array(batch * (widths[0] ?? 0)).map(() => Math.random() - 0.5)
  const target = new Float64Array(batch * (widths.at(-1) ?? 0)).map(() => Math.random() - 0.5)
  let t = 0
  return () => {
    t++
    let h = input
    layers.forEach((layer, l) => {
      const { n, m, w, b, z } = layer
      for (let r = 0; r < batch; r++) for (let j = 0; j < m; j++) z[r * m + j] = b[j] ?? 0
      product(h, w, z, { rows: batch, inner: n, columns: m })
      if (l < layers.length - 1) for (let i = 0; i < z.length; i++) layer.h[i] = silu(z[i] ?? 0)
      h = l < layers.length - 1 ? layer.h : z
    })
    const last = layers.at(-1)
    if (!last) return
    for (let i = 0; i < target.length; i++) last.d[i] = (2 / batch) * ((last.z[i] ?? 0) - (target[i] ?? 0))
    for (let l = layers.length - 1; l >= 0; l--) {
      const layer = layers[l]
      if (!layer) return
      const { n, m, d, gw, gb, w } = layer
      const given = layers[l - 1]?.h ?? input
      gw.fill(0)
      gb.fill(0)
      product(transposed(given, batch, n), d, gw, { rows: n, inner: batch, columns: m })
      for (let r = 0; r < batch; r++) for (let j = 0; j < m; j++) gb[j] = (gb[j] ?? 0) + (d[r * m + j] ?? 0)
      const below = layers[l - 1]
      if (below) {
        below.d.fill(0)
        product(d, transposed(w, n, m), below.d, { rows: batch, inner: m, columns: n })
        for (let i = 0; i < below.d.length; i++) below.d[i] = (below.d[i] ?? 0) * siluSlope(below.z[i] ?? 0)
      }
    }
    for (const { w, b, gw, gb, m1, m2 } of layers) {
      adam(w, gw, m1.subarray(0, w.length), m2.subarray(0, w.length), t)
      adam(b, gb, m1.subarray(w.length), m2.subarray(w.length), t)
    }
  }
}

const silu = (x: number) => x / (1 + Math.exp(-x))
function siluSlope(x: number): number {
  const s = 1 / (1 + Math.exp(-x))
  return s * (1 + x * (1 - s))
}

function transposed(a: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(a.length)
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = a[i * columns + j] ?? 0
  return out
}

/** C += A B, four rows of A at a time. */
function product(
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  { rows, inner, columns }: { rows: number; inner: number; columns: number },
): void {
  let i = 0
  for (; i + 4 <= rows; i += 4)
    for (let k = 0; k < inner; k++) {
      const [a0, a1, a2, a3] = [
        a[i * inner + k] ?? 0,
        a[(i + 1) * inner + k] ?? 0,
        a[(i + 2) * inner + k] ?? 0,
        a[(i + 3) * inner + k] ?? 0,
      ]
      const [c0, c1, c2, c3] = [i * columns, (i + 1) * columns, (i + 2) * columns, (i + 3) * columns]
      for (let j = 0, kb = k * columns; j < columns; j++) {
        const x = b[kb + j] as number
        c[c0 + j] = (c[c0 + j] as number) + a0 * x
        c[c1 + j] = (c[c1 + j] as number) + a1 * x
        c[c2 + j] = (c[c2 + j] as number) + a2 * x
        c[c3 + j] = (c[c3 + j] as number) + a3 * x
      }
    }
  for (; i < rows; i++)
    for (let k = 0; k < inner; k++)
      for (let j = 0; j < columns; j++)
        c[i * columns + j] =
          (c[i * columns + j] as number) + (a[i * inner + k] as number) * (b[k * columns + j] as number)
}

function adam(w: Float64Array, g: Float64Array, m1: Float64Array, m2: Float64Array, t: number): void {
  const rate = 1e-3 / (1 - 0.9 ** t)
  const scale = 1 / Math.sqrt(1 - 0.999 ** t)
  for (let i = 0; i < w.length; i++) {
    const slope = g[i] as number
    const first = 0.9 * (m1[i] as number) + 0.1 * slope
    const second = 0.999 * (m2[i] as number) + 0.001 * slope * slope
    m1[i] = first
    m2[i] = second
    w[i] = (w[i] as number) - (rate * first) / (Math.sqrt(second) * scale + 1e-8)
  }
}

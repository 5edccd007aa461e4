import { at } from '../../reference/numbers/combinators.js'
import { type Learner, type Task, weightsOf } from './learner.js'

/**
 * The same steps in hand-written JavaScript, doubles, four rows of a product at a time: what WebAssembly and shaders are
 * compared with. Its activation is SiLU by Math.exp, as in the peers.
 */
export function plainLearner(task: Task): Learner {
  const { rows, rate } = task
  const zeros = (size: number) => new Float64Array(size)
  const layers = weightsOf(task).map(({ inputs: n, outputs: m, w, b }) => ({
    ...{ n, m, w: Float64Array.from(w), b: Float64Array.from(b) },
    ...{ gw: zeros(n * m), gb: zeros(m), m1: zeros(n * m + m), m2: zeros(n * m + m) },
    ...{ z: zeros(rows * m), h: zeros(rows * m), d: zeros(rows * m) },
  }))
  const last = at(layers, layers.length - 1)

  const forward = (input: Float64Array) => {
    let h = input
    layers.forEach(({ n, m, w, b, z, h: own }, l) => {
      for (let r = 0; r < rows; r++) z.set(b, r * m)
      product(h, w, z, { rows, inner: n, columns: m })
      if (l === layers.length - 1) return
      for (let i = 0; i < z.length; i++) own[i] = silu(z[i] as number)
      h = own
    })
  }
  const backward = (input: Float64Array) => {
    for (let l = layers.length - 1; l >= 0; l--) {
      const { n, m, d, gw, gb, w } = at(layers, l)
      gw.fill(0)
      gb.fill(0)
      const below = layers[l - 1]
      product(transposed(below?.h ?? input, rows, n), d, gw, { rows: n, inner: rows, columns: m })
      for (let r = 0; r < rows; r++)
        for (let j = 0; j < m; j++) gb[j] = (gb[j] as number) + (d[r * m + j] as number)
      if (!below) return
      below.d.fill(0)
      product(d, transposed(w, n, m), below.d, { rows, inner: m, columns: n })
      for (let i = 0; i < below.d.length; i++)
        below.d[i] = (below.d[i] as number) * siluSlope(below.z[i] as number)
    }
  }
  return {
    name: 'plain JavaScript, float64, tuned',
    learn: (batches, first) => {
      batches.forEach(({ input, target, weight }, k) => {
        const given = Float64Array.from(input)
        forward(given)
        for (let i = 0; i < target.length; i++)
          last.d[i] =
            2 * (weight[Math.floor(i / last.m)] as number) * ((last.z[i] as number) - (target[i] as number))
        backward(given)
        const t = first + k
        for (const { w, b, gw, gb, m1, m2 } of layers) {
          adam(w, gw, m1.subarray(0, w.length), m2.subarray(0, w.length), rate(t), t)
          adam(b, gb, m1.subarray(w.length), m2.subarray(w.length), rate(t), t)
        }
      })
    },
    predict: (input) => {
      forward(Float64Array.from(input))
      return Float32Array.from(last.z)
    },
    close: () => {},
  }
}

export const silu = (x: number) => x / (1 + Math.exp(-x))
function siluSlope(x: number): number {
  const s = 1 / (1 + Math.exp(-x))
  return s * (1 + x * (1 - s))
}

function transposed(a: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(a.length)
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) out[j * rows + i] = a[i * columns + j] as number
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
      const a0 = a[i * inner + k] as number
      const a1 = a[(i + 1) * inner + k] as number
      const a2 = a[(i + 2) * inner + k] as number
      const a3 = a[(i + 3) * inner + k] as number
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

function adam(
  w: Float64Array,
  g: Float64Array,
  m1: Float64Array,
  m2: Float64Array,
  rate: number,
  t: number,
): void {
  const speed = rate / (1 - 0.9 ** t)
  const scale = 1 / Math.sqrt(1 - 0.999 ** t)
  for (let i = 0; i < w.length; i++) {
    const slope = g[i] as number
    const first = 0.9 * (m1[i] as number) + 0.1 * slope
    const second = 0.999 * (m2[i] as number) + 0.001 * slope * slope
    m1[i] = first
    m2[i] = second
    w[i] = (w[i] as number) - (speed * first) / (Math.sqrt(second) * scale + 1e-8)
  }
}

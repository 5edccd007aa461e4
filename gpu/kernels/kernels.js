/**
 * The tensor operations of the network, one gpu.js kernel each: a kernel computes one cell of its output from
 * `this.thread` and reads its sizes from `this.constants`.
 *
 * This file is JavaScript, not TypeScript, because its text is the program: gpu.js compiles what `toString` returns to
 * WebAssembly, WGSL and GLSL, and kernels/reading.ts compiles the same text over any algebra of numbers. So: top-level
 * declarations, loops bounded by constants, only + − × ÷ √ |·| on values (the operations that every backend rounds
 * correctly), comparisons on indices only, and no helper functions: in WebAssembly gpu.js calls those lane by lane. Sums
 * are taken in eights, as a tree: `terms` = `eights` + `rest`, `eights` a multiple of 8 and `rest` < 8. There −~i stands
 * for i + 1: it is the only way to say so that gpu.js keeps an integer, where i + 1 is a float that WebAssembly turns into
 * an index at every read; a sum takes a fifth less time so. Every loop starts at a literal 0 and has a name of its own: gpu.js
 * cuts a loop that starts elsewhere off at 1000 turns, and in WGSL gives two loops of one name two types.
 *
 * A layer's state is [3][inputs + 1][outputs]: the weights θ with the bias as last row, Adam's first moment, its second.
 */

/** z = h θ + bias: [batch][outputs] from h [batch][inputs] and a state. Constants: terms = inputs, eights, rest. */
export function affine(h, state) {
  let sum = state[0][this.constants.terms][this.thread.x]
  for (let i = 0; i < this.constants.eights; i += 8) {
    sum +=
      h[this.thread.y][i] * state[0][i][this.thread.x] +
      h[this.thread.y][-~i] * state[0][-~i][this.thread.x] +
      (h[this.thread.y][-~i + 1] * state[0][-~i + 1][this.thread.x] +
        h[this.thread.y][-~i + 2] * state[0][-~i + 2][this.thread.x]) +
      (h[this.thread.y][-~i + 3] * state[0][-~i + 3][this.thread.x] +
        h[this.thread.y][-~i + 4] * state[0][-~i + 4][this.thread.x] +
        (h[this.thread.y][-~i + 5] * state[0][-~i + 5][this.thread.x] +
          h[this.thread.y][-~i + 6] * state[0][-~i + 6][this.thread.x]))
  }
  for (let r = 0; r < this.constants.rest; r++) {
    sum += h[this.thread.y][this.constants.eights + r] * state[0][this.constants.eights + r][this.thread.x]
  }
  return sum
}

/**
 * The activation of every entry of z [batch][width], a smooth rational relative of SiLU: x·s(x) with
 * s(x) = (1 + (|x| + x)(1 + |x|)) / (2(1 + |x| + x²)), which is 1/(2(1 + |x| + x²)) for x ≤ 0 and one minus that for
 * x ≥ 0. Four times continuously differentiable, x·s(x) + x·s(−x) = x, and |x| + x is exact, so nothing cancels.
 */
export function activate(z) {
  const x = z[this.thread.y][this.thread.x]
  const t = Math.abs(x)
  return (x * (1 + (t + x) * (1 + t))) / (2 * (1 + t + t * t))
}

/** ∂L/∂out = 2·weight·(out − target), for L = Σ_b weight_b ‖out_b − target_b‖²: [batch][outputs]. */
export function outputDelta(out, target, weight) {
  return (
    2 *
    weight[this.thread.y] *
    (out[this.thread.y][this.thread.x] - target[this.thread.y][this.thread.x])
  )
}

/** weight_b ‖out_b − target_b‖²: [batch]. Constants: terms = outputs. */
export function rowLoss(out, target, weight) {
  let sum = 0
  for (let j = 0; j < this.constants.terms; j++) {
    const r = out[this.thread.x][j] - target[this.thread.x][j]
    sum += r * r
  }
  return weight[this.thread.x] * sum
}

/**
 * ∂L/∂z of the layer below: (δ θᵀ) · slope(z): [batch][inputs]. With t = |x| and q = 1 + t + t² the activation's slope is
 * (1 − t² + (t + x)(2 + 4t + 2t² + t³)) / (2q²). Constants: terms = outputs, eights, rest.
 */
export function hiddenDelta(delta, state, z) {
  let sum = 0
  for (let j = 0; j < this.constants.eights; j += 8) {
    sum +=
      delta[this.thread.y][j] * state[0][this.thread.x][j] +
      delta[this.thread.y][-~j] * state[0][this.thread.x][-~j] +
      (delta[this.thread.y][-~j + 1] * state[0][this.thread.x][-~j + 1] +
        delta[this.thread.y][-~j + 2] * state[0][this.thread.x][-~j + 2]) +
      (delta[this.thread.y][-~j + 3] * state[0][this.thread.x][-~j + 3] +
        delta[this.thread.y][-~j + 4] * state[0][this.thread.x][-~j + 4] +
        (delta[this.thread.y][-~j + 5] * state[0][this.thread.x][-~j + 5] +
          delta[this.thread.y][-~j + 6] * state[0][this.thread.x][-~j + 6]))
  }
  for (let r = 0; r < this.constants.rest; r++) {
    sum += delta[this.thread.y][this.constants.eights + r] * state[0][this.thread.x][this.constants.eights + r]
  }
  const x = z[this.thread.y][this.thread.x]
  const t = Math.abs(x)
  const q = 1 + t + t * t
  return sum * ((1 - t * t + (t + x) * (2 + t * (4 + t * (2 + t)))) / (2 * q * q))
}

/** ∂L/∂θ with the bias as last row: [inputs + 1][outputs]. Constants: inputs, terms = batch, eights, rest. */
export function gradient(h, delta) {
  let sum = 0
  if (this.thread.y < this.constants.inputs) {
    for (let b = 0; b < this.constants.eights; b += 8) {
      sum +=
        h[b][this.thread.y] * delta[b][this.thread.x] +
        h[-~b][this.thread.y] * delta[-~b][this.thread.x] +
        (h[-~b + 1][this.thread.y] * delta[-~b + 1][this.thread.x] +
          h[-~b + 2][this.thread.y] * delta[-~b + 2][this.thread.x]) +
        (h[-~b + 3][this.thread.y] * delta[-~b + 3][this.thread.x] +
          h[-~b + 4][this.thread.y] * delta[-~b + 4][this.thread.x] +
          (h[-~b + 5][this.thread.y] * delta[-~b + 5][this.thread.x] +
            h[-~b + 6][this.thread.y] * delta[-~b + 6][this.thread.x]))
    }
    for (let r = 0; r < this.constants.rest; r++) {
      sum += h[this.constants.eights + r][this.thread.y] * delta[this.constants.eights + r][this.thread.x]
    }
  } else {
    for (let c = 0; c < this.constants.terms; c++) {
      sum += delta[c][this.thread.x]
    }
  }
  return sum
}

/**
 * Adam (Kingma and Ba 2015, algorithm 1), the next state from a state and its gradient. `rates` holds what depends on the
 * step, computed on the host: [rate/(1 − β₁ᵗ), 1/√(1 − β₂ᵗ), β₁, 1 − β₁, β₂, 1 − β₂, ε].
 */
export function adam(state, slope, rates) {
  const g = slope[this.thread.y][this.thread.x]
  const first = rates[2] * state[1][this.thread.y][this.thread.x] + rates[3] * g
  const second = rates[4] * state[2][this.thread.y][this.thread.x] + rates[5] * (g * g)
  let next = state[0][this.thread.y][this.thread.x] - (rates[0] * first) / (Math.sqrt(second) * rates[1] + rates[6])
  if (this.thread.z === 1) {
    next = first
  }
  if (this.thread.z === 2) {
    next = second
  }
  return next
}

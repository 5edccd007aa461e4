/**
 * The tensor operations of the network, one gpu.js kernel each: a kernel computes one cell of its output from
 * `this.thread` and reads its sizes from `this.constants`.
 *
 * This file is JavaScript, not TypeScript, because its text is the program: gpu.js compiles what `toString` returns to
 * WebAssembly, WGSL and GLSL, and kernels/reading.ts compiles the same text over any algebra of numbers. So: top-level
 * declarations, loops bounded by constants, only + − × ÷ √ |·| on values (the operations that every backend rounds
 * correctly), comparisons on indices only, and no helper functions: in WebAssembly gpu.js calls those lane by lane. Sums
 * are taken in eights, as a tree: `terms` = `tail` + `rest` with `tail` = 8·`eights` and `rest` < 8. A loop starts at
 * this.output.x, which every index subtracts again: so gpu.js keeps its variable an integer. One that starts at a literal
 * is made a float in WebAssembly, counted in floats and turned into an index at every read; a sum takes a fifth longer so.
 * Every loop has a name of its own: in WGSL gpu.js gives two loops of one name two types.
 *
 * A layer's state is [3][inputs + 1][outputs]: the weights θ with the bias as last row, Adam's first moment, its second.
 */

/** z = h θ + bias: [batch][outputs] from h [batch][inputs] and a state. Constants: terms = inputs, eights, tail, rest. */
export function affine(h, state) {
  let sum = state[0][this.constants.terms][this.thread.x]
  for (let i = this.output.x; i - this.output.x < this.constants.eights; i++) {
    sum +=
      h[this.thread.y][(i - this.output.x) * 8] * state[0][(i - this.output.x) * 8][this.thread.x] +
      h[this.thread.y][(i - this.output.x) * 8 + 1] * state[0][(i - this.output.x) * 8 + 1][this.thread.x] +
      (h[this.thread.y][(i - this.output.x) * 8 + 2] * state[0][(i - this.output.x) * 8 + 2][this.thread.x] +
        h[this.thread.y][(i - this.output.x) * 8 + 3] * state[0][(i - this.output.x) * 8 + 3][this.thread.x]) +
      (h[this.thread.y][(i - this.output.x) * 8 + 4] * state[0][(i - this.output.x) * 8 + 4][this.thread.x] +
        h[this.thread.y][(i - this.output.x) * 8 + 5] * state[0][(i - this.output.x) * 8 + 5][this.thread.x] +
        (h[this.thread.y][(i - this.output.x) * 8 + 6] * state[0][(i - this.output.x) * 8 + 6][this.thread.x] +
          h[this.thread.y][(i - this.output.x) * 8 + 7] * state[0][(i - this.output.x) * 8 + 7][this.thread.x]))
  }
  for (let r = this.output.x; r - this.output.x < this.constants.rest; r++) {
    sum +=
      h[this.thread.y][this.constants.tail + r - this.output.x] *
      state[0][this.constants.tail + r - this.output.x][this.thread.x]
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
  for (let k = this.output.x; k - this.output.x < this.constants.terms; k++) {
    const r = out[this.thread.x][k - this.output.x] - target[this.thread.x][k - this.output.x]
    sum += r * r
  }
  return weight[this.thread.x] * sum
}

/**
 * ∂L/∂z of the layer below: (δ θᵀ) · slope(z): [batch][inputs]. With t = |x| and q = 1 + t + t² the activation's slope is
 * (1 − t² + (t + x)(2 + 4t + 2t² + t³)) / (2q²). Constants: terms = outputs, eights, tail, rest.
 */
export function hiddenDelta(delta, state, z) {
  let sum = 0
  for (let j = this.output.x; j - this.output.x < this.constants.eights; j++) {
    sum +=
      delta[this.thread.y][(j - this.output.x) * 8] * state[0][this.thread.x][(j - this.output.x) * 8] +
      delta[this.thread.y][(j - this.output.x) * 8 + 1] * state[0][this.thread.x][(j - this.output.x) * 8 + 1] +
      (delta[this.thread.y][(j - this.output.x) * 8 + 2] * state[0][this.thread.x][(j - this.output.x) * 8 + 2] +
        delta[this.thread.y][(j - this.output.x) * 8 + 3] * state[0][this.thread.x][(j - this.output.x) * 8 + 3]) +
      (delta[this.thread.y][(j - this.output.x) * 8 + 4] * state[0][this.thread.x][(j - this.output.x) * 8 + 4] +
        delta[this.thread.y][(j - this.output.x) * 8 + 5] * state[0][this.thread.x][(j - this.output.x) * 8 + 5] +
        (delta[this.thread.y][(j - this.output.x) * 8 + 6] * state[0][this.thread.x][(j - this.output.x) * 8 + 6] +
          delta[this.thread.y][(j - this.output.x) * 8 + 7] * state[0][this.thread.x][(j - this.output.x) * 8 + 7]))
  }
  for (let r = this.output.x; r - this.output.x < this.constants.rest; r++) {
    sum +=
      delta[this.thread.y][this.constants.tail + r - this.output.x] *
      state[0][this.thread.x][this.constants.tail + r - this.output.x]
  }
  const x = z[this.thread.y][this.thread.x]
  const t = Math.abs(x)
  const q = 1 + t + t * t
  return sum * ((1 - t * t + (t + x) * (2 + t * (4 + t * (2 + t)))) / (2 * q * q))
}

/** ∂L/∂θ with the bias as last row: [inputs + 1][outputs]. Constants: inputs, terms = batch, eights, tail, rest. */
export function gradient(h, delta) {
  let sum = 0
  if (this.thread.y < this.constants.inputs) {
    for (let b = this.output.x; b - this.output.x < this.constants.eights; b++) {
      sum +=
        h[(b - this.output.x) * 8][this.thread.y] * delta[(b - this.output.x) * 8][this.thread.x] +
        h[(b - this.output.x) * 8 + 1][this.thread.y] * delta[(b - this.output.x) * 8 + 1][this.thread.x] +
        (h[(b - this.output.x) * 8 + 2][this.thread.y] * delta[(b - this.output.x) * 8 + 2][this.thread.x] +
          h[(b - this.output.x) * 8 + 3][this.thread.y] * delta[(b - this.output.x) * 8 + 3][this.thread.x]) +
        (h[(b - this.output.x) * 8 + 4][this.thread.y] * delta[(b - this.output.x) * 8 + 4][this.thread.x] +
          h[(b - this.output.x) * 8 + 5][this.thread.y] * delta[(b - this.output.x) * 8 + 5][this.thread.x] +
          (h[(b - this.output.x) * 8 + 6][this.thread.y] * delta[(b - this.output.x) * 8 + 6][this.thread.x] +
            h[(b - this.output.x) * 8 + 7][this.thread.y] * delta[(b - this.output.x) * 8 + 7][this.thread.x]))
    }
    for (let r = this.output.x; r - this.output.x < this.constants.rest; r++) {
      sum +=
        h[this.constants.tail + r - this.output.x][this.thread.y] *
        delta[this.constants.tail + r - this.output.x][this.thread.x]
    }
  } else {
    for (let c = this.output.x; c - this.output.x < this.constants.terms; c++) {
      sum += delta[c - this.output.x][this.thread.x]
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

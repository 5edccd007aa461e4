import { generator } from '../../gpu/training/random.js'
import { at } from '../../reference/numbers/combinators.js'
import { FLOAT64 } from '../../reference/numbers/float.js'
import { diffuse } from '../../reference/process/kernel.js'
import { dataOf, kernelOf, type Point, place, type Scene } from './scene.js'

/** Draws that stay the same while the scene changes, so that each sample moves as its component and t do. */
interface Draw {
  /** Which component, by where its cumulative weight passes this. */
  readonly u: number
  readonly z: Point
  readonly eps: Point
}

export const COUNT = 300

const random = generator(6)
const DRAWS: readonly Draw[] = Array.from({ length: COUNT }, () => ({
  u: random.uniform(),
  z: [random.normal(), random.normal()],
  eps: [random.normal(), random.normal()],
}))

export interface Sample {
  /** The component that x₀ came from. */
  readonly component: number
  readonly at: Point
}

/** x_t = a·x₀ + √v·ε for each draw. */
export function samplesOf(scene: Pick<Scene, 'blobs' | 'schedule' | 't'>): readonly Sample[] {
  const [kernel, data] = [kernelOf(scene), dataOf(scene)]
  return DRAWS.map(({ u, z, eps }) => {
    let [component, below] = [0, at(data, 0).weight]
    while (below <= u && component < data.length - 1) {
      component += 1
      below += at(data, component).weight
    }
    const x0 = place(at(data, component), z)
    const [x = 0, y = 0] = x0.map((value, i) => diffuse(FLOAT64, kernel, { x0: value, eps: eps[i] ?? 0 }))
    return { component, at: [x, y] }
  })
}

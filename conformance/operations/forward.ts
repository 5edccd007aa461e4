import { diffuse } from '../../reference/process/kernel.js'
import { kernelAt } from '../known/known.js'
import { elementwise, type Operation } from './operation.js'

/** Forward noising. */

const qSample: Operation = {
  name: 'q_sample',
  title: 'x_t = √ᾱ_t·x₀ + √(1−ᾱ_t)·ε',
  matters: 'training sees another noise level than the schedule says',
  theorems: ['FWD-MARG', 'FWD-DEF'],
  storage: 'data',
  shape: 'elements',
  truth: (F, known, args) => {
    const kernel = kernelAt(F, known, args.time('t'))
    return elementwise(args, ['x0', 'eps'], (at) => diffuse(F, kernel, at))
  },
  plans: [
    {
      id: 'roots of stored ᾱ and 1−ᾱ',
      form: (F, known, args) => {
        const { alphaBar, variance } = known.level(args.time('t'))
        const [a, s] = [F.sqrt(alphaBar), F.sqrt(variance)]
        return elementwise(args, ['x0', 'eps'], ({ x0, eps }) => F.add(F.mul(a, x0), F.mul(s, eps)))
      },
    },
  ],
}

export const FORWARD: readonly Operation[] = [qSample]

import type { Form, Operation } from './operation.js'

const scaled: Form = (F, _, args) =>
  args.has('sigma') ? args.vec('x_T').map((x) => F.mul(args.num('sigma'), x)) : args.vec('x_T')

/** Where a sampler starts, from standard normal noise. */
export const START: readonly Operation[] = [
  {
    name: 'sampler_start',
    title: 'the first state: σ_max·x_T where x = x₀ + σ·ε, else x_T',
    matters: 'the sampler starts with another amount of noise than its first step takes off',
    theorems: [],
    storage: 'data',
    scheduleFree: true,
    shape: 'elements',
    truth: scaled,
    plans: [
      { id: 'σ_max·x_T', form: scaled },
      {
        id: 'x_T in other units and back',
        // (x/a)·a, as where the state is kept as x/√ᾱ: two roundings, relative, so that any a has the bound of this one
        form: (F, _, args) => {
          if (args.has('sigma')) throw new RangeError('this order of evaluation has no σ')
          const unit = F.data(F.lit(3n))
          return args.vec('x_T').map((x) => F.mul(F.div(x, unit), unit))
        },
      },
    ],
    conventions: [
      {
        id: 'the power of the data is 1',
        title: 'the first state is √(σ_max²+1)·x_T: noise and data of unit power together',
        applies: (args) => args.has('sigma'),
        form: (F, _, args) => {
          const sigma = args.num('sigma')
          const scale = F.sqrt(F.add(F.mul(sigma, sigma), F.lit(1n)))
          return args.vec('x_T').map((x) => F.mul(scale, x))
        },
      },
    ],
  },
]

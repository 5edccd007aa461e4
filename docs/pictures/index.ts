import { drawnNoise } from './drawn-noise.js'
import { lostDigits } from './lost-digits.js'
import type { Picture } from './picture.js'
import { reverseMixture } from './reverse-mixture.js'
import { schedules } from './schedules.js'
import { scoreField } from './score-field.js'
import { stationarity } from './stationarity.js'
import { tweedie } from './tweedie.js'

export type { Picture } from './picture.js'

/** Every figure of the site. */
export const PICTURES: readonly Picture[] = [
  schedules,
  lostDigits,
  reverseMixture,
  scoreField,
  tweedie,
  stationarity,
  drawnNoise,
]

import { junitXml } from '../../properties/report/junit-xml.js'
import { falls } from '../judge/verdict.js'
import type { Validation } from '../validate.js'
import { replay } from './replay.js'

/** JUnit XML: a suite of operations, a suite of laws; what was not tried is `skipped`. */
export function validationJunit(validation: Validation, at: { readonly timestamp: Date }): string {
  const { implementation, results, laws, seed, profile } = validation
  const common = { seconds: 0, properties: { seed, profile } }
  return junitXml(
    [
      {
        ...common,
        name: `${implementation.name}: operations`,
        className: 'operations',
        cases: results.map(({ id, op, verdict, meaning }) => ({
          name: `${id}: ${verdict}`,
          seconds: 0,
          ...(verdict === 'unknown' || verdict === 'unsupported' || verdict === 'unresolved'
            ? { skipped: `${verdict}: ${meaning}` }
            : {}),
          ...(falls(verdict)
            ? {
                failure: {
                  type: verdict,
                  message: meaning,
                  text: `${meaning}\nreplay: ${replay(validation, [op])}`,
                },
              }
            : {}),
        })),
      },
      {
        ...common,
        name: `${implementation.name}: laws`,
        className: 'laws',
        cases: laws.map(({ id, title, dtype, asks, verdict, says = '', counterexample = '', why = '' }) => ({
          name: `${id} (${dtype}): ${title}`,
          seconds: 0,
          ...(verdict === 'unsupported' ? { skipped: why } : {}),
          ...(verdict === 'fails'
            ? {
                failure: {
                  type: 'fails',
                  message: says,
                  text: `${says}\ncounterexample: ${counterexample}, seed ${seed}\nreplay: ${replay(validation, asks)}`,
                },
              }
            : {}),
        })),
      },
    ],
    at,
  )
}

import XMLBuilder from 'fast-xml-builder'

type Element = { readonly [key: string]: unknown }

/** A case of a suite: what it is, how long it took, and how it ended. */
export interface JunitCase {
  readonly name: string
  readonly seconds: number
  readonly skipped?: string
  readonly failure?: { readonly type: string; readonly message: string; readonly text: string }
}

export interface JunitSuite {
  readonly name: string
  /** Class of each case. */
  readonly className: string
  readonly seconds: number
  readonly properties: Readonly<Record<string, string | number>>
  readonly cases: readonly JunitCase[]
}

/** JUnit XML, as the schemas of Jenkins and Ant have it. */
export function junitXml(suites: readonly JunitSuite[], at: { readonly timestamp: Date }): string {
  const builder = new XMLBuilder({ ignoreAttributes: false, format: true, suppressEmptyNode: true })
  const testsuite = suites.map((suite, id) => ({
    '@_id': id,
    '@_package': 'alphabar',
    '@_timestamp': at.timestamp.toISOString().slice(0, 19),
    '@_hostname': 'localhost',
    ...element(suite),
  }))
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ testsuites: { testsuite } })}`
}

function element({ name, className, seconds, properties, cases }: JunitSuite): Element {
  const skipped = cases.filter((one) => one.skipped !== undefined).length
  return {
    '@_name': text(name),
    '@_tests': cases.length,
    '@_failures': cases.filter((one) => one.failure).length,
    '@_errors': 0,
    ...(skipped > 0 ? { '@_skipped': skipped } : {}),
    '@_time': seconds.toFixed(3),
    properties: {
      property: Object.entries(properties).map(([key, value]) => ({ '@_name': key, '@_value': value })),
    },
    testcase: cases.map((one) => testcase(className, one)),
    'system-out': '',
    'system-err': '',
  }
}

const testcase = (className: string, { name, seconds, skipped, failure }: JunitCase): Element => ({
  '@_name': text(name),
  '@_classname': className,
  '@_time': seconds.toFixed(3),
  ...(skipped === undefined ? {} : { skipped: text(skipped) }),
  ...(failure === undefined
    ? {}
    : {
        failure: { '@_type': failure.type, '@_message': text(failure.message), '#text': text(failure.text) },
      }),
})

// XML 1.0 has no spelling for control characters and lone surrogates.
const text = (s: string): string => s.replace(/[^\P{Cc}\t\n\r]|\p{Cs}|[\ufffe\uffff]/gu, '\ufffd')

import { readFileSync } from 'node:fs'
import { atoms, type ComponentInput, empirical, type Law, mixture } from '../../reference/data/law.js'

/** The data laws that a training can be given by name, and points or components from a file. */

/** Three overlapping Gaussians in the plane, no two of one shape: the law of the benchmarks. */
const MIXTURE: readonly ComponentInput[] = [
  {
    weight: '2/5',
    mean: ['-0.8', '0.3'],
    covariance: [
      ['0.25', '0.1'],
      ['0.1', '0.2'],
    ],
  },
  {
    weight: '7/20',
    mean: ['0.7', '0.7'],
    covariance: [
      ['0.2', '0'],
      ['0', '0.3'],
    ],
  },
  {
    weight: '1/4',
    mean: ['0.3', '-0.8'],
    covariance: [
      ['0.3', '-0.1'],
      ['-0.1', '0.2'],
    ],
  },
]

/** Atoms of equal weight on circles about 0. */
export function rings(circles: readonly { readonly radius: number; readonly atoms: number }[]): Law {
  const total = circles.reduce((sum, circle) => sum + circle.atoms, 0)
  return atoms(
    circles.flatMap(({ radius, atoms: count }) =>
      Array.from({ length: count }, (_, i) => {
        const angle = (2 * Math.PI * i) / count
        return { weight: `1/${total}`, at: [radius * Math.cos(angle), radius * Math.sin(angle)] }
      }),
    ),
  )
}

const NAMED: Readonly<Record<string, () => Law>> = {
  mixture: () => mixture(MIXTURE),
  rings: () =>
    rings([
      { radius: 0.5, atoms: 5 },
      { radius: 1.25, atoms: 11 },
    ]),
}

/**
 * The law named `mixture` or `rings`; or from a file: `.csv` has one point a line (a header line is skipped), whose empirical
 * law is taken; `.json` a list of { weight, mean, covariance? } with numbers or exact strings.
 * @throws RangeError for an unknown name, an unreadable file, a line that is no point; and as `mixture` does.
 */
export function lawFrom(name: string): Law {
  const named = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined
  if (named) return named()
  if (/\.csv$/i.test(name)) return empirical(pointsFrom(readText(name), name))
  if (/\.json$/i.test(name)) return mixture(componentsFrom(readText(name), name))
  throw new RangeError(
    `the data '${name}' is unknown: expected ${Object.keys(NAMED).join(', ')}, a .csv file of points or a .json file of components`,
  )
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new RangeError(`the file '${path}' cannot be read: ${(cause as Error).message}`, { cause })
  }
}

/** Points of a CSV text. @throws RangeError naming the line that is no point, or has another number of columns. */
export function pointsFrom(text: string, path: string): readonly (readonly number[])[] {
  const lines = text
    .split(/\r?\n/)
    .map((line, i) => ({ cells: line.split(/[,;\t]/), number: i + 1, empty: line.trim() === '' }))
  const rows = lines.filter(({ empty }) => !empty)
  const isHeader = (cells: readonly string[]) =>
    cells.every((cell) => /^["']?[A-Za-z_]/.test(cell.trim()) && !/^nan$|^inf/i.test(cell.trim()))
  const body = rows[0] && isHeader(rows[0].cells) ? rows.slice(1) : rows
  const width = body[0]?.cells.length
  const points = body.map(({ cells, number }) => {
    const values = cells.map((cell) => (cell.trim() === '' ? Number.NaN : Number(cell)))
    if (cells.length !== width || values.some((value) => !Number.isFinite(value)))
      throw new RangeError(
        `${path}, line ${number}: '${cells.join(',').slice(0, 40)}' is no point of ${width} finite numbers. Remove the line or repair it`,
      )
    return values
  })
  if (points.length === 0)
    throw new RangeError(`${path} holds no points: expected one a line, numbers with commas between`)
  return points
}

function componentsFrom(text: string, path: string): readonly ComponentInput[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (cause) {
    throw new RangeError(`${path} is no JSON: ${(cause as Error).message}`, { cause })
  }
  if (
    !Array.isArray(parsed) ||
    parsed.some((entry) => typeof entry !== 'object' || entry === null || !('mean' in entry))
  )
    throw new RangeError(
      `${path} is no list of components: expected [{ "weight": "1/2", "mean": ["0", "1"], "covariance": [[…]] }, …]`,
    )
  return parsed as ComponentInput[]
}

import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { CHILD, ROOT, SOUND } from '../properties/fixtures/ledger.js'
import { LEDGER } from '../properties/ledger.js'
import { posteriorVariance } from '../reference/process/posterior.js'
import { command } from './fixtures/command.js'

const explained = async (args: readonly string[], ledger = SOUND) => command(['explain', ...args], { ledger })

test('one theorem, part by part', async () => {
  const ledger = [{ ...ROOT, formulas: [posteriorVariance] }, CHILD]
  expect((await explained(['ROOT'], ledger)).stdout).toMatchInlineSnapshot(`
    "ROOT  The theorem ROOT

    Statement
      ᾱ_t = ∏_{s ≤ t} α_s

    Sources
      J. Ho, A. Jain, P. Abbeel, Denoising Diffusion Probabilistic Models, 2020,
      arXiv:2006.11239, eq. (4)

    How it comes down to what is checked
      It is checked as it is stated.

    Claims
      proved     ROOT claim 1 (normal form)
      exact      ROOT claim 2 (rationals)

    Where a hypothesis is dropped
      without    x > 0
                 At x = −1 it fails

    In print, and wrong
      E98        O. Missaoui, Diffusion Models, slides, slide 3
                 printed: 1 + 1 = 3
                 correct: 1 + 1 = 2

    The formulas, as the code computes them
      posteriorVariance: ṽ
        = v·v_s/(a²·v_s + v)

    Establish it: alphabar verify ROOT
    "
  `)
})

test('what it uses and what uses it', async () => {
  expect((await explained(['child'])).stdout).toMatch(/Rests on\n {2}ROOT +The theorem ROOT/)
  expect((await explained(['ROOT'])).stdout).toMatch(/Is used by\n {2}CHILD +The theorem CHILD/)
})

test('several, in the order asked for; nothing where one of them is unknown', async () => {
  const { stdout } = await explained(['CHILD', 'ROOT'])
  expect(stdout).toMatch(/^CHILD {2}The theorem CHILD.*verify CHILD\n\nROOT {2}The theorem ROOT/s)
  expect(await explained(['CHILD', 'ROOTS'])).toMatchObject({ status: 2, stdout: '' })
})

test('--tex prints the statement and the formulas as TeX', async () => {
  const { stdout } = await explained(['ROOT', '--tex'], [{ ...ROOT, formulas: [posteriorVariance] }])
  expect(stdout).toContain('\\bar\\alpha_t = \\prod_{s \\le t} \\alpha_s')
  expect(stdout).toContain('\\frac{v v_s}{a^2 v_s + v}')
})

test('without an id the ledger is listed; an unknown id is refused', async () => {
  expect((await explained([])).stdout).toMatch(/^ROOT +The theorem ROOT\nCHILD +The theorem CHILD\n$/)
  expect(await explained(['ROOTS'])).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(/Did you mean ROOT\?/),
  })
})

describe('every theorem of the ledger', () => {
  test.each(LEDGER.map((t) => t.id))(
    '%s is explained in plain text of 80 columns, no TeX left over',
    async (id) => {
      const { stdout, status } = await explained([id], LEDGER)
      expect(status).toBe(0)
      expect(stdout.match(/\\[A-Za-z]+/g) ?? []).toEqual([])
      for (const line of stdout.split('\n')) expect(stringWidth(line), line).toBeLessThanOrEqual(80)
    },
  )
})

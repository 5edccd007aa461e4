import { expect, test } from 'vitest'
import { judgedPage } from './judged.js'

// To write it again: npx vitest run docs/generate/judged --update
test('the page on the recorded libraries is what conformance/traces says', async () => {
  await expect(judgedPage()).toMatchFileSnapshot('../guides/judged.md')
})

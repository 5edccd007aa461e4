import { defineConfig } from 'vitest/config'

// Where .ci/run wants the results for its count.
const { VITEST_JSON } = process.env

export default defineConfig({
  test: {
    include: ['{reference,properties,conformance,gpu,cli,docs}/**/*.test.ts'],
    benchmark: { include: ['**/*.bench.ts'], exclude: ['node_modules', 'dist'] },
    testTimeout: 60_000,
    // vitest's own choice leaves one core idle, which is half of two
    maxWorkers: '100%',
    reporters: VITEST_JSON ? ['default', ['json', { outputFile: VITEST_JSON }]] : ['default'],
    coverage: {
      provider: 'v8',
      include: ['{reference,properties,conformance,gpu,cli}/**/*.ts'],
      exclude: ['**/*.test.ts', '**/*.bench.ts'],
      reporter: ['text-summary', 'html'],
      reportOnFailure: true,
    },
  },
})

import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{reference,properties,conformance,gpu,cli,docs}/**/*.test.ts'],
    benchmark: { include: ['**/*.bench.ts'], exclude: ['node_modules', 'dist'] },
    testTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['reference/**/*.ts', 'properties/**/*.ts', 'cli/**/*.ts'],
      exclude: ['**/*.test.ts', '**/*.bench.ts'],
      reporter: ['text-summary', 'html'],
    },
  },
})

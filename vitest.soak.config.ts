import { defineConfig } from 'vitest/config'

/** Long runs that `npm test` leaves out: `npm run soak`. */
export default defineConfig({
  test: {
    include: ['test/**/*.soak.ts'],
    globalSetup: 'test/support/empty-store.setup.ts',
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 3_600_000,
    hookTimeout: 600_000,
    disableConsoleIntercept: true,
  },
})

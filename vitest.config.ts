import { existsSync, statfsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const MEMORY = '/dev/shm'
/** More than the stores of all tests need at once. */
const ENOUGH_BYTES = 4e9

/** Stores are written through to the disk with each insert: where the system has a large enough folder in memory, that costs nothing. */
function temporaryFolder(): { TMPDIR?: string } {
  if (!existsSync(MEMORY)) return {}
  const { bavail, bsize } = statfsSync(MEMORY)
  return bavail * bsize > ENOUGH_BYTES ? { TMPDIR: MEMORY } : {}
}

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'web/src/**/*.test.{ts,tsx}'],
    // The embedded engine binds one data directory per process, so files that run at once do so in processes of their own. One
    // after another they share a process: to load all modules again for every file takes a quarter of the time of all tests.
    pool: 'forks',
    isolate: false,
    // Many tests wait for processes, sockets or the engine: two files at once even on two processors.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 30_000,
    hookTimeout: 60_000,
    env: temporaryFolder(),
    globalSetup: 'test/support/empty-store.setup.ts',
  },
})

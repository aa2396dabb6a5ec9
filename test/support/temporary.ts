import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A directory of its own, removed by `removeTemporary` or at the end of the process. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'debrief-test-'))
  directories.push(directory)
  return directory
}

const directories: string[] = []
process.on('exit', () => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true })
})

/** Runs `cleanup` when the current test has ended, however it ends. */
export function afterThisTest(cleanup: () => void | Promise<void>): void {
  onTestFinished(async () => {
    await cleanup()
  })
}

/** A port of 127.0.0.1 that nothing listens on, for programs that cannot be told to pick one themselves. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

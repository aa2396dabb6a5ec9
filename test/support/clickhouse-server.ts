import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort, temporaryDirectory } from './temporary.ts'

/** A ClickHouse server on loopback, run from the library that npm installed: no other installation is needed. */
export interface ClickHouseServer {
  readonly url: string
  stop(): Promise<void>
}

/** Calls the library's `clickhouse local` on the main thread, whose stack the engine insists on. */
const LAUNCHER = `
import ctypes, sys
library = ctypes.CDLL(sys.argv[1])
arguments = [argument.encode() for argument in ['clickhouse'] + sys.argv[2:]]
library.query_stable_v2(len(arguments), (ctypes.c_char_p * len(arguments))(*arguments))
`

/** Why no server can be started here, or undefined when one can. */
export function noServerBecause(): string | undefined {
  if (spawnSync('python3', ['-c', 'import ctypes']).status !== 0) return 'python3 is not installed'
  return existsSync(libraryPath()) ? undefined : 'the embedded engine is not installed for this platform'
}

function libraryPath(): string {
  const require = createRequire(import.meta.url)
  const libc = process.platform === 'linux' ? '-gnu' : ''
  try {
    const engine = require.resolve(`@chdb/lib-${process.platform}-${process.arch}${libc}/package.json`)
    return join(dirname(engine), 'libchdb.so')
  } catch {
    return ''
  }
}

export async function startClickHouseServer(): Promise<ClickHouseServer> {
  const port = await freePort()
  const server = spawn(
    'python3',
    [
      '-c',
      LAUNCHER,
      libraryPath(),
      `--path=${temporaryDirectory()}`,
      '--listen_host=127.0.0.1',
      `--http_port=${port}`,
      '--query=SYSTEM START LISTEN HTTP; SELECT sleepEachRow(1) FROM numbers(3600) SETTINGS max_block_size = 1 FORMAT Null',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let errors = ''
  server.stderr.on('data', chunk => {
    errors += chunk
  })
  const ended = new Promise<void>(resolve => server.once('exit', () => resolve()))
  const url = `http://127.0.0.1:${port}`
  for (let attempt = 0; attempt < 300; attempt++) {
    if (server.exitCode !== null) throw new Error(`The ClickHouse server ended: ${errors}`)
    const alive = await fetch(`${url}/ping`).then(
      response => response.ok,
      () => false,
    )
    if (alive)
      return {
        url,
        async stop() {
          server.kill('SIGKILL')
          await ended
        },
      }
    await sleep(100)
  }
  server.kill('SIGKILL')
  throw new Error(`The ClickHouse server did not answer within 30 s: ${errors}`)
}

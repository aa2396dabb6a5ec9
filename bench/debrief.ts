import type { Served } from './export-client.ts'
import { type CleanUp, MAIN, runProgram, startServer } from './processes.ts'

/** Fills a new store from an NDJSON file, and serves it. */
export async function startDebrief(
  file: string,
  store: string,
  cleanUp: CleanUp,
  signal: AbortSignal,
): Promise<Served & { readonly pid: number }> {
  const debrief = (...args: string[]): Promise<string> =>
    runProgram(process.execPath, [MAIN, ...args, '--store', store, '--json'], { signal })
  await debrief('import', 'interactions', file)
  const { key } = JSON.parse(
    await debrief('keys', 'create', '--name', 'bench', '--scope', 'interactions'),
  ) as {
    key: string
  }
  const serve = [MAIN, 'serve', '--store', store, '--port', '0', '--json']
  const { pid, ready } = await startServer(process.execPath, serve, cleanUp)
  const { api } = JSON.parse(ready) as { api: string }
  return { url: `${api}/interactions`, key, pid }
}

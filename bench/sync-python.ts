import { spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const DLT = 'dlt[duckdb]==1.31.0'
const FOLDER = join(import.meta.dirname, '../../../test-results/bench-python')

/** A Python that has dlt, made at the first call; undefined, with a word, where that is not possible. */
export function pythonWithDlt(tell: (text: string) => void): string | undefined {
  const python = join(FOLDER, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
  const ready = join(FOLDER, 'ready')
  if (existsSync(ready)) return python
  tell(`Installing ${DLT} (once) …`)
  const steps: [string, string[]][] = [
    ['python3', ['-m', 'venv', FOLDER]],
    [python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', DLT]],
    [python, ['-c', `import dlt, duckdb; open(${JSON.stringify(ready)}, 'w').close()`]],
  ]
  for (const [command, args] of steps) {
    const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
    if (status === 0) continue
    rmSync(FOLDER, { recursive: true, force: true })
    tell(`dlt is left out, because it cannot be installed: ${(error?.message ?? stderr).trim().slice(-300)}`)
    return undefined
  }
  return python
}

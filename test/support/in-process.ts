import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll } from 'vitest'
import { errorText, type Output } from '../../src/cli/output.ts'
import { run } from '../../src/cli/program.ts'
import type { Engine } from '../../src/store/engine.ts'
import { parseStoreLocation } from '../../src/store/location.ts'
import { openStore, type Store } from '../../src/store/open-store.ts'
import { emptyStore } from './empty-store.ts'

/** How a command ended, and what it said. */
export interface Said {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * `debrief` without a process for each command, which takes a second and a half of processor time to start. The stores of a
 * test file are databases of one directory, which is held open.
 */
export class InProcess {
  readonly #directory = emptyStore()
  readonly #open: Store[] = []
  #databases = 0

  constructor() {
    beforeAll(async () => {
      await this.engine(this.newStore())
    })
    afterAll(async () => {
      for (const store of this.#open.reverse()) await store.close()
    })
  }

  /** What `--store` has to be for a store that is not there yet. */
  newStore(): string {
    return `${this.#directory}?database=test${++this.#databases}`
  }

  /** The engine of a store, until the tests of the file have ended. */
  async engine(store: string): Promise<Engine> {
    const opened = await openStore(parseStoreLocation(store))
    this.#open.push(opened)
    return opened.engine
  }

  /** Runs one command line. What it says has no colours. */
  async debrief(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Said> {
    const said = { stdout: '', stderr: '' }
    const to = (stream: keyof typeof said) => (text: string) => {
      said[stream] += `${stripVTControlCharacters(text)}\n`
    }
    let failed: () => void = () => {}
    const output: Output = {
      print: to('stdout'),
      json: value => to('stdout')(JSON.stringify(value)),
      note: to('stderr'),
      fail(error) {
        to('stderr')(`error ${errorText(error)}`)
        failed()
      },
      progress: () => {},
      onFailure(listener) {
        failed = listener
      },
      close: () => {},
    }
    const before = { ...process.env }
    Object.assign(process.env, env)
    try {
      return { code: await run(args, output), ...said }
    } finally {
      for (const name of Object.keys(env)) {
        if (before[name] === undefined) delete process.env[name]
        else process.env[name] = before[name]
      }
    }
  }

  /** Runs a command and gives the JSON it prints. Fails when it does not end with `code`. */
  async json<T = unknown>(
    args: readonly string[],
    { env = {}, code = 0 }: { readonly env?: Readonly<Record<string, string>>; readonly code?: number } = {},
  ): Promise<T> {
    const ended = await this.debrief([...args, '--json'], env)
    if (ended.code !== code)
      throw new Error(`debrief ${args.join(' ')} ended with ${ended.code}: ${ended.stdout}${ended.stderr}`)
    return JSON.parse(ended.stdout) as T
  }
}

import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Session as EngineSession } from 'chdb'
import {
  DEFAULT_SETTINGS,
  ENGINE_CODE,
  type Engine,
  EngineError,
  INSERT_SETTINGS,
  type Payload,
  type Session,
  type Settings,
  type Statement,
  StoreClosedError,
} from './engine.ts'
import { makeDirectory } from './make-directory.ts'
import { parameterAssignment } from './parameter-text.ts'

/** Where in a store's directory the engine keeps its files. */
export const enginePath = (directory: string): string => join(directory, 'clickhouse')

/** Where rows wait, in a file, for the statement that inserts them. */
const incomingPath = (path: string): string => join(path, 'incoming')

/** What a statement may be long, with its parameters. */
const MAX_TEXT_BYTES = 100_000_000

/**
 * Set once for each session. Parameters are part of the text here, and lists of ids are long. And nothing is compiled: the engine
 * makes machine code of what it has seen three times, which took 60 to 100 ms of a processor for a statement that takes 30.
 */
const SESSION_SETTINGS = {
  max_query_size: MAX_TEXT_BYTES,
  compile_expressions: 0,
  compile_aggregate_expressions: 0,
  compile_sort_description: 0,
}

/** How many statements run at once in the embedded engine; further ones wait their turn. */
const POOL_SIZE = 8

/**
 * The embedded engine (chdb) over one data directory. A process can hold one directory, and a directory one process;
 * any number of databases in it share the engine and its pool of sessions.
 */
export class EmbeddedDirectory {
  readonly #path: string
  readonly #chdb: typeof import('chdb')
  readonly #idle: PooledSession[] = []
  readonly #waiting: ((session: PooledSession) => void)[] = []
  readonly #all = new Set<PooledSession>()
  #closed = false

  private constructor(path: string, chdb: typeof import('chdb')) {
    this.#path = path
    this.#chdb = chdb
    this.#idle.push(this.#open())
    // Now that the directory is ours: what a process that was killed left there.
    rmSync(incomingPath(path), { recursive: true, force: true })
    mkdirSync(incomingPath(path), { mode: 0o700 })
  }

  /**
   * Opens a directory, making it when it is not there.
   *
   * @throws EngineError with code 76 when another process holds it; without a code where the engine does not exist
   */
  static async open(directory: string): Promise<EmbeddedDirectory> {
    // The engine exists for Linux and macOS only: elsewhere everything but this works.
    const chdb = await import('chdb').catch((error: unknown) => {
      throw engineError(error)
    })
    const path = enginePath(directory)
    makeDirectory(path)
    return new EmbeddedDirectory(path, chdb)
  }

  /** An engine on one database of the directory, which is created when it is not there yet. */
  async database(name: string): Promise<Engine> {
    await this.#lend(session => session.run('default', { sql: `CREATE DATABASE IF NOT EXISTS \`${name}\`` }))
    return {
      run: statement => this.#lend(session => session.run(name, statement)),
      insert: payload => this.#lend(session => session.insert(name, payload)),
      session: work => this.#lend(session => work(session.bound(name))),
      close: async () => {},
    }
  }

  /** A session outside the pool, for a caller that keeps it between requests. End it with `close`. */
  dedicated(database: string): Session & { close(): void } {
    const session = this.#open()
    return {
      ...session.bound(database),
      close: () => {
        this.#all.delete(session)
        session.close()
      },
    }
  }

  /** Waits for what is running, then lets go of the directory. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    for (const session of this.#all) session.close()
    await this.#chdb.drainPending()
  }

  #open(): PooledSession {
    if (this.#closed) throw new StoreClosedError()
    const session = new PooledSession(this.#chdb, this.#path)
    this.#all.add(session)
    return session
  }

  async #lend<T>(work: (session: PooledSession) => Promise<T>): Promise<T> {
    const session = await this.#take()
    try {
      return await work(session)
    } finally {
      this.#giveBack(session)
    }
  }

  /** A session whose statement failed is not lent again: what that statement had put out must reach nobody. */
  #giveBack(lent: PooledSession): void {
    let session = lent
    if (lent.failed && !this.#closed) {
      this.#all.delete(lent)
      lent.close()
      session = this.#open()
    }
    const next = this.#waiting.shift()
    if (next) next(session)
    else this.#idle.push(session)
  }

  async #take(): Promise<PooledSession> {
    const idle = this.#idle.pop()
    if (idle) return idle
    if (this.#all.size < POOL_SIZE) return this.#open()
    return new Promise(resolve => this.#waiting.push(resolve))
  }
}

/** One connection to the engine. It runs one statement at a time and remembers which settings the last one changed. */
class PooledSession {
  readonly #session: EngineSession
  #changed: readonly string[] = []
  readonly #path: string
  #failed = false
  #closed = false

  constructor(chdb: typeof import('chdb'), path: string) {
    this.#path = path
    try {
      this.#session = new chdb.Session(path)
      this.#session.query(`SET ${assignments(SESSION_SETTINGS).join(', ')}`)
    } catch (error) {
      // The engine names the reason on standard error only; nearly always another process holds the directory.
      const { message, code } = engineError(error)
      const unconnected = /Failed to create connection/.test(message)
      throw new EngineError(message, unconnected ? ENGINE_CODE.cannotOpenFile : code, { cause: error })
    }
  }

  /** Whether a statement has failed in this session. */
  get failed(): boolean {
    return this.#failed
  }

  bound(database: string): Session {
    return {
      run: statement => this.run(database, statement),
      insert: payload => this.insert(database, payload),
    }
  }

  async run(
    database: string,
    { sql, params = {}, settings = {}, format = 'Null' }: Statement,
  ): Promise<Buffer> {
    if (this.#closed) throw new StoreClosedError()
    const prefix = this.#prefix(
      database,
      settings,
      Object.entries(params).map(([k, v]) => parameterAssignment(k, v)),
    )
    try {
      const result = await this.#session.queryAsync(`${prefix}${sql}`, { format })
      const bytes = result.bytes()
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    } catch (error) {
      throw await this.#failure(error)
    }
  }

  /**
   * The rows go through a file. With an INSERT that has its rows in it the engine, which was made for the command line, also
   * inserts what it finds on the process's standard input.
   */
  async insert(database: string, { table, columns, format, data }: Payload): Promise<void> {
    if (this.#closed) throw new StoreClosedError()
    const file = join(incomingPath(this.#path), randomUUID())
    const prefix = this.#prefix(
      database,
      { ...INSERT_SETTINGS, use_structure_from_insertion_table_in_table_functions: 1 },
      [],
    )
    const names = columns.join(', ')
    try {
      await writeFile(file, data, { mode: 0o600 })
      await this.#session.queryAsync(
        `${prefix}INSERT INTO ${table} (${names}) SELECT ${names} FROM file(${settingLiteral(file)}, '${format}')`,
      )
    } catch (error) {
      throw await this.#failure(error)
    } finally {
      await rm(file, { force: true })
    }
  }

  /** A statement that runs is finished; those that would follow it in the work that has this session are refused. */
  close(): void {
    this.#closed = true
    this.#session.close()
  }

  async #failure(error: unknown): Promise<EngineError> {
    if (this.#closed) return new StoreClosedError({ cause: error })
    await this.#discardOutput()
    return engineError(error)
  }

  /**
   * The engine puts what a failed statement had written before its next statement's result. That result is this one's, and
   * nobody sees it.
   */
  async #discardOutput(): Promise<void> {
    this.#failed = true
    await this.#session.queryAsync('SELECT 1', { format: 'Null' }).catch(() => {})
  }

  /** `USE …; SET …; ` — everything a statement depends on, set again each time, because sessions are shared. */
  #prefix(database: string, settings: Settings, parameters: readonly string[]): string {
    const effective = { ...DEFAULT_SETTINGS, ...settings }
    const restored = this.#changed.filter(name => !(name in effective)).map(name => `${name} = DEFAULT`)
    this.#changed = Object.keys(effective)
    return `USE \`${database}\`; SET ${[...restored, ...assignments(effective), ...parameters].join(', ')}; `
  }
}

function assignments(settings: Settings): string[] {
  return Object.entries(settings).map(([name, value]) => `${name} = ${settingLiteral(value)}`)
}

/** Settings come from our own code, never from a client; they are quoted all the same. */
function settingLiteral(value: string | number): string {
  return typeof value === 'number' ? String(value) : `'${value.replace(/[\\']/g, '\\$&')}'`
}

function engineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error
  const message = error instanceof Error ? error.message : String(error)
  const code = /\bCode: (\d+)\./.exec(message)?.[1]
  return new EngineError(message.trim(), code ? Number(code) : undefined, { cause: error })
}

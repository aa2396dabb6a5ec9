/**
 * What may be bound to a `{name:Type}` placeholder. Lists are for `Array(…)` placeholders; `escaped` is a text that has
 * ClickHouse's escaped form already, as one that came over its HTTP interface.
 */
export type ParameterValue =
  | string
  | number
  | boolean
  | null
  | readonly string[]
  | { readonly escaped: string }
export type Parameters = { readonly [name: string]: ParameterValue }
export type Settings = { readonly [name: string]: string | number }

/** One SQL statement. Values reach it only through `params`. */
export interface Statement {
  readonly sql: string
  readonly params?: Parameters
  /** ClickHouse output format of the result; `Null` by default. */
  readonly format?: string
  readonly settings?: Settings
}

/** Rows in bytes for a table: the engine parses them, not JavaScript. */
export interface Payload {
  readonly table: string
  readonly columns: readonly string[]
  readonly format: 'JSONEachRow' | 'TabSeparated'
  readonly data: Uint8Array
}

/** Something that runs statements. Within one session, temporary tables stay visible from call to call. */
export interface Session {
  /** Runs one statement and gives its result's bytes in the asked format. */
  run(statement: Statement): Promise<Buffer>
  /** Inserts rows; acknowledged once they are in the table. */
  insert(payload: Payload): Promise<void>
}

/**
 * A ClickHouse engine with a chosen database: in this process, on a server, or in the process that holds the directory.
 * Calls may overlap; each runs in a session of its own unless made through {@link Engine.session}.
 */
export interface Engine extends Session {
  /** Lends one session exclusively for as long as `work` runs. */
  session<T>(work: (session: Session) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** What the engine refused, with ClickHouse's own error code (`system.errors`) where it gave one. */
export class EngineError extends Error {
  override name = 'EngineError'
  readonly code: number | undefined

  constructor(message: string, code: number | undefined, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** The store was closed while somebody still asked it for something: nothing went wrong. */
export class StoreClosedError extends EngineError {
  override name = 'StoreClosedError'

  constructor(options?: ErrorOptions) {
    super('The store is closed.', undefined, options)
  }
}

/** ClickHouse error codes that callers tell apart. */
export const ENGINE_CODE = {
  timeout: 159,
  memoryLimit: 241,
  cannotOpenFile: 76,
  tableExists: 57,
  unknownTable: 60,
} as const

/**
 * Limits every statement runs under unless it says otherwise: seconds of execution and bytes of memory.
 * Bulk work (loading, migrations) raises them for itself.
 */
export const DEFAULT_SETTINGS: Settings = {
  max_execution_time: 60,
  max_memory_usage: 4_000_000_000,
}

/**
 * What rows in bytes are read with. Finding where they begin, to read them by several threads, costs the processors more than
 * reading them: 252 ms instead of 110 for 100,000 records of 800 bytes.
 */
export const INSERT_SETTINGS: Settings = { input_format_parallel_parsing: 0 }

/** Runs a statement and parses each row as JSON. 64-bit integers come as numbers: ask for text where they may exceed 2^53. */
export async function rows<Row>(session: Session, statement: Omit<Statement, 'format'>): Promise<Row[]> {
  const bytes = await session.run({
    ...statement,
    format: 'JSONEachRow',
    settings: { output_format_json_quote_64bit_integers: 0, ...statement.settings },
  })
  const text = bytes.toString('utf8').trimEnd()
  return text ? text.split('\n').map(line => JSON.parse(line) as Row) : []
}

import { randomUUID } from 'node:crypto'
import { Agent } from 'node:http'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { type ClickHouseClient, ClickHouseError, ClickHouseLogLevel, createClient } from '@clickhouse/client'
import {
  DEFAULT_SETTINGS,
  type Engine,
  EngineError,
  INSERT_SETTINGS,
  type Payload,
  type Session,
  type Statement,
} from './engine.ts'

/** Where a ClickHouse HTTP interface listens, and as whom to speak to it. */
export interface ServerAddress {
  readonly url: string
  readonly username: string
  readonly password: string
  readonly database: string
  /** Reach it through this Unix socket instead of the URL's host and port. */
  readonly socketPath?: string
}

/**
 * An engine on a ClickHouse server over HTTP. The database is created when it is not there yet.
 *
 * @throws EngineError when the server cannot be reached or refuses the credentials
 */
export async function openServerEngine(address: ServerAddress): Promise<Engine> {
  const setup = client({ ...address, database: 'default' })
  try {
    await command(setup, { sql: `CREATE DATABASE IF NOT EXISTS \`${address.database}\`` })
  } finally {
    await setup.close()
  }
  const shared = client(address)
  return {
    run: statement => command(shared, statement),
    insert: payload => insert(shared, payload),
    session: work => work(pinned(shared, randomUUID())),
    close: () => shared.close(),
  }
}

function client({ url, username, password, database, socketPath }: ServerAddress): ClickHouseClient {
  return createClient({
    url,
    username,
    password,
    database,
    // Statements are bounded by max_execution_time; the connection only has to outlive the longest of them.
    request_timeout: 3_600_000,
    max_open_connections: 32,
    log: { level: ClickHouseLogLevel.OFF },
    ...(socketPath === undefined ? {} : { http_agent: socketAgent(socketPath) }),
  })
}

/** An HTTP agent that reaches every host through one Unix socket. */
function socketAgent(socketPath: string): Agent {
  const agent = new Agent({ keepAlive: true })
  agent.createConnection = () => connect(socketPath)
  return agent
}

function pinned(shared: ClickHouseClient, session: string): Session {
  return {
    run: statement => command(shared, statement, session),
    insert: payload => insert(shared, payload, session),
  }
}

async function command(shared: ClickHouseClient, statement: Statement, session?: string): Promise<Buffer> {
  const { sql, params = {}, settings = {}, format = 'Null' } = statement
  return bytesOf(
    shared.exec({
      query: format === 'Null' ? sql : `${sql}\nFORMAT ${format}`,
      query_params: { ...params },
      clickhouse_settings: {
        ...DEFAULT_SETTINGS,
        // The whole result is awaited before its first byte is sent, so that an error is an error and not half a result.
        wait_end_of_query: 1,
        ...settings,
        ...sessionSettings(session),
      },
      ...(session === undefined ? {} : { session_id: session }),
    }),
  )
}

async function insert(shared: ClickHouseClient, payload: Payload, session?: string): Promise<void> {
  const { table, columns, format, data } = payload
  await bytesOf(
    shared.exec({
      query: `INSERT INTO ${table} (${columns.join(', ')}) FORMAT ${format}`,
      values: Readable.from([Buffer.from(data.buffer, data.byteOffset, data.byteLength)], {
        objectMode: false,
      }),
      clickhouse_settings: {
        ...DEFAULT_SETTINGS,
        ...INSERT_SETTINGS,
        wait_end_of_query: 1,
        ...sessionSettings(session),
      },
      ...(session === undefined ? {} : { session_id: session }),
    }),
  )
}

/**
 * Seconds a server keeps a session (and its temporary tables) after its last statement. A batch that is derived waits with its tables
 * until the one before it is stored, which a busy server may take its time for.
 */
const SESSION_SECONDS = 300

function sessionSettings(session: string | undefined): { session_timeout?: string } {
  return session === undefined ? {} : { session_timeout: String(SESSION_SECONDS) }
}

async function bytesOf(answer: Promise<{ stream: Readable }>): Promise<Buffer> {
  try {
    const { stream } = await answer
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(chunk as Buffer)
    return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
  } catch (error) {
    throw engineError(error)
  }
}

function engineError(error: unknown): EngineError {
  if (error instanceof ClickHouseError) {
    const message = `Code: ${error.code}. ${error.type ?? ''}: ${error.message}`
    return new EngineError(message, Number(error.code), { cause: error })
  }
  const reason =
    error instanceof Error ? error.message || (error as NodeJS.ErrnoException).code : String(error)
  return new EngineError(`The ClickHouse server did not answer: ${reason}`, undefined, { cause: error })
}

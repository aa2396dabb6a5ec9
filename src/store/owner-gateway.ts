import { rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { EmbeddedDirectory } from './embedded-engine.ts'
import { EngineError, type ParameterValue, type Session } from './engine.ts'

/** A client holds an answer from here open for as long as it uses the store: the owner does not leave before. */
export const PRESENCE_PATH = '/presence'

/**
 * Lets other processes of the same user work on a directory this process holds, through a Unix socket inside it.
 *
 * It speaks the part of ClickHouse's HTTP interface that {@link openServerEngine} uses, so a held directory is reached with
 * the very code that reaches a server: `query`, `database`, `param_…`, `session_id`, settings, and a body with rows.
 */
export interface OwnerGateway {
  /** Refuses new clients, waits until those that are there have let go of the store, and removes the socket. */
  close(): Promise<void>
}

/** Parameters come in the address, and a list of ids is one: a batch of deletions has thousands. Only this user's processes ask. */
const MAX_ADDRESS_BYTES = 64 * 1024 * 1024

export async function openOwnerGateway(
  directory: EmbeddedDirectory,
  socketPath: string,
): Promise<OwnerGateway> {
  rmSync(socketPath, { force: true })
  const sessions = new GatewaySessions(directory)
  const present = new Set<ServerResponse>()
  let lastLeft = (): void => {}
  const server = createServer({ maxHeaderSize: MAX_ADDRESS_BYTES }, (request, response) => {
    if (request.url !== PRESENCE_PATH) return void answer(sessions, directory, request, response)
    present.add(response)
    response.once('close', () => {
      present.delete(response)
      if (present.size === 0) lastLeft()
    })
    response.writeHead(200).flushHeaders()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(socketPath, resolve)
  })
  // An idle gateway does not keep a command line from ending.
  server.unref()
  return {
    async close() {
      while (present.size > 0)
        await new Promise<void>(resolve => {
          lastLeft = resolve
        })
      await stop(server)
      sessions.close()
      rmSync(socketPath, { force: true })
    },
  }
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise<void>(resolve => server.close(() => resolve()))
  server.closeIdleConnections()
  await closed
}

async function answer(
  sessions: GatewaySessions,
  directory: EmbeddedDirectory,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const url = new URL(request.url ?? '/', 'http://owner')
    const body = await bodyOf(request)
    const call = readCall(url.searchParams, body)
    const result =
      call.session === undefined
        ? await runOn(await directory.database(call.database), call)
        : await sessions.use(call.session, call.database, session => runOn(session, call))
    response.end(result)
  } catch (error) {
    const code = error instanceof EngineError ? error.code : undefined
    const message = error instanceof Error ? error.message : String(error)
    response.statusCode = 500
    if (code !== undefined) response.setHeader('X-ClickHouse-Exception-Code', code)
    response.end(
      /\bCode: \d+\./.test(message) ? message : `Code: ${code ?? 1002}. DB::Exception: ${message} (DEBRIEF)`,
    )
  }
}

interface Call {
  readonly sql: string
  readonly data: Buffer
  readonly database: string
  readonly session: string | undefined
  readonly params: Record<string, ParameterValue>
  readonly settings: Record<string, string>
}

/** Query parameters of ClickHouse's HTTP interface that are neither settings nor parameters of the statement. */
const NOT_SETTINGS = new Set([
  'query',
  'database',
  'session_id',
  'session_timeout',
  'query_id',
  'wait_end_of_query',
  'role',
])

function readCall(options: URLSearchParams, body: Buffer): Call {
  const params: Record<string, ParameterValue> = {}
  const settings: Record<string, string> = {}
  for (const [name, value] of options) {
    if (name.startsWith('param_')) params[name.slice('param_'.length)] = { escaped: value }
    else if (!NOT_SETTINGS.has(name)) settings[name] = value
  }
  const query = options.get('query')
  return {
    sql: query ?? body.toString('utf8'),
    data: query === null ? Buffer.alloc(0) : body,
    database: options.get('database') ?? 'default',
    session: options.get('session_id') ?? undefined,
    params,
    settings,
  }
}

const INSERT =
  /^INSERT INTO (?<table>[\w.]+) \((?<columns>[\w, ]+)\) FORMAT (?<format>JSONEachRow|TabSeparated)\s*$/
const FORMAT = /\nFORMAT (\w+)\s*$/

async function runOn(session: Session, { sql, data, params, settings }: Call): Promise<Buffer> {
  const insert = INSERT.exec(sql)?.groups
  if (insert) {
    const format = insert.format as 'JSONEachRow' | 'TabSeparated'
    await session.insert({ table: insert.table!, columns: insert.columns!.split(', '), format, data })
    return Buffer.alloc(0)
  }
  const format = FORMAT.exec(sql)?.[1]
  return session.run({
    sql: format === undefined ? sql : sql.replace(FORMAT, ''),
    params,
    settings,
    ...(format === undefined ? {} : { format }),
  })
}

function bodyOf(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => resolve(Buffer.concat(chunks)))
    request.on('error', reject)
  })
}

const IDLE_SECONDS = 60

/** Sessions that outlive a request, by the id their client chose; ended after a minute without use. */
class GatewaySessions {
  readonly #directory: EmbeddedDirectory
  readonly #open = new Map<
    string,
    { session: Session & { close(): void }; tail: Promise<unknown>; timer: NodeJS.Timeout }
  >()

  constructor(directory: EmbeddedDirectory) {
    this.#directory = directory
  }

  /** Runs `work` after whatever the session is still doing: a session does one thing at a time. */
  async use<T>(id: string, database: string, work: (session: Session) => Promise<T>): Promise<T> {
    const key = `${database}/${id}`
    let entry = this.#open.get(key)
    if (!entry) {
      entry = {
        session: this.#directory.dedicated(database),
        tail: Promise.resolve(),
        timer: this.#expire(key),
      }
      this.#open.set(key, entry)
    }
    clearTimeout(entry.timer)
    const result = entry.tail.then(() => work(entry.session))
    entry.tail = result.catch(() => {})
    await entry.tail
    entry.timer = this.#expire(key)
    return result
  }

  close(): void {
    for (const key of [...this.#open.keys()]) this.#end(key)
  }

  #expire(key: string): NodeJS.Timeout {
    return setTimeout(() => this.#end(key), IDLE_SECONDS * 1000).unref()
  }

  #end(key: string): void {
    const entry = this.#open.get(key)
    if (!entry) return
    clearTimeout(entry.timer)
    this.#open.delete(key)
    entry.session.close()
  }
}

import { spawn } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { totalmem } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type CleanUp, runProgram, stop } from './processes.ts'

/** The name of the database and of its user. */
export const DATABASE = 'bench'

export interface Cluster {
  readonly version: string
  readonly pid: number
  /** The folder its socket is in; it listens nowhere else. */
  readonly socket: string
}

/** The folder of PostgreSQL's programs, the newest where there are several; undefined when it is not installed. */
export function findPostgres(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const places = [
    ...versions.map(version => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
  ]
  return places.find(place => existsSync(join(place, 'initdb')) && existsSync(join(place, 'postgres')))
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const users = readFileSync('/etc/passwd', 'utf8').split('\n')
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = users.find(user => user.startsWith(`${name}:`))?.split(':') ?? []
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new Error('PostgreSQL does not run as root, and there is no other user to run it as.')
}

/** A quarter of the memory for its cache is what PostgreSQL's manual advises; more than 2 GB is never needed here. */
function settings(socket: string): readonly string[] {
  const mb = (share: number, most: number): string =>
    `${Math.min(most, Math.round((totalmem() * share) / 2 ** 20))}MB`
  const values = {
    listen_addresses: '',
    unix_socket_directories: socket,
    unix_socket_permissions: '0700',
    shared_buffers: mb(0.25, 2048),
    effective_cache_size: mb(0.5, 16_384),
    maintenance_work_mem: mb(0.05, 512),
    work_mem: '32MB',
    random_page_cost: '1.1',
    jit: 'off',
    timezone: 'UTC',
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_wal_size: '4GB',
    log_min_messages: 'panic',
  }
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/** Starts a cluster of its own in `directory`, which must not exist yet; it is stopped by `cleanUp`. */
export async function startCluster(
  bin: string,
  directory: string,
  cleanUp: CleanUp,
  signal: AbortSignal,
): Promise<Cluster> {
  const user = unprivileged()
  mkdirSync(directory, { mode: 0o700 })
  if (user.uid !== undefined && user.gid !== undefined) chownSync(directory, user.uid, user.gid)
  const data = join(directory, 'data')
  const as = { ...user, cwd: directory, signal }
  const initdb = ['-D', data, '-U', DATABASE, '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync']
  await runProgram(join(bin, 'initdb'), initdb, as)
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...settings(directory)], {
    ...user,
    cwd: directory,
    stdio: 'inherit',
  })
  // SIGINT is its fast shutdown: it does not wait for connections to end.
  cleanUp.add(() => stop(server, 'SIGINT'))
  for (;;) {
    if (server.exitCode !== null)
      throw new Error(`PostgreSQL ended with ${server.exitCode} when it was started.`)
    try {
      await sql(bin, directory, 'postgres', [`CREATE DATABASE ${DATABASE}`], signal)
      break
    } catch (error) {
      signal.throwIfAborted()
      if (!/starting up|No such file|Connection refused/i.test(String(error))) throw error
      await sleep(100)
    }
  }
  const version = await sql(bin, directory, DATABASE, ['SHOW server_version'], signal)
  return { version: version.trim().split(' ')[0]!, pid: server.pid!, socket: directory }
}

// Bytes 1 and 2 cannot occur in JSON: with them as quote and delimiter a line is one value, as it is.
const LOAD = (file: string): readonly string[] => [
  'CREATE UNLOGGED TABLE incoming (record text)',
  `\\copy incoming FROM '${file}' WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')`,
  `CREATE TABLE interactions (
    actor text NOT NULL,
    conversation_id text NOT NULL,
    created_time timestamptz NOT NULL,
    detail json,
    id text COLLATE "C" NOT NULL,
    label text,
    last_updated_time timestamptz NOT NULL,
    parent_interaction_id text,
    platform text NOT NULL,
    type text NOT NULL,
    user_id text NOT NULL
  )`,
  // In the order of the ids, so that a page's rows lie side by side on disk: the best case for reading by key.
  `INSERT INTO interactions
   SELECT r.* FROM incoming, json_to_record(record::json) AS r(
     actor text, conversation_id text, created_time timestamptz, detail json, id text, label text,
     last_updated_time timestamptz, parent_interaction_id text, platform text, type text, user_id text)
   ORDER BY r.id COLLATE "C"`,
  'ALTER TABLE interactions ADD PRIMARY KEY (id)',
  'CREATE TABLE interaction_texts (id text COLLATE "C" NOT NULL, record text NOT NULL)',
  `INSERT INTO interaction_texts SELECT record::json->>'id' AS id, record FROM incoming ORDER BY (record::json->>'id') COLLATE "C"`,
  'ALTER TABLE interaction_texts ADD PRIMARY KEY (id)',
  'DROP TABLE incoming',
  'VACUUM (ANALYZE) interactions',
  'VACUUM (ANALYZE) interaction_texts',
  'CHECKPOINT',
]

/** Fills both tables from an NDJSON file: one with typed columns, one with each record's text. */
export async function loadCluster(
  bin: string,
  cluster: Cluster,
  file: string,
  signal: AbortSignal,
): Promise<void> {
  await sql(bin, cluster.socket, DATABASE, LOAD(file), signal)
}

function sql(
  bin: string,
  socket: string,
  database: string,
  statements: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const commands = statements.flatMap(statement => ['-c', statement])
  const place = ['-h', socket, '-U', DATABASE, '-d', database]
  return runProgram(join(bin, 'psql'), ['-XAtq', '-v', 'ON_ERROR_STOP=1', ...place, ...commands], { signal })
}

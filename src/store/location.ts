import { homedir } from 'node:os'
import { resolve } from 'node:path'

/** Where a store is: a directory for the embedded engine, or a ClickHouse server. A database inside it is a namespace. */
export type StoreLocation =
  | { readonly kind: 'directory'; readonly directory: string; readonly database: string }
  | {
      readonly kind: 'server'
      readonly url: string
      readonly username: string
      readonly password: string
      readonly database: string
    }

export const DEFAULT_STORE = './data'
export const DEFAULT_DATABASE = 'debrief'

const DATABASE_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/

/** Raised for a `--store` that names no place a store could be. */
export class StoreLocationError extends Error {
  override name = 'StoreLocationError'
}

/**
 * Reads what `--store` or `DEBRIEF_STORE` says.
 *
 * @example
 * parseStoreLocation('./data')                             // the directory, database `debrief`
 * parseStoreLocation('./data?database=source')             // the directory, database `source`
 * parseStoreLocation('http://user:secret@host:8123/sales') // a server, database `sales`
 * @throws StoreLocationError when it is neither a directory nor an http(s) URL, or names an impossible database
 */
export function parseStoreLocation(text: string): StoreLocation {
  const trimmed = text.trim()
  if (!trimmed)
    throw new StoreLocationError('The store is empty: name a directory (./data) or a ClickHouse URL.')
  if (/^https?:\/\//i.test(trimmed)) return parseServer(trimmed)
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(trimmed))
    throw new StoreLocationError(
      `The store "${redact(trimmed)}" is neither a directory nor an http(s) URL of a ClickHouse server (port 8123 by default).`,
    )
  const [path = '', query = ''] = splitOnce(trimmed, '?')
  const options = new URLSearchParams(query)
  for (const name of options.keys())
    if (name !== 'database')
      throw new StoreLocationError(
        `The store "${trimmed}" has an unknown option "${name}"; only database is known.`,
      )
  const expanded = path.startsWith('~/') ? `${homedir()}/${path.slice(2)}` : path
  return {
    kind: 'directory',
    directory: resolve(expanded),
    database: databaseName(options.get('database') ?? DEFAULT_DATABASE),
  }
}

function parseServer(text: string): StoreLocation {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw new StoreLocationError(
      `The store "${redact(text)}" is not a URL; expected http://user:password@host:8123/database.`,
    )
  }
  const database = decodeURIComponent(url.pathname.replace(/^\/+|\/+$/g, '')) || DEFAULT_DATABASE
  const username = decodeURIComponent(url.username) || 'default'
  const password = decodeURIComponent(url.password)
  return { kind: 'server', url: url.origin, username, password, database: databaseName(database) }
}

/** The location as it may be shown and logged: without the password. */
export function describeLocation(location: StoreLocation): string {
  return location.kind === 'directory'
    ? `${location.directory} (database ${location.database})`
    : `${location.url}/${location.database}`
}

function databaseName(name: string): string {
  if (!DATABASE_NAME.test(name))
    throw new StoreLocationError(
      `"${name}" cannot be a database: letters, digits and _ only, not starting with a digit, at most 63 characters.`,
    )
  return name
}

function redact(text: string): string {
  return text.replace(/\/\/[^@/]*@/, '//…@')
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

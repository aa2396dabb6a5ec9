import { createHash } from 'node:crypto'
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PRESENCE_PATH } from './owner-gateway.ts'

/** Who holds a data directory, as that process wrote it down beside the engine's files. */
export interface Owner {
  readonly pid: number
  /** What it was started as, for people: `debrief serve`. */
  readonly command: string
  readonly since: string
  /** The Unix socket it answers on. */
  readonly socket: string
}

/** Longest path a Unix socket may have on every system we run on. */
const SOCKET_PATH_LIMIT = 100

const ownerFile = (directory: string): string => join(directory, 'owner.json')

/** Where the holder of `directory` listens: inside it, or in the temporary folder when that path is too long for a socket. */
export function ownerSocketPath(directory: string): string {
  const inside = join(directory, 'debrief.sock')
  if (Buffer.byteLength(inside) <= SOCKET_PATH_LIMIT) return inside
  return join(tmpdir(), `debrief-${createHash('sha256').update(directory).digest('hex').slice(0, 24)}.sock`)
}

export function readOwner(directory: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(ownerFile(directory), 'utf8')) as Owner
  } catch {
    return undefined
  }
}

export function writeOwner(directory: string, owner: Owner): void {
  writeFileSync(ownerFile(directory), `${JSON.stringify(owner, null, 2)}\n`, { mode: 0o600 })
  chmodSync(owner.socket, 0o600)
}

export function removeOwner(directory: string): void {
  rmSync(ownerFile(directory), { force: true })
}

/** How long an owner may take to answer before it is taken for one that does not. */
const ANSWER_MS = 2_000

/**
 * Tells the owner of a directory that this process uses it, and keeps telling: the owner does not leave before `leave` is
 * called or this process ends. Undefined when the process that wrote itself down as the owner does not answer.
 */
export function attend(owner: Owner): Promise<{ leave(): void } | undefined> {
  return new Promise(resolve => {
    const presence = request({ socketPath: owner.socket, path: PRESENCE_PATH }, response => {
      clearTimeout(patience)
      response.resume()
      // Using a store does not keep a process from ending.
      response.socket.unref()
      resolve(response.statusCode === 200 ? { leave: () => presence.destroy() } : undefined)
    })
    const patience = setTimeout(() => presence.destroy(), ANSWER_MS)
    presence.on('error', () => {})
    presence.on('close', () => {
      clearTimeout(patience)
      resolve(undefined)
    })
    presence.end()
  })
}

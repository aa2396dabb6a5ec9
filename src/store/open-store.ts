import { setTimeout as sleep } from 'node:timers/promises'
import { EmbeddedDirectory, enginePath } from './embedded-engine.ts'
import { ENGINE_CODE, type Engine, EngineError } from './engine.ts'
import { engineLockHolder } from './engine-lock.ts'
import { describeLocation, type StoreLocation } from './location.ts'
import { makeDirectory } from './make-directory.ts'
import { migrate } from './migrate.ts'
import { attend, ownerSocketPath, readOwner, removeOwner, writeOwner } from './owner.ts'
import { type OwnerGateway, openOwnerGateway } from './owner-gateway.ts'
import type { ServerAddress } from './server-engine.ts'

/** Raised when a store cannot be opened; the message says who holds it, or what to do. */
export class StoreUnavailableError extends Error {
  override name = 'StoreUnavailableError'
}

/** An open store: an engine on a database whose tables are there and up to date. */
export interface Store {
  readonly location: StoreLocation
  readonly engine: Engine
  /** Ends what is running, then lets go of the store. Idempotent. */
  close(): Promise<void>
}

/** How long to wait for a process that holds the directory but does not answer yet, as one that is just starting or ending. */
const HOLDER_PATIENCE_MS = 5_000

/**
 * Opens a store and brings its tables up to date.
 *
 * A directory that no one holds is opened here, and lent to other processes of the same user through a socket inside it;
 * one that another process holds is reached through that process.
 *
 * @throws StoreUnavailableError when it cannot be opened, saying why
 */
export async function openStore(location: StoreLocation): Promise<Store> {
  const { engine, release } =
    location.kind === 'server'
      ? await openServer(location)
      : await openDirectory(location.directory, location.database)
  try {
    await migrate(engine)
  } catch (error) {
    await release()
    throw error
  }
  let closing: Promise<void> | undefined
  return {
    location,
    engine,
    close: () => {
      closing ??= release()
      return closing
    },
  }
}

interface Opened {
  readonly engine: Engine
  release(): Promise<void>
}

/** Loaded when it is needed: the client of a server takes longer to load than most commands take. */
async function serverEngine(address: ServerAddress): Promise<Engine> {
  const { openServerEngine } = await import('./server-engine.ts')
  return openServerEngine(address)
}

async function openServer(location: Extract<StoreLocation, { kind: 'server' }>): Promise<Opened> {
  try {
    const engine = await serverEngine(location)
    return { engine, release: () => engine.close() }
  } catch (error) {
    if (error instanceof EngineError)
      throw new StoreUnavailableError(
        `The store ${describeLocation(location)} cannot be opened. ${error.message}`,
        { cause: error },
      )
    throw error
  }
}

/** The directory this process holds, if any; every database in it shares it. The last one closed lets go of it. */
let held: { directory: string; opening: Promise<Held>; users: number } | undefined

interface Held {
  readonly embedded: EmbeddedDirectory
  readonly gateway: OwnerGateway
}

async function openDirectory(directory: string, database: string): Promise<Opened> {
  makeDirectory(directory)
  const deadline = Date.now() + HOLDER_PATIENCE_MS
  for (;;) {
    if (held?.directory === directory) return share(held, database)
    const owner = readOwner(directory)
    const presence = owner && owner.pid !== process.pid ? await attend(owner) : undefined
    if (owner && presence) {
      const engine = await serverEngine({
        url: 'http://owner',
        username: 'default',
        password: '',
        database,
        socketPath: owner.socket,
      })
      return {
        engine,
        async release() {
          await engine.close()
          presence.leave()
        },
      }
    }
    if (held)
      throw new StoreUnavailableError(
        `This process already holds ${held.directory}; one process holds one store directory. Use another database of it (${held.directory}?database=…), or another process.`,
      )
    if (engineLockHolder(enginePath(directory))) {
      if (Date.now() > deadline) throw new StoreUnavailableError(heldBy(directory))
      await sleep(100)
      continue
    }
    try {
      held = { directory, opening: hold(directory), users: 0 }
      await held.opening
    } catch (error) {
      held = undefined
      if (!(error instanceof EngineError)) throw error
      if (error.code !== ENGINE_CODE.cannotOpenFile)
        throw new StoreUnavailableError(unopenable(directory, error), { cause: error })
      if (Date.now() > deadline)
        throw new StoreUnavailableError(
          engineLockHolder(enginePath(directory)) ? heldBy(directory) : unopenable(directory, error),
          { cause: error },
        )
      await sleep(100)
    }
  }
}

async function share(mine: NonNullable<typeof held>, database: string): Promise<Opened> {
  mine.users++
  const { embedded, gateway } = await mine.opening
  let released = false
  return {
    engine: await embedded.database(database),
    async release() {
      if (released) return
      released = true
      if (--mine.users > 0) return
      await gateway.close()
      // Before the lock is let go of: the next holder writes its own.
      removeOwner(mine.directory)
      await embedded.close()
      if (held === mine) held = undefined
    },
  }
}

async function hold(directory: string): Promise<Held> {
  const embedded = await EmbeddedDirectory.open(directory)
  const socket = ownerSocketPath(directory)
  const gateway = await openOwnerGateway(embedded, socket)
  const command = ['debrief', ...process.argv.slice(2, 3)].join(' ')
  writeOwner(directory, { pid: process.pid, command, since: new Date().toISOString(), socket })
  return { embedded, gateway }
}

function heldBy(directory: string): string {
  const owner = readOwner(directory)
  const holder = engineLockHolder(enginePath(directory))
  // What an owner that was killed left behind does not speak for the one who holds it now.
  const who =
    owner && owner.pid === holder?.pid
      ? `process ${owner.pid} ("${owner.command}", since ${owner.since}), which does not answer`
      : holder
        ? `process ${holder.pid} ("${holder.command}"), which does not answer`
        : 'another process, which did not say who it is'
  return `The store ${directory} is held by ${who}. Wait until it has ended, or end it, and try again.`
}

function unopenable(directory: string, error: EngineError): string {
  if (/no native binding|not supported/i.test(error.message))
    return `The embedded engine does not exist for ${process.platform}-${process.arch}. Use WSL2 on Windows, or a ClickHouse server: --store http://user:password@host:8123/debrief`
  return `The store ${directory} cannot be opened: ${error.message}`
}

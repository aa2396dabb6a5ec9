import { type Command, Option } from 'commander'
import type { Entity } from '../schema/attribute.ts'
import { entityNames, findEntity } from '../schema/entities.ts'
import { DEFAULT_STORE, parseStoreLocation } from '../store/location.ts'
import { openStore, type Store } from '../store/open-store.ts'
import { UsageError } from './output.ts'

/** The options every command that works on a store has. */
export interface StoreOptions {
  readonly store: string
  readonly json?: boolean
}

export function withStore(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--store <place>',
        'a directory (./data, ./data?database=source) or a ClickHouse server (http://user:password@host:8123/database)',
      )
        .env('DEBRIEF_STORE')
        .default(DEFAULT_STORE),
    )
    .option('--json', 'print the result as one line of JSON')
}

/** Opens the store for as long as `work` runs. */
export async function usingStore<T>(options: StoreOptions, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(parseStoreLocation(options.store))
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

/** @throws UsageError when there is no entity of that name */
export function entityNamed(name: string): Entity {
  const entity = findEntity(name)
  if (!entity) throw new UsageError(`"${name}" is not an entity; there are ${entityNames.join(', ')}.`)
  return entity
}

/** @throws UsageError when an option's value is not a whole number from 1 to a million */
export function wholeNumber(option: string, text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > 1_000_000)
    throw new UsageError(`${option} is "${text}"; it must be a whole number from 1 to 1000000.`)
  return number
}

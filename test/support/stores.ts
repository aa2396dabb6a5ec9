import { join } from 'node:path'
import { debriefJson } from './command.ts'
import { temporaryDirectory } from './temporary.ts'

/** Directories with stores, as commands see them. */

/** A place for a store that is not there yet. */
export const newStore = (): string => join(temporaryDirectory(), 'data')

/** Imports conversations with `debrief import`. */
export const importing = (store: string, records: readonly object[]) =>
  debriefJson<{ read: number; new: number }>(['import', 'conversations', '-', '--store', store], {
    input: JSON.stringify(records),
  })

/** How many of the conversations that tests make a store has, by `debrief metrics`. */
export async function conversationsIn(store: string): Promise<number> {
  const period = ['--from', '2026-08-01', '--to', '2026-09-01']
  const { rows } = await debriefJson<{ rows: { value: number }[] }>([
    'metrics',
    'run',
    'conversations',
    ...period,
    '--store',
    store,
  ])
  return rows[0]!.value
}

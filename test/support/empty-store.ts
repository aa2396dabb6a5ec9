import { cpSync } from 'node:fs'
import { inject } from 'vitest'
import { temporaryDirectory } from './temporary.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A directory with an empty store. */
    readonly emptyStore: string
  }
}

/** The first database of `TestStores`. */
export const FIRST = 'test1'

/** A directory of its own with a store that has all tables and no records. */
export function emptyStore(): string {
  const directory = temporaryDirectory()
  cpSync(inject('emptyStore'), directory, { recursive: true })
  return directory
}

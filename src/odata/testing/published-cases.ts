import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

// Cases that others published are kept beside the project, not in it.
const FOLDER = fileURLToPath(new URL('../../../../shared/odata/', import.meta.url))

/** The text of a file of published cases; undefined where there is none. */
export function publishedCases(file: string): string | undefined {
  return existsSync(FOLDER + file) ? readFileSync(FOLDER + file, 'utf8') : undefined
}

/** The values of a file with one JSON text a line; none where there is no file. */
export function publishedLines<T>(file: string): T[] {
  const lines =
    publishedCases(file)
      ?.split('\n')
      .filter(line => line !== '') ?? []
  return lines.map(line => JSON.parse(line) as T)
}

/** Where a published file is; undefined where there is none. */
export function publishedPath(file: string): string | undefined {
  return existsSync(FOLDER + file) ? FOLDER + file : undefined
}

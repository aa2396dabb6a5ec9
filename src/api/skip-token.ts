import { hash, randomBytes } from 'node:crypto'
import { ApiError } from './errors.ts'
import type { SigningKeys } from './signing-keys.ts'

/** Where the next page of a walk begins, and what is left of it: what a `$skiptoken` carries. */
export interface SkipToken {
  /** The order keys of the last row given, as the text of a JSON array. */
  readonly after: string
  /** Rows a page. */
  readonly size: number
  /** How many rows the client's `$top` still allows; absent without `$top`. */
  readonly left?: number | undefined
  /** How many rows there were when the walk began; absent unless `$count=true` asked for it. */
  readonly count?: number | undefined
  /** Which query the token belongs to: the collection, and all that decides which rows come in which order. */
  readonly walk: string
  /** Which run through that query: one from its first page to its last, apart from all others. */
  readonly run: string
  /** Since when changes are to be told at the end of the walk; absent unless the client tracks changes. */
  readonly tracked?: string | undefined
}

/** How long a link may be followed after it was given. */
export const DEFAULT_LINK_AGE_MS = 24 * 60 * 60 * 1000

/** A short name for a query: a token is refused with any other. */
export function walkName(...parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 16)
}

/** A name for a run that begins: nobody else has it, or can guess it. */
export function newRun(): string {
  return randomBytes(9).toString('base64url')
}

/** Writes and reads tokens: signed with a key of the store, so that nobody can make one for a place they were not given. */
export class SkipTokens {
  readonly #keys: SigningKeys
  readonly #maxAge: number
  readonly #now: () => number

  constructor(keys: SigningKeys, maxAge: number = DEFAULT_LINK_AGE_MS, now: () => number = Date.now) {
    this.#keys = keys
    this.#maxAge = maxAge
    this.#now = now
  }

  async write({ after, size, left, count, walk, run, tracked }: SkipToken): Promise<string> {
    return this.#keys.seal([
      2,
      this.#now(),
      walk,
      run,
      after,
      size,
      left ?? null,
      count ?? null,
      tracked ?? null,
    ])
  }

  /**
   * Reads a token that was written for the same walk.
   *
   * @throws ApiError 400 when it is damaged or belongs to another query, 410 when it is too old
   */
  async read(token: string, walk: string): Promise<SkipToken> {
    const opened = await this.#keys.open(token)
    const fields = opened && fieldsOf(opened.values)
    if (!fields) throw refused('The $skiptoken is damaged.')
    if (fields.walk !== walk) throw refused('The $skiptoken belongs to another query.')
    if (opened.retired || this.#now() - fields.time > this.#maxAge)
      throw new ApiError(
        410,
        'StaleSkipToken',
        'The $skiptoken is too old: its walk was left too long ago. Begin again without $skiptoken.',
        '$skiptoken',
      )
    return fields
  }
}

function refused(what: string): ApiError {
  return new ApiError(
    400,
    'InvalidSkipToken',
    `${what} Follow @odata.nextLink exactly as it was given, or begin again without $skiptoken.`,
    '$skiptoken',
  )
}

/** What is signed was written here, but perhaps by another version. */
function fieldsOf(values: readonly unknown[]): (SkipToken & { readonly time: number }) | undefined {
  const [version, time, walk, run, after, size, left, count, tracked = null] = values
  if (version !== 2 || typeof time !== 'number' || typeof walk !== 'string' || typeof run !== 'string')
    return undefined
  if (!isList(after) || !isAbove(0, size)) return undefined
  if (!(left === null || isAbove(0, left)) || !(count === null || isAbove(-1, count))) return undefined
  if (!(tracked === null || typeof tracked === 'string')) return undefined
  return {
    time,
    walk,
    run,
    after,
    size,
    left: left ?? undefined,
    count: count ?? undefined,
    tracked: tracked ?? undefined,
  }
}

const isAbove = (least: number, value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) > least

function isList(text: unknown): text is string {
  if (typeof text !== 'string') return false
  try {
    return Array.isArray(JSON.parse(text))
  } catch {
    return false
  }
}

import { createHash, randomBytes } from 'node:crypto'
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
}

/** How long a link may be followed after it was given. */
export const DEFAULT_LINK_AGE_MS = 24 * 60 * 60 * 1000

/** A short name for a query: a token is refused with any other. */
export function walkName(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16)
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

  async write({ after, size, left, count, walk, run }: SkipToken): Promise<string> {
    const fields = [2, this.#now(), walk, run, after, size, left ?? null, count ?? null]
    const text = Buffer.from(JSON.stringify(fields)).toString('base64url')
    return `${text}.${await this.#keys.sign(text)}`
  }

  /**
   * Reads a token that was written for the same walk.
   *
   * @throws ApiError 400 when it is damaged or belongs to another query, 410 when it is too old
   */
  async read(token: string, walk: string): Promise<SkipToken> {
    const end = token.indexOf('.')
    const text = token.slice(0, Math.max(end, 0))
    const signed = await this.#keys.verify(text, token.slice(end + 1))
    const fields = signed === 'wrong' ? undefined : parse(text)
    if (!fields) throw refused('The $skiptoken is damaged.')
    if (fields.walk !== walk) throw refused('The $skiptoken belongs to another query.')
    if (signed === 'retired' || this.#now() - fields.time > this.#maxAge)
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
function parse(text: string): (SkipToken & { readonly time: number }) | undefined {
  try {
    const fields = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown[]
    const [version, time, walk, run, after, size, left, count] = fields
    if (version !== 2 || typeof time !== 'number' || typeof walk !== 'string' || typeof run !== 'string')
      return undefined
    if (typeof after !== 'string' || !Array.isArray(JSON.parse(after)) || !isAbove(0, size)) return undefined
    if (!(left === null || isAbove(0, left)) || !(count === null || isAbove(-1, count))) return undefined
    return { time, walk, run, after, size, left: left ?? undefined, count: count ?? undefined }
  } catch {
    return undefined
  }
}

const isAbove = (least: number, value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) > least

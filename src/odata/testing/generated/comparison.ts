import { ODataError, type ODataErrorCode } from '../../error.ts'
import type { KeyValue } from '../../order-sql.ts'
import { pageRows } from '../../page.ts'
import type { ServedRow, TestService } from '../service.ts'
import { boundViolation } from './bound.ts'
import { difference } from './expected.ts'
import type { GeneratedQuery } from './query-grammar.ts'

/** A query string as a client encodes it. */
export function queryString({ options }: Pick<GeneratedQuery, 'options'>): string {
  // A text that was cut may end in half a character, which no client can encode.
  const encoded = (text: string) => encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'))
  return options.map(([name, text]) => `${name}=${encoded(text)}`).join('&')
}

/** What became of a valid query: the same rows, or a refusal that the limits or the guide announce. */
export type Verdict = 'LimitExceeded' | 'NotSupported' | 'same'

/**
 * Asks the engine and compares with the rows that the records should give: all at once, their number, and, where `paged`
 * says so, in pages that continue behind a row.
 *
 * @throws Error that says what differs, with the query
 */
export async function compareRows(
  service: TestService,
  query: GeneratedQuery,
  paged: boolean,
): Promise<Verdict> {
  const text = queryString(query)
  const failed = (what: string, cause?: unknown) =>
    new Error(`${what}\n${query.set}?${query.options.map(option => option.join('=')).join('&')}`, { cause })
  try {
    const { sql } = statement(service, query.set, text)
    const violation = boundViolation(sql)
    if (violation) throw failed(`The statement contains ${JSON.stringify(violation)}: ${sql}`)
  } catch (error) {
    if (!(error instanceof ODataError)) throw error
    if (error.code === 'NotSupported' || error.code === 'LimitExceeded') return error.code
    throw failed(`Refused: ${error.message}`)
  }
  const rows = await service.rows(query.set, text).catch(error => {
    throw failed(`The engine: ${error instanceof Error ? error.message : String(error)}`)
  })
  const different = rowsDifference(
    query,
    rows.map(({ text }) => text),
  )
  if (different) throw failed(different)
  if (paged) {
    const count = await service.count(query.set, text)
    if (count !== rows.length) throw failed(`The count is ${count}, the rows are ${rows.length}.`)
    const walked = await walk(service, query.set, text)
    if (walked.map(({ text }) => text).join() !== rows.map(({ text }) => text).join())
      throw failed(`Pages give ${walked.length} rows of ${rows.length}, or others.`)
  }
  return 'same'
}

/** The SQL of a page, as it is sent to the engine. */
export function statement(service: TestService, set: string, query: string): { sql: string } {
  return { sql: pageRows(service.compile(set, query), '{limit:UInt64}') }
}

/** Where rows differ from what they should be, in number, order or content. */
export function rowsDifference({ rows }: GeneratedQuery, texts: readonly string[]): string | undefined {
  for (const [i, row] of rows.entries()) {
    if (texts[i] === undefined) return `${texts.length} rows, should be ${rows.length}`
    const found = difference(row, JSON.parse(texts[i]))
    if (found) return `row ${i} ${found}`
  }
  return texts.length > rows.length ? `${texts.length} rows, should be ${rows.length}` : undefined
}

async function walk(service: TestService, set: string, query: string): Promise<ServedRow[]> {
  const rows: ServedRow[] = []
  for (let after: KeyValue[] | undefined; rows.length < 1000; ) {
    const page = await service.rows(set, query, after, 12)
    rows.push(...page)
    if (page.length < 12) return rows
    after = JSON.parse(page.at(-1)!.keys) as KeyValue[]
  }
  return rows
}

/**
 * Asks what need not be valid: it is refused with the client's mistake, or the engine runs it, with nothing of it in the
 * statement.
 *
 * @throws Error for anything else, with the query
 */
export async function survive(
  service: TestService,
  set: string,
  query: string,
): Promise<ODataErrorCode | 'ran'> {
  const failed = (what: string, cause?: unknown) => new Error(`${what}\n${set}?${query}`, { cause })
  try {
    const { sql } = statement(service, set, query)
    const violation = boundViolation(sql)
    if (violation) throw failed(`The statement contains ${JSON.stringify(violation)}: ${sql}`)
  } catch (error) {
    if (error instanceof ODataError) return error.code
    throw failed(error instanceof Error ? error.message : String(error), error)
  }
  const rows = await service.rows(set, query).catch(error => {
    throw failed(`The engine: ${error instanceof Error ? error.message : String(error)}`)
  })
  for (const { text } of rows) JSON.parse(text)
  await service.rows(set, query, rows[0] && (JSON.parse(rows[0].keys) as KeyValue[]), 1).catch(error => {
    throw failed(`The second page: ${error instanceof Error ? error.message : String(error)}`)
  })
  return 'ran'
}

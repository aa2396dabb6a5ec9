import { expansionError, type Page, pageRows } from '../odata/index.ts'
import { type Engine, EngineError, type Settings } from '../store/engine.ts'
import { PageMemory } from './page-memory.ts'

/** A query ready to be read in pages. All SQL comes from the language layer; values are parameters. */
export type PagedQuery = Page

/** One page: its rows' JSON texts joined by commas, and where the next page begins. */
export interface RecordPage {
  readonly rows: Buffer
  /** How many bytes before and behind the rows nobody needs: whoever has the page may write there. */
  readonly room?: { readonly before: number; readonly behind: number }
  /** What its rows lie in, to be released once they are sent. */
  readonly memory?: PageMemory
  /** The order keys of its last row, as a JSON array; undefined when no row follows. */
  readonly after: string | undefined
  /** The same also when no row follows, but only of a page that has as many rows as were asked for. */
  readonly last?: string | undefined
}

/** A page whose end is known also when nothing follows. */
export interface EndedPage extends RecordPage {
  /** How many rows it has, and the order keys of the last of them; undefined when it is empty. */
  readonly end: { readonly rows: number; readonly keys: string } | undefined
}

/** What part of a query's rows is read at once. */
export interface PageRange {
  /** Rows a page. */
  readonly size: number
  /** How many pages. */
  readonly pages: number
  /** How many rows the whole walk may still give. */
  readonly limit?: number | undefined
  /** How many rows are left out before the first. */
  readonly skip?: number | undefined
}

/**
 * Rows are written as they are stored, a comma between them; a page's end is marked by its keys between two line feeds.
 *
 * They have to leave in the order in which they were numbered: the engine would hand the rows behind a window function to
 * several threads again, and write first what is ready first.
 */
const RAW_ROWS: Settings = {
  format_custom_escaping_rule: 'Raw',
  format_custom_field_delimiter: '',
  format_custom_row_before_delimiter: '',
  format_custom_row_after_delimiter: '',
  format_custom_row_between_delimiter: ',',
  format_custom_result_before_delimiter: '',
  format_custom_result_after_delimiter: '',
  query_plan_enable_multithreading_after_window_functions: 0,
  // Several threads would each write a part, which has to be copied once more.
  output_format_parallel_formatting: 0,
}

/**
 * Bytes left free between two pages that are read together, for what stands around their rows in an answer: so much before
 * the next page, the rest behind the one that ends. Not worth their reading where pages are small.
 */
const ROOM = { bytes: 1536, before: 512, leastSize: 50 }

/**
 * A walk through all rows in the order of their ids reads little more than it gives, when it reads it in order: one thread and
 * small blocks. Over six parts sixteen pages took 33 ms so, and 130 ms as the engine would have it. Not as small as the engine
 * makes them of long records, of one megabyte: those cost a twentieth more. The thread reads files itself: handing each read to
 * another one took a seventh more of the processors. A filter may have to look at everything, and gets all the threads there are.
 */
const KEY_WALK: Settings = {
  max_threads: 1,
  max_block_size: 4096,
  preferred_block_size_bytes: 4_000_000,
  local_filesystem_read_method: 'pread',
}

function isKeyWalk({ where, orderBy, expansions }: PagedQuery): boolean {
  return expansions.length === 0 && /^id ASC$/.test(orderBy) && /^(true|id > \{p\d+:String\})$/.test(where)
}

const LINE_FEED = 0x0a

/**
 * Reads several pages in one statement, and one row more to know whether anything follows.
 *
 * A record's text is minified JSON, which cannot contain a line feed: the marks cannot be mistaken.
 */
export async function readPages(engine: Engine, query: PagedQuery, range: PageRange): Promise<RecordPage[]> {
  const { size, pages, limit = Number.POSITIVE_INFINITY, skip = 0 } = range
  const rows = pageRows(query, '{row_limit:UInt64} OFFSET {row_skip:UInt64}')
  const most = Math.min(limit, size * pages + 1)
  const room = size < ROOM.leastSize ? 0 : ROOM.bytes
  // The row that a walk ends with has a mark too.
  const bytes = await run(
    engine,
    `SELECT _text, if(_number % {page_size:UInt64} = 0 OR _number = {last_row:UInt64}, concat('\\n', _keys, '\\n', repeat(' ', {room:UInt16})), '')
     FROM (SELECT _text, _keys, rowNumberInAllBlocks() + 1 AS _number FROM (${rows}))`,
    {
      ...query.params,
      page_size: size,
      row_limit: most,
      row_skip: skip,
      last_row: most === limit ? limit : 0,
      room,
    },
    isKeyWalk(query) ? KEY_WALK : {},
  )
  return cutPages(bytes, pages, room)
}

/**
 * Reads one page together with its end, wherever that is. The engine has to have the whole page before it can tell: this is
 * for a page whose client may go on by position, or that is the last.
 */
export async function readEndedPage(
  engine: Engine,
  query: PagedQuery,
  { size, limit = Number.POSITIVE_INFINITY, skip = 0 }: Omit<PageRange, 'pages'>,
): Promise<EndedPage> {
  const rows = pageRows(query, '{row_limit:UInt64} OFFSET {row_skip:UInt64}')
  const bytes = await run(
    engine,
    `SELECT _text, if(_number = least(_total, {page_size:UInt64}), concat('\\n', toString(_number), _keys, '\\n'), '')
     FROM (
       SELECT _text, _keys, toUInt64(rowNumberInAllBlocks() + 1) AS _number, count() OVER () AS _total FROM (${rows})
     )`,
    { ...query.params, page_size: size, row_limit: Math.min(limit, size + 1), row_skip: skip },
    isKeyWalk(query) ? KEY_WALK : {},
  )
  const mark = bytes.indexOf(LINE_FEED)
  if (mark < 0) return { rows: bytes, after: undefined, end: undefined }
  const end = bytes.indexOf(LINE_FEED, mark + 1)
  const [, count, keys] = /^(\d+)(.*)$/s.exec(bytes.toString('utf8', mark + 1, end))!
  const follows = end + 1 < bytes.length
  return {
    rows: bytes.subarray(0, mark),
    memory: new PageMemory(bytes, 1),
    after: follows ? keys! : undefined,
    end: { rows: Number(count), keys: keys! },
  }
}

async function run(
  engine: Engine,
  sql: string,
  params: PagedQuery['params'],
  settings: Settings = {},
): Promise<Buffer> {
  try {
    return await engine.run({
      sql,
      params,
      format: 'CustomSeparated',
      settings: { ...RAW_ROWS, ...settings },
    })
  } catch (error) {
    throw (error instanceof EngineError && expansionError(error.message)) || error
  }
}

/** Cuts the bytes of several pages at their marks, without copying. There is always at least one page, maybe an empty one. */
function cutPages(bytes: Buffer, pages: number, room: number): RecordPage[] {
  const found: RecordPage[] = []
  let start = 0
  do {
    const before = found.length > 0 && room > 0 ? ROOM.before : 0
    const mark = bytes.indexOf(LINE_FEED, start)
    if (mark < 0) {
      found.push({ rows: bytes.subarray(start), room: { before, behind: 0 }, after: undefined })
      break
    }
    const end = bytes.indexOf(LINE_FEED, mark + 1)
    const last = bytes.toString('utf8', mark + 1, end)
    // Past the mark, the room and the comma behind it.
    const next = end + 1 + room + 1
    found.push({
      rows: bytes.subarray(start, mark),
      room: { before, behind: Math.max(0, end + 1 + room - ROOM.before - mark) },
      after: next <= bytes.length ? last : undefined,
      last,
    })
    start = next
  } while (start < bytes.length && found.length < pages)
  const memory = new PageMemory(bytes, found.length)
  return found.map(page => ({ ...page, memory }))
}

import Table from 'cli-table3'
import colors from 'picocolors'

/** Where a command's results, words and progress go. Results are for programs and go to standard output; the rest does not. */
export interface Output {
  /** A line of the result, for people. */
  print(text: string): void
  /** The whole result, for programs: one line of JSON. */
  json(value: unknown): void
  /** A line beside the result. */
  note(text: string): void
  /** Says what went wrong and makes the exit code say it too. */
  fail(error: unknown): void
  /** A line that is overwritten by the next one; shown only to a person. */
  progress(text: string): void
  /** Called when something failed that was not thrown. */
  onFailure(listener: () => void): void
  close(): void
}

/** Errors whose message is written for people; anything else is a fault of ours and shows where it happened. */
const OURS = new Set([
  'CommandError',
  'ConfigError',
  'CsvError',
  'EngineError',
  'ImportError',
  'KeyError',
  'MetricError',
  'NewerStoreError',
  'ODataError',
  'PeopleError',
  'PlanError',
  'SecretError',
  'StoreLocationError',
  'StoreUnavailableError',
  'SyncError',
  'UsageError',
  'UserError',
])

/** What people are told for the system errors they meet most; others are shown as the system words them. */
const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a folder, not a file',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is not a folder',
  EPERM: 'permission denied',
  EROFS: 'it is on a file system that cannot be written to',
}

/** An error in one sentence, for people. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code, path } = error as NodeJS.ErrnoException
  const known = SYSTEM_ERRORS[code ?? '']
  if (known) return path === undefined ? `${known}.` : `${path}: ${known}.`
  return OURS.has(error.name) || code !== undefined ? error.message : (error.stack ?? error.message)
}

/** Raised when a command did not do all that was asked of it. */
export class CommandError extends Error {
  override name = 'CommandError'
}

/** Raised for a command line that asks for something impossible. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** An output that shows nothing: for reading the commands without running them. */
export const silentOutput: Output = {
  print: () => {},
  json: () => {},
  note: () => {},
  fail: () => {},
  progress: () => {},
  onFailure: () => {},
  close: () => {},
}

export function standardOutput(): Output {
  let open = false
  let failed: () => void = () => {}
  const clear = (): void => {
    if (open) process.stderr.write('\r\x1b[K')
    open = false
  }
  // Whoever reads may stop reading, as `| head` does: that is no error, and nothing more is to be said to it.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  const line = (stream: NodeJS.WriteStream, text: string): void => {
    clear()
    stream.write(`${text}\n`)
  }
  return {
    print: text => line(process.stdout, text),
    json: value => line(process.stdout, JSON.stringify(value)),
    note: text => line(process.stderr, text),
    fail(error) {
      line(process.stderr, `${colors.red('error')} ${errorText(error)}`)
      failed()
    },
    progress(text) {
      if (!process.stderr.isTTY) return
      const width = process.stderr.columns || 80
      process.stderr.write(`\r\x1b[K${text.slice(0, width - 1)}`)
      open = true
    },
    onFailure(listener) {
      failed = listener
    },
    close: clear,
  }
}

/** Rows as a table whose columns line up; numbers stand on the right. */
export function table(head: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const numeric = head.map(
    (_, column) => rows.length > 0 && rows.every(row => typeof row[column] === 'number'),
  )
  const aligned = new Table({
    head: head.map(title => colors.bold(title)),
    colAligns: numeric.map(right => (right ? 'right' : 'left')),
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 2 },
    chars: Object.fromEntries(BORDERS.map(name => [name, ''])),
  })
  for (const row of rows) aligned.push(row.map(cell))
  return aligned
    .toString()
    .split('\n')
    .map(text => text.trimEnd())
    .join('\n')
}

const BORDERS = [
  'top',
  'top-mid',
  'top-left',
  'top-right',
  'bottom',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
  'left',
  'left-mid',
  'mid',
  'mid-mid',
  'right',
  'right-mid',
  'middle',
]

function cell(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  return typeof value === 'number' ? count(value) : String(value)
}

/** A number as people read it: `1,234,567`, `0.8531`. */
export function count(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 4 })
}

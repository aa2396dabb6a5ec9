import { Command } from 'commander'
import colors from 'picocolors'
import { type Drift, listDrift } from '../sync/drift.ts'
import { findOrphans } from '../sync/integrity.ts'
import {
  type LedgerEntry,
  type LedgerRun,
  readLedger,
  readLedgerRuns,
  readLedgerWindows,
} from '../sync/ledger.ts'
import { describeLoss } from '../sync/losses.ts'
import { type ConfigOptions, readConfig, withConfig } from './config-option.ts'
import { isUrl, sourceNamed } from './known-sources.ts'
import { entityNamed, type StoreOptions, usingStore, withStore } from './options.ts'
import { CommandError, type Output, table, UsageError } from './output.ts'

const EXAMPLES = `
Examples:
  debrief ledger                                  every entity of every source: read, proven, behind
  debrief ledger --windows --entity interactions  each window: counted, read, how it was proven
  debrief ledger --runs --limit 10
  debrief ledger --integrity                      records whose parents are not there, and should be
  debrief ledger --drift                          attributes and values that nobody documented
  debrief ledger --json | jq '.[] | select(.state != "complete")'

Exit code 1 says that something is not complete, or that the source’s horizon is less than --alarm-days away from what
is not read yet: what it swallows can never be read again.`

interface LedgerOptions extends StoreOptions, ConfigOptions {
  readonly source?: string
  readonly entity?: string
  readonly windows?: boolean
  readonly runs?: boolean
  readonly integrity?: boolean
  readonly drift?: boolean
  readonly limit: string
  readonly alarmDays: string
}

export function ledgerCommand(output: Output): Command {
  return withConfig(
    withStore(
      new Command('ledger')
        .description('what was read from each source, what proves it, and what is behind')
        .option('--source <name>', 'only this source, by name or URL')
        .option('--entity <name>', 'with --windows: only this entity')
        .option('--windows', 'each window, the latest first')
        .option('--runs', 'each run, the latest first')
        .option('--integrity', 'children without parents, over all relations')
        .option(
          '--drift',
          'attributes and values that nobody documented: when they were first seen, and where',
        )
        .option('--limit <number>', 'how many windows or runs', '100')
        .option(
          '--alarm-days <number>',
          'when less than so many days are left to read what the horizon will swallow',
          '7',
        ),
    ),
  )
    .addHelpText('after', EXAMPLES)
    .action(async (options: LedgerOptions) => {
      const limit = wholeNumber(options.limit, '--limit')
      const alarmDays = wholeNumber(options.alarmDays, '--alarm-days')
      const entity = options.entity === undefined ? '' : entityNamed(options.entity).name
      await usingStore(options, async ({ engine }) => {
        const { source: called = '' } = options
        const source =
          called === '' || isUrl(called)
            ? called
            : (await sourceNamed(engine, readConfig(options), called)).url
        if (options.windows)
          return show(output, options, await readLedgerWindows(engine, limit, { source, entity }), WINDOW)
        if (options.runs)
          return show(output, options, (await readLedgerRuns(engine, limit, source)).map(runRow), RUN)
        if (options.integrity) {
          const orphans = await findOrphans(engine)
          show(output, options, orphans, ORPHANS)
          for (const { entity: child, attribute, overdue, example } of orphans)
            if (overdue > 0)
              output.fail(
                new CommandError(
                  `${overdue} ${child} have a ${attribute} that is not there, as ${example}. Read it again: debrief sync --full`,
                ),
              )
          return
        }
        if (options.drift) {
          show(output, options, (await listDrift(engine)).map(driftRow), DRIFT)
          return
        }
        const entries = await readLedger(engine, source)
        show(output, options, entries, ENTRY)
        for (const entry of entries) warn(output, entry, alarmDays)
        for (const { entity, source, lost } of entries)
          for (const loss of lost) output.note(`${entity} of ${source}: ${describeLoss(loss)}`)
      })
    })
}

function warn(output: Output, entry: LedgerEntry, alarmDays: number): void {
  const { entity, days_left, reason, state, source } = entry
  if (days_left !== null && days_left < alarmDays)
    output.fail(
      new CommandError(
        `${entity} of ${source}: ${days_left} days are left until the source’s horizon swallows what is not read. Run: debrief sync`,
      ),
    )
  else if (state !== 'complete' && state !== 'removed')
    output.fail(new CommandError(`${entity} of ${source} is ${state}. ${reason}`.trim()))
}

/** Columns of a table by their names, and what stands in them. */
type Columns = readonly (readonly [title: string, key: string])[]

const COUNTS: Columns = [
  ['read', 'read'],
  ['new', 'new'],
  ['changed', 'changed'],
  ['unchanged', 'unchanged'],
  ['refused', 'refused'],
]
const ENTRY: Columns = [
  ['entity', 'entity'],
  ['state', 'state'],
  ['complete until', 'complete_until'],
  ['windows', 'windows'],
  ['open', 'open'],
  ['counted', 'counted'],
  ...COUNTS,
  ['absent', 'absent'],
  ['days left', 'days_left'],
  ['requests', 'requests'],
  ['retries', 'retries'],
]
const WINDOW: Columns = [
  ['entity', 'entity'],
  ['since', 'since'],
  ['until', 'until'],
  ['state', 'state'],
  ['proof', 'proof'],
  ['counted', 'counted'],
  ['ids', 'ids'],
  ...COUNTS,
  ['requests', 'requests'],
  ['retries', 'retries'],
  ['ms', 'duration_ms'],
  ['reason', 'reason'],
]
const ORPHANS: Columns = [
  ['entity', 'entity'],
  ['attribute', 'attribute'],
  ['to', 'to'],
  ['records', 'records'],
  ['normal', 'normal'],
  ['waiting', 'waiting'],
  ['overdue', 'overdue'],
  ['example', 'example'],
]
const DRIFT: Columns = [
  ['entity', 'entity'],
  ['attribute', 'attribute'],
  ['value', 'value'],
  ['records', 'records'],
  ['first seen', 'first_seen'],
  ['last seen', 'last_seen'],
  ['example', 'id'],
]
const RUN: Columns = [
  ['source', 'source'],
  ['cause', 'cause'],
  ['started', 'started'],
  ['ended', 'ended'],
  ['state', 'state'],
  ['windows', 'windows'],
  ['complete', 'complete'],
  ['stored', 'stored'],
  ['failures', 'failures'],
]

function runRow(run: LedgerRun): object {
  const parts = Object.values(run.entities)
  const sum = (key: 'windows' | 'complete'): number => parts.reduce((total, part) => total + part[key], 0)
  return {
    ...run,
    started: new Date(run.started).toISOString(),
    ended: run.ended === null ? null : new Date(run.ended).toISOString(),
    windows: sum('windows'),
    complete: sum('complete'),
    stored: parts.reduce((total, { counts }) => total + (counts ? counts.new + counts.changed : 0), 0),
    failures: Object.entries(run.entities)
      .flatMap(([entity, { failure }]) => (failure === null ? [] : [`${entity}: ${failure}`]))
      .join('; '),
  }
}

/** Beside the beginning of an example’s text, its id, where that is in it. */
function driftRow(drift: Drift): object {
  const id = /"id"\s*:\s*"([^"]*)"/.exec(drift.example)?.[1]
  return { ...drift, value: drift.value ?? '', id: id ?? '' }
}

function show(output: Output, { json }: LedgerOptions, found: readonly object[], columns: Columns): void {
  if (json) {
    output.json(found)
    return
  }
  if (found.length === 0) {
    output.print(
      columns === DRIFT
        ? 'Everything is documented.'
        : 'Nothing was synced yet. Begin with: debrief source add',
    )
    return
  }
  const rows = found as readonly Readonly<Record<string, unknown>>[]
  const cells = rows.map(row => columns.map(([, key]) => cellOf(row[key])))
  for (const source of new Set(rows.map(row => row.source)))
    if (source !== undefined && columns !== RUN) output.print(colors.bold(String(source)))
  output.print(
    table(
      columns.map(([title]) => title),
      cells,
    ),
  )
}

/** Times without the parts nobody reads. */
function cellOf(value: unknown): unknown {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value)
    ? value.slice(0, 16).replace('T', ' ')
    : value
}

function wholeNumber(text: string, option: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value <= 1_000_000) return value
  throw new UsageError(`${option} is "${text}"; it must be a whole number, at most 1000000.`)
}

import { Command } from 'commander'
import { listQuarantine, retryQuarantine } from '../ingest/quarantine.ts'
import { entities } from '../schema/entities.ts'
import type { UpsertCounts } from '../store/upsert.ts'
import { describeCounts } from './import.ts'
import { entityNamed, type StoreOptions, usingStore, wholeNumber, withStore } from './options.ts'
import { CommandError, count, type Output, table } from './output.ts'

const EXAMPLES = `
Examples:
  debrief quarantine
  debrief quarantine retry

Without a word after it, it lists.`

const LIST_EXAMPLES = `
Examples:
  debrief quarantine list
  debrief quarantine list interactions --limit 5
  debrief quarantine list users --json        one JSON array, with each record's text as it came`

const RETRY_EXAMPLES = `
Examples:
  debrief quarantine retry                    as after an upgrade of Debrief
  debrief quarantine retry interactions

What can be stored now is, and leaves the quarantine; the others stay. Exit code 0 means that nothing is left in it.`

export function quarantineCommand(output: Output): Command {
  return new Command('quarantine')
    .description('records that were refused, and why')
    .addHelpText('after', EXAMPLES)
    .addCommand(list(output).addHelpText('after', LIST_EXAMPLES), { isDefault: true })
    .addCommand(retry(output).addHelpText('after', RETRY_EXAMPLES))
}

function list(output: Output): Command {
  return withStore(
    new Command('list')
      .description('list records that were refused, and why')
      .argument('[entity]', 'only those of this entity')
      .option('--limit <number>', 'how many, the latest first', '100'),
  ).action(async (name: string | undefined, options: StoreOptions & { limit: string }) => {
    const entity = name === undefined ? undefined : entityNamed(name).name
    const limit = wholeNumber('--limit', options.limit)
    const records = await usingStore(options, ({ engine }) => listQuarantine(engine, { entity, limit }))
    if (options.json) output.json(records)
    else if (records.length === 0) output.print('Nothing is in quarantine.')
    else
      output.print(
        table(
          ['refused', 'entity', 'reason', 'record'],
          records.map(r => [r.refused_time, r.entity, r.reason, r.record.slice(0, 60)]),
        ),
      )
  })
}

function retry(output: Output): Command {
  return withStore(
    new Command('retry')
      .description('try to store the records in quarantine again')
      .argument('[entity]', 'only those of this entity'),
  ).action(async (name: string | undefined, options: StoreOptions) => {
    const chosen = name === undefined ? entities : [entityNamed(name)]
    const tried: [string, UpsertCounts][] = await usingStore(options, async ({ engine }) => {
      const counts: [string, UpsertCounts][] = []
      for (const entity of chosen) counts.push([entity.name, await retryQuarantine(engine, entity)])
      return counts.filter(([, { read }]) => read > 0)
    })
    if (options.json) output.json(Object.fromEntries(tried))
    else if (tried.length === 0) output.print('Nothing is in quarantine.')
    else for (const [entity, counts] of tried) output.print(`${entity}: ${describeCounts(counts)}`)
    const left = tried.reduce((sum, [, { refused }]) => sum + refused, 0)
    if (left > 0)
      output.fail(
        new CommandError(
          `${left === 1 ? '1 record still cannot' : `${count(left)} records still cannot`} be stored. Why: debrief quarantine list`,
        ),
      )
  })
}

import { Command } from 'commander'
import { listQuarantine } from '../ingest/quarantine.ts'
import { entityNamed, type StoreOptions, usingStore, withStore } from './options.ts'
import { type Output, table, UsageError } from './output.ts'

const EXAMPLES = `
Examples:
  debrief quarantine
  debrief quarantine interactions --limit 5
  debrief quarantine users --json        one JSON array, with each record's text as it came`

export function quarantineCommand(output: Output): Command {
  return withStore(
    new Command('quarantine')
      .description('list records that were refused, and why')
      .argument('[entity]', 'only those of this entity')
      .option('--limit <number>', 'how many, the latest first', '100'),
  )
    .addHelpText('after', EXAMPLES)
    .action(async (name: string | undefined, options: StoreOptions & { limit: string }) => {
      const entity = name === undefined ? undefined : entityNamed(name).name
      const limit = Number(options.limit)
      if (!Number.isInteger(limit) || limit < 1 || limit > 1_000_000)
        throw new UsageError(`--limit is "${options.limit}"; it must be a whole number from 1 to 1000000.`)
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

import { createReadStream } from 'node:fs'
import { Command } from 'commander'
import { importRecords } from '../ingest/import-records.ts'
import { addCounts, NO_RECORDS, type UpsertCounts } from '../store/upsert.ts'
import { entityNamed, type StoreOptions, usingStore, withStore } from './options.ts'
import { CommandError, count, errorText, type Output } from './output.ts'
import { Progress } from './progress.ts'

const EXAMPLES = `
Examples:
  debrief import conversations conversations.json
  debrief import interactions 2026-*.ndjson.gz --json
  curl -s -H "Authorization: $KEY" https://api.moveworks.ai/export/v1/records/users | debrief import users -

A file is a Data API response, a JSON array or NDJSON, plain or gzip. Importing it again changes nothing.
Exit code 0 means every record was stored; refused ones are listed by: debrief quarantine`

export function importCommand(output: Output): Command {
  return withStore(
    new Command('import')
      .description('store the records of files, or of standard input')
      .argument('<entity>', 'conversations, interactions, plugin-calls, plugin-resources or users')
      .argument('<file...>', 'files to read, - for standard input'),
  )
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, files: string[], options: StoreOptions) => {
      const entity = entityNamed(name)
      let total = NO_RECORDS
      await usingStore(options, async ({ engine }) => {
        for (const file of files) {
          const before = total
          const line = new Progress(output, file, 'records')
          // What is stored is counted even when the rest of the file cannot be read.
          const progress = (counts: UpsertCounts): void => {
            total = addCounts(before, counts)
            line.show(counts.read)
          }
          try {
            const input =
              file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 1024 * 1024 })
            await importRecords(engine, entity, input, { progress })
          } catch (error) {
            const text = errorText(error)
            const reason = text.startsWith(`${file}: `) ? text : `${file}: ${text}`
            output.fail(new CommandError(reason, { cause: error }))
          }
        }
      })
      if (options.json) output.json({ entity: entity.name, ...total })
      else output.print(`${entity.name}: ${describeCounts(total)}`)
      if (total.refused > 0)
        output.fail(
          new CommandError(
            `${total.refused === 1 ? '1 record was refused and is' : `${count(total.refused)} records were refused and are`} in quarantine. Why: debrief quarantine ${entity.name}`,
          ),
        )
    })
}

export function describeCounts(counts: UpsertCounts): string {
  const { read, changed, unchanged, refused } = counts
  return `${count(read)} read, ${count(counts.new)} new, ${count(changed)} changed, ${count(unchanged)} unchanged, ${count(refused)} refused`
}

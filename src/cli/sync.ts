import { Command, InvalidArgumentError } from 'commander'
import colors from 'picocolors'
import { entities } from '../schema/entities.ts'
import type { Engine } from '../store/engine.ts'
import { SourceClient } from '../sync/source-client.ts'
import { type SyncReport, sync } from '../sync/sync.ts'
import { describeCounts } from './import.ts'
import { entityNamed, type StoreOptions, usingStore, withStore } from './options.ts'
import { CommandError, count, type Output, UsageError } from './output.ts'
import { Progress } from './progress.ts'

const EXAMPLES = `
Examples:
  export MOVEWORKS_KEY=…
  debrief sync --source https://api.moveworks.ai/export/v1/records --key-env MOVEWORKS_KEY
  debrief sync --source http://127.0.0.1:8080/export/v1/records --key-env KEY --entity users --json
  debrief sync --source … --key-env KEY --full          read everything again

The first run reads everything; later ones what was updated since, and a day more. A run that was cut off goes on where it
was. Exit code 0 means that every entity was read to its end and stored.`

interface SyncCommandOptions extends StoreOptions {
  readonly source: string
  readonly keyEnv: string
  readonly entity?: string[]
  readonly full?: boolean
}

export function syncCommand(output: Output): Command {
  return withStore(
    new Command('sync')
      .description('bring a store up to date with a Data API')
      .requiredOption('--source <url>', 'where the collections are, up to and including /records', sourceUrl)
      .requiredOption('--key-env <variable>', 'environment variable that holds the key')
      .option('--entity <name...>', 'only these entities')
      .option('--full', 'read everything again'),
  )
    .addHelpText('after', EXAMPLES)
    .action(async (options: SyncCommandOptions) => {
      const key = process.env[options.keyEnv]?.trim()
      if (!key)
        throw new UsageError(
          `The environment variable ${options.keyEnv} is not set: it must hold the key to the source.`,
        )
      const chosen = options.entity?.flatMap(names => names.split(',')).map(entityNamed)
      const report = await usingStore(options, ({ engine }) =>
        syncWithProgress(engine, output, {
          url: options.source,
          key,
          full: options.full === true,
          entities: chosen ?? entities,
        }),
      )
      if (options.json) output.json(report)
      else printReport(report, text => output.print(text))
      if (report.state !== 'complete')
        output.fail(new CommandError('The sync is not complete. Run it again: it goes on where it stopped.'))
    })
}

/** Runs a sync and shows how far it is. */
export async function syncWithProgress(
  engine: Engine,
  output: Output,
  options: { url: string; key: string; full: boolean; entities: Parameters<typeof sync>[0]['entities'] },
): Promise<SyncReport> {
  const { url, key, full } = options
  const client = new SourceClient({
    url,
    key,
    onRetry: (reason, wait) =>
      output.note(`${colors.yellow('again')} in ${Math.ceil(wait / 1000)} s: ${reason}`),
  })
  const lines = new Map<string, Progress>()
  try {
    return await sync({
      engine,
      client,
      full,
      ...(options.entities ? { entities: options.entities } : {}),
      progress(entity, counts, expected) {
        const line = lines.get(entity) ?? new Progress(output, entity, 'records')
        lines.set(entity, line)
        line.show(counts.read, expected)
      },
    })
  } finally {
    await client.close()
  }
}

/** Says of each entity what became of it. */
export function printReport(report: SyncReport, print: (text: string) => void): void {
  for (const [entity, counts] of Object.entries(report.entities)) {
    print(`${colors.green('✓')} ${entity.padEnd(17)} ${describeCounts(counts)}`)
    if (counts.refused > 0) print(`  Why ${count(counts.refused)} were refused: debrief quarantine ${entity}`)
  }
  for (const [entity, reason] of Object.entries(report.failures))
    print(`${colors.red('✗')} ${entity.padEnd(17)} ${reason}`)
}

function sourceUrl(text: string): string {
  if (!/^https?:\/\/[^/]+/i.test(text) || !URL.canParse(text))
    throw new InvalidArgumentError('It must be a URL, such as https://api.moveworks.ai/export/v1/records.')
  return text
}

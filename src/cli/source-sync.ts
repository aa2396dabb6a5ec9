import colors from 'picocolors'
import type { Engine } from '../store/engine.ts'
import type { Credential } from '../sync/authorizer.ts'
import { describeLoss } from '../sync/losses.ts'
import { SourceClient } from '../sync/source-client.ts'
import type { SourceSettings } from '../sync/sources.ts'
import { type SyncOptions, type SyncReport, sync } from '../sync/sync.ts'
import { describeCounts } from './import.ts'
import { count, type Output } from './output.ts'
import { Progress } from './progress.ts'

/** What of a sync a command line can say. */
export type How = Pick<SyncOptions, 'full' | 'range' | 'policies' | 'cause'> & {
  readonly entities: NonNullable<SyncOptions['entities']>
}

/** A source that can be asked. */
export interface Reachable {
  readonly url: string
  readonly credential: Credential
  readonly settings: SourceSettings
}

/** Runs a sync and shows how far it is. */
export async function syncWithProgress(
  engine: Engine,
  output: Output,
  { url, credential, settings, ...how }: How & Reachable,
): Promise<SyncReport> {
  const client = new SourceClient({
    url,
    credential,
    ...settings,
    onRetry: (reason, wait) =>
      output.note(`${colors.yellow('again')} in ${Math.ceil(wait / 1000)} s: ${reason}`),
  })
  const lines = new Map<string, Progress>()
  try {
    return await sync({
      engine,
      client,
      ...settings,
      ...how,
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
    if (counts.refused > 0)
      print(`  Why ${count(counts.refused)} were refused: debrief quarantine list ${entity}`)
  }
  for (const [entity, reason] of Object.entries(report.failures))
    print(`${colors.red('✗')} ${entity.padEnd(17)} ${reason}`)
  for (const [entity, loss] of Object.entries(report.losses))
    print(`${colors.red('✗')} ${entity.padEnd(17)} ${describeLoss(loss)}`)
  for (const [entity, changes] of Object.entries(report.changes))
    for (const { kind, subject, records } of changes)
      if (kind !== 'refused')
        print(
          `${colors.yellow('!')} ${entity.padEnd(17)} nobody documented ${subject}: ${count(records)} ${records === 1 ? 'record' : 'records'}, kept as they came`,
        )
}

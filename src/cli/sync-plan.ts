import type { Engine } from '../store/engine.ts'
import { SourceClient } from '../sync/source-client.ts'
import { resolveCredential, type Source } from '../sync/sources.ts'
import { planSync } from '../sync/sync.ts'
import { type Output, table } from './output.ts'
import type { How } from './source-sync.ts'

/** Says what a sync would read. */
export async function showPlan(
  engine: Engine,
  output: Output,
  sources: readonly Source[],
  how: How,
  json: boolean,
): Promise<void> {
  const planned = []
  for (const { url, credential, settings, name } of sources) {
    const client = new SourceClient({ url, credential: resolveCredential(credential), ...settings })
    try {
      const windows = await planSync({ engine, client, ...settings, ...how })
      planned.push(...windows.map(window => ({ source: name, ...window })))
    } finally {
      await client.close()
    }
  }
  if (json) output.json(planned)
  else
    output.print(
      table(
        ['source', 'entity', 'since', 'until', 'records', 'state'],
        planned.map(one => [
          one.source,
          one.entity,
          one.since ?? 'the beginning',
          one.until,
          one.records,
          one.state,
        ]),
      ),
    )
}

import { type Engine, rows } from '../store/engine.ts'

/**
 * The addresses of sources that were removed, and neither added nor synced again since. Their records and their ledger stay, but
 * nobody waits for more of them: they are not behind, and nothing is wrong with them.
 */
export async function removedSources(engine: Engine): Promise<Set<string>> {
  // Both times are the store's own.
  const found = await rows<{ url: string }>(engine, {
    sql: `SELECT sources.url AS url
          FROM (
            SELECT url, max(updated_time) AS removed_time FROM sync_sources FINAL
            WHERE url != '' GROUP BY url HAVING min(removed)
          ) AS sources
          LEFT JOIN (SELECT source, max(claimed_time) AS synced_time FROM sync_leases GROUP BY source) AS leases
            ON leases.source = sources.url
          WHERE sources.removed_time > leases.synced_time`,
  })
  return new Set(found.map(({ url }) => url))
}

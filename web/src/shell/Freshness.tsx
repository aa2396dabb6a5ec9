import type { StoreInfo } from '../api/types.ts'
import { useFormat } from '../format/context.ts'
import { Link } from '../routing/Link.tsx'
import { texts } from '../texts.ts'
import { addDays, dayOf } from '../time/days.ts'

/** How fresh and complete every number is, with the way to the page that says more. */
export function Freshness({ store, failed }: { store: StoreInfo; failed: boolean }) {
  const format = useFormat()
  const words = texts.freshness
  const finished = store.sync.finished === null ? null : format.instant(store.sync.finished)
  const last = store.complete_until === null ? null : addDays(dayOf(store.complete_until), -1)
  const bad = failed || store.sync.state === 'failed' || store.sync.state === 'interrupted'
  return (
    <Link className="freshness" to="/health" title={words.label}>
      <span className={bad ? 'sync sync-bad' : `sync sync-${store.sync.state}`}>
        <span className="sync-dot" aria-hidden="true" />
        {failed ? words.unreachable : words.sync(store.sync.state, finished)}
      </span>
      <span className="quiet">
        {last === null ? words.nothing : words.complete(format.day(last))}
        {' · '}
        {words.interactions(format.compact(store.entities.interactions.records))}
      </span>
    </Link>
  )
}

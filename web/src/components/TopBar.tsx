import type { StoreInfo } from '../api/types.ts'
import { useFormat } from '../format/context.ts'
import { texts } from '../texts.ts'
import { addDays, dayOf } from '../time/days.ts'
import { Mark } from './icons.tsx'

/** The product's name, and how fresh and complete its numbers are. */
export function TopBar({ store, failed }: { store: StoreInfo | undefined; failed: boolean }) {
  return (
    <header className="topbar">
      <span className="brand">
        <Mark />
        {texts.product}
      </span>
      {store !== undefined && <Freshness store={store} failed={failed} />}
    </header>
  )
}

function Freshness({ store, failed }: { store: StoreInfo; failed: boolean }) {
  const format = useFormat()
  const { conversations, interactions } = store.entities
  const last = [conversations.last, interactions.last]
    .flatMap(instant => instant ?? [])
    .sort()
    .at(-1)
  const words = texts.freshness
  const finished = store.sync.finished === null ? null : format.instant(store.sync.finished)
  const lastComplete = store.complete_until === null ? null : addDays(dayOf(store.complete_until), -1)
  const bad = failed || store.sync.state === 'failed'
  return (
    <ul className="freshness" aria-label={words.label}>
      <li>
        {last === undefined ? words.nothing : words.upTo(`${format.instant(last)} ${texts.utc}`)}
        {last !== undefined && lastComplete !== null && (
          <span className="quiet"> ({words.complete(format.shortDay(lastComplete))})</span>
        )}
      </li>
      <li>{words.conversations(format.count(conversations.records))}</li>
      <li>{words.interactions(format.count(interactions.records))}</li>
      <li className={bad ? 'sync sync-bad' : `sync sync-${store.sync.state}`}>
        <span className="sync-dot" aria-hidden="true" />
        {failed ? words.unreachable : words.sync(store.sync.state, finished)}
      </li>
    </ul>
  )
}

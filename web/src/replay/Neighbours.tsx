import { ArrowIcon, BackIcon } from '../components/icons.tsx'
import { useFormat } from '../format/context.ts'
import { Link } from '../routing/Link.tsx'
import { useLocation } from '../routing/location.ts'
import { listOf } from './came-from.ts'
import { replayTexts } from './texts.ts'
import type { Replay } from './types.ts'

/** The way to the conversations beside: those of the list one came from, else those of the same person. */
export function Neighbours({ id, neighbours }: { id: string; neighbours: Replay['neighbours'] }) {
  const format = useFormat()
  const { trail } = useLocation()
  const list = listOf(id)
  const at = list?.ids.indexOf(id) ?? -1
  const before = list ? (list.ids[at - 1] ?? null) : neighbours.before
  const after = list ? (list.ids[at + 1] ?? null) : neighbours.after
  if (before === null && after === null && list === null) return null
  const to = (other: string): string => `/conversations/${encodeURIComponent(other)}`
  return (
    <nav className="replay-nav" aria-label={replayTexts.steps}>
      {before !== null && (
        <Link className="button" to={to(before)} trail={trail} rel="prev">
          <BackIcon /> {list ? replayTexts.listBefore : replayTexts.personBefore}
        </Link>
      )}
      {list !== null && (
        <span className="quiet small">
          <Link className="link" to={list.to}>
            {replayTexts.backTo(list.title)}
          </Link>{' '}
          {replayTexts.place(format.count(at + 1), format.count(list.ids.length))}
        </span>
      )}
      {after !== null && (
        <Link className="button" to={to(after)} trail={trail} rel="next">
          {list ? replayTexts.listAfter : replayTexts.personAfter} <ArrowIcon />
        </Link>
      )}
    </nav>
  )
}

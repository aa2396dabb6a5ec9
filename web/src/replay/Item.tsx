import { useFormat } from '../format/context.ts'
import { Link } from '../routing/Link.tsx'
import { contentOf, humanType, kindOf, safeUrl, shortOf } from './describe.ts'
import { goTo } from './go-to.ts'
import { Text } from './Text.tsx'
import { replayTexts } from './texts.ts'
import type { ReplayItem, ReplayResource } from './types.ts'

interface ItemProps {
  item: ReplayItem
  /** The one before it in the conversation. */
  earlier: ReplayItem | undefined
  byId: ReadonlyMap<string, ReplayItem>
  name: string
  tz: string
  /** Whether it is in the chain of what has the focus. */
  traced: boolean
  onTrace: (id: string | null) => void
  /** What its text cites, when it is an answer. */
  cited: readonly ReplayResource[]
}

/** One thing somebody said or did, as the person saw it. With the focus on it, what led to it stands out. */
export function Item({ item, earlier, byId, name, tz, traced, onTrace, cited }: ItemProps) {
  const format = useFormat()
  const kind = kindOf(item)
  const mine = item.actor === 'user'
  const words = replayTexts
  const sameDay = earlier !== undefined && dayIn(earlier.created_time, tz) === dayIn(item.created_time, tz)
  const when = sameDay ? timeIn(item.created_time, tz) : format.instant(item.created_time, tz)
  const said = kind === 'control' && item.turn?.control === 'helpful' ? words.said.feedback : words.said[kind]
  return (
    <article
      id={`i-${item.id}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the focus shows what led to it, and links lead here
      tabIndex={0}
      className={`bubble ${mine ? 'bubble-person' : 'bubble-assistant'} bubble-${kind}${traced ? ' bubble-traced' : ''}`}
      aria-label={`${mine ? name : words.assistant} ${said}, ${when}`}
      onFocus={() => onTrace(item.id)}
      onBlur={() => onTrace(null)}
      onMouseEnter={() => onTrace(item.id)}
      onMouseLeave={() => onTrace(null)}
    >
      <header className="bubble-head">
        <strong>{mine ? name : words.assistant}</strong>
        {kind !== 'message' && kind !== 'question' && <span className="tag">{said}</span>}
        {kind === 'question' && item.topic !== null && (
          <span className="tag tag-quiet">{words.topic(item.topic)}</span>
        )}
        <time dateTime={item.created_time}>{when}</time>
      </header>
      <Body item={item} kind={kind} />
      {cited.length > 0 && (
        <ul className="bubble-sources" aria-label={words.calls.sources}>
          {cited.map(source => (
            <li key={source.resource_id}>
              <Source source={source} />
            </li>
          ))}
        </ul>
      )}
      <Origin item={item} byId={byId} mine={mine} />
      {item.late_hours !== null && (
        <p className="bubble-mark">{words.late(format.value(item.late_hours * 3600, 'seconds'))}</p>
      )}
      {Object.keys(item.unknown).length > 0 && (
        <details className="bubble-more">
          <summary>{words.unknown}</summary>
          <pre>{JSON.stringify(item.unknown, null, 2)}</pre>
        </details>
      )}
    </article>
  )
}

function Body({ item, kind }: { item: ReplayItem; kind: string }) {
  const words = replayTexts
  if (kind === 'button')
    return (
      <p>
        <span className="pressed">{item.text ?? words.noText}</span>
      </p>
    )
  if (kind === 'control' || (kind === 'feedback' && item.turn?.control))
    return (
      <p>
        <span className="pressed">
          {item.turn?.control ? (words.controls[item.turn.control] ?? item.turn.control) : contentOf(item)}
        </span>
      </p>
    )
  if (kind === 'link') {
    const url = safeUrl(item.text)
    return (
      <p>
        {url === null ? (
          contentOf({ ...item, form: null })
        ) : (
          <a className="link" href={url} rel="noreferrer noopener" target="_blank">
            {url}
          </a>
        )}{' '}
        {item.resource_type !== null && <span className="quiet small">{humanType(item.resource_type)}</span>}
      </p>
    )
  }
  const isForm = item.type.endsWith('_UIFORM_SUBMISSION')
  return (
    <>
      {isForm && (
        <p className="submitted">
          <span className="quiet small">{words.formKinds[item.label ?? ''] ?? item.label}</span>
          {item.form !== null && <strong>{item.form}</strong>}
          {item.label === 'file_ticket' && item.resource_id !== null && item.resource_id !== item.form && (
            <span className="mono small">{item.resource_id}</span>
          )}
        </p>
      )}
      {item.text !== null && item.text !== '' ? (
        <Text text={item.text} />
      ) : (
        !isForm && <p className="quiet">{contentOf(item)}</p>
      )}
    </>
  )
}

/** What it answers or reacts to, and how it goes back to a question. */
function Origin({
  item,
  byId,
  mine,
}: {
  item: ReplayItem
  byId: ReadonlyMap<string, ReplayItem>
  mine: boolean
}) {
  const format = useFormat()
  const words = replayTexts.parents
  const { chain, turn, parent_elsewhere: elsewhere } = item
  const parent = item.parent_id === null ? undefined : byId.get(item.parent_id)
  const question = byId.get(turn?.question_id ?? '') ?? byId.get(chain.ids.at(-1) ?? '')
  const isLong = chain.end === 'question' && chain.ids.length > 1 && question !== undefined
  const notes = [
    chain.end === 'circle' ? words.circle : null,
    chain.end === 'missing' && elsewhere === null ? words.missing : null,
    mine && turn?.attributed_by === 'time' && question !== undefined ? words.byTime(shortOf(question)) : null,
    mine && turn?.attributed_by === 'none' ? words.none : null,
    isLong
      ? words.chain(words.steps(format.count(chain.ids.length), chain.ids.length === 1), shortOf(question))
      : null,
  ].filter(note => note !== null)
  if (parent === undefined && notes.length === 0 && elsewhere === null) return null
  return (
    <footer className="bubble-origin">
      {parent !== undefined && (
        <button type="button" className="link" onClick={() => goTo(parent.id)}>
          {mine ? words.reacts(shortOf(parent)) : words.answers(shortOf(parent))}
        </button>
      )}
      {elsewhere !== null && (
        <Link className="link" to={`/conversations/${encodeURIComponent(elsewhere)}`}>
          {words.elsewhere}
        </Link>
      )}
      {notes.map(note => (
        <span key={note}>{note}</span>
      ))}
    </footer>
  )
}

export function Source({ source }: { source: ReplayResource }) {
  const url = safeUrl(source.url)
  const name = source.ticket ?? source.name ?? source.resource_id
  return url === null ? (
    <span>{name}</span>
  ) : (
    <a className="link" href={url} rel="noreferrer noopener" target="_blank">
      {name}
    </a>
  )
}

const dayIn = (instant: string, tz: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: tz, dateStyle: 'short' }).format(new Date(instant))

function timeIn(instant: string, tz: string): string {
  return new Intl.DateTimeFormat(navigator.languages as string[], {
    timeZone: tz,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).format(new Date(instant))
}

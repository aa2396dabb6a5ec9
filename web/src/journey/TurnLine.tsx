import { useFormat } from '../format/context.ts'
import { plain } from '../replay/plain.ts'
import { Link } from '../routing/Link.tsx'
import { useLocation } from '../routing/location.ts'
import { useCounting } from '../state/view.tsx'
import { journeyTexts } from './texts.ts'
import type { TurnRow } from './types.ts'

const words = journeyTexts.turns

interface TurnLineProps {
  row: TurnRow
  /** Its place in the table, from 1 with the head. */
  place: number
  index: number
  texts: boolean
  measure: (element: HTMLElement | null) => void
  /** Called before its conversation is opened. */
  onOpen: () => void
}

/** One turn: what was said, what the assistant did, and what came of it. */
export function TurnLine({ row, place, index, texts, measure, onOpen }: TurnLineProps) {
  const format = useFormat()
  const { tz } = useCounting()
  const { onward } = useLocation()
  const when = format.instant(row.time, tz)
  const action = words.actions[row.action] ?? row.action
  return (
    <tr ref={measure} data-index={index} aria-rowindex={place}>
      <td className="turn-time">
        {texts ? (
          <Link
            className="link"
            to={`/conversations/${encodeURIComponent(row.conversation_id)}#${encodeURIComponent(row.interaction_id)}`}
            trail={onward}
            aria-label={words.open(when)}
            onClick={onOpen}
          >
            {when}
          </Link>
        ) : (
          when
        )}
        <span className="quiet small">{row.platform}</span>
      </td>
      <td className="turn-said">
        <span className={`tag action-${row.action}`}>{action}</span>
        {row.topic !== null && <span className="tag tag-quiet">{row.topic}</span>}
        {row.question !== null ? (
          <p className="turn-text">{plain(row.question)}</p>
        ) : (
          row.form_title !== null && row.form_title !== '' && <p className="turn-text">{row.form_title}</p>
        )}
      </td>
      {texts && (
        <td className="turn-answer">
          {row.answer !== null && <p className="turn-text">{plain(row.answer)}</p>}
          {row.first_answer_seconds !== null && (
            <span className="quiet small">
              {words.after(format.value(row.first_answer_seconds, 'seconds'))}
            </span>
          )}
        </td>
      )}
      <td className="turn-plugins">
        <Plugins row={row} />
      </td>
      <td className="turn-sources">
        {row.cited.length > 0 ? (
          <ul>
            {row.cited.slice(0, 3).map(name => (
              <li key={name}>{name}</li>
            ))}
            {row.cited.length > 3 && <li className="quiet">+ {format.count(row.cited.length - 3)}</li>}
          </ul>
        ) : row.citations > 0 ? (
          words.citations(format.count(row.citations), row.citations === 1)
        ) : (
          <span className="quiet">–</span>
        )}
      </td>
      <td className="turn-outcome">
        {row.outcome !== null && (
          <span className={`outcome outcome-${row.outcome}`}>
            {journeyTexts.outcomes[row.outcome] ?? row.outcome}
          </span>
        )}
        {row.tickets.map(number => (
          <span key={number} className="mono small">
            {number}
          </span>
        ))}
      </td>
    </tr>
  )
}

/** Each plugin once, with the most that came of it. */
function Plugins({ row }: { row: TurnRow }) {
  const all = [
    ...row.plugins_used.map(name => ({ name, state: words.used, mark: '●' })),
    ...row.plugins_served
      .filter(name => !row.plugins_used.includes(name))
      .map(name => ({ name, state: words.served, mark: '◐' })),
    ...row.plugins_unsuccessful
      .filter(name => !row.plugins_used.includes(name) && !row.plugins_served.includes(name))
      .map(name => ({ name, state: words.unsuccessful, mark: '○' })),
  ]
  if (all.length === 0) return <span className="quiet">–</span>
  return (
    <ul>
      {all.map(({ name, state, mark }) => (
        <li key={name}>
          <span aria-hidden="true">{mark}</span> {name} <span className="quiet small">{state}</span>
        </li>
      ))}
    </ul>
  )
}

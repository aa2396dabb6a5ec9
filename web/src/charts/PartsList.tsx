import type { Mark, PartsModel } from '../panels/model.ts'
import './bars.css'

interface PartsListProps {
  model: PartsModel
  /** There is room for two columns. */
  wide?: boolean
  onMark: (mark: Mark, at: { x: number; y: number }) => void
}

/** So many are one column, however wide. */
const FEW = 4

/** A ranked list whose rows are their own bars: readable as text, at any width, each a button. */
export function PartsList({ model, wide = false, onMark }: PartsListProps) {
  const columns = wide && model.parts.length > FEW
  return (
    <ol
      className={columns ? 'bars bars-columns' : 'bars'}
      style={columns ? { gridTemplateRows: `repeat(${Math.ceil(model.parts.length / 2)}, auto)` } : undefined}
    >
      {model.parts.map(({ key, name, value, detail, length, before, quiet, mark }) => {
        const content = (
          <>
            <span className="bar-name" title={name}>
              {name}
            </span>
            <span className="bar-track" aria-hidden="true">
              <span className="bar-fill" style={{ inlineSize: `${length * 100}%` }} />
              {before !== null && (
                <span className="bar-before" style={{ insetInlineStart: `${Math.min(before, 1) * 100}%` }} />
              )}
            </span>
            <span className="bar-value">{value}</span>
            <span className="bar-share">{detail}</span>
          </>
        )
        return (
          <li key={key} className={quiet ? 'bar-quiet' : undefined}>
            {mark === null ? (
              <div className="bar">{content}</div>
            ) : (
              <button
                type="button"
                className="bar"
                aria-haspopup="menu"
                onClick={event => onMark(mark, pointOf(event))}
              >
                {content}
              </button>
            )}
          </li>
        )
      })}
    </ol>
  )
}

/** Where a press was; one by keyboard is in the middle of what was pressed. */
export function pointOf(event: { clientX: number; clientY: number; currentTarget: Element }): {
  x: number
  y: number
} {
  if (event.clientX !== 0 || event.clientY !== 0) return { x: event.clientX, y: event.clientY }
  const rect = event.currentTarget.getBoundingClientRect()
  return { x: rect.left + Math.min(rect.width / 2, 160), y: rect.top + rect.height / 2 }
}

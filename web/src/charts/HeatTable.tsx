import { type KeyboardEvent, useRef, useState } from 'react'
import type { HeatModel, Mark } from '../panels/model.ts'
import { pointOf } from './PartsList.tsx'
import { chartTexts } from './texts.ts'
import './heat.css'

interface HeatTableProps {
  model: HeatModel
  label: string
  onMark: (mark: Mark, at: { x: number; y: number }) => void
}

/** More columns than this have no room for numbers in their cells: they are said when pointed at. */
const MOST_WRITTEN = 13
/** How many shades there are beside the lightest. */
const LEVELS = 8
const SHADES = Array.from({ length: LEVELS + 1 }, (_, level) => level)

/** Numbers in rows and columns, shaded by size: a table, so that it is read as one. Arrow keys go from cell to cell. */
export function HeatTable({ model, label, onMark }: HeatTableProps) {
  const [at, setAt] = useState({ x: 0, y: 0 })
  const box = useRef<HTMLTableElement>(null)
  const written =
    model.columns.length <= MOST_WRITTEN && longest(model.cells.flat().map(cell => cell.text)) <= 8
  const upright = model.columns.length > 5 && longest(model.columns) > 7
  const classes = [
    'heat',
    written ? '' : 'heat-fine',
    upright ? 'heat-upright' : '',
    longest(model.rows) <= 4 ? 'heat-narrow' : '',
  ]

  const onKey = (event: KeyboardEvent) => {
    const steps: Record<string, [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    }
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    const x = Math.min(Math.max(at.x + step[0], 0), model.columns.length - 1)
    const y = Math.min(Math.max(at.y + step[1], 0), model.rows.length - 1)
    setAt({ x, y })
    box.current?.querySelector<HTMLElement>(`[data-cell="${x},${y}"]`)?.focus()
  }
  return (
    <>
      <div className="heat-box">
        <table className={classes.filter(Boolean).join(' ')} ref={box} onKeyDown={onKey}>
          <caption className="unseen">
            {label}, {chartTexts.heatKeys}
          </caption>
          <thead>
            <tr>
              <th scope="col">
                <span className="unseen">{model.rowTitle}</span>
              </th>
              {model.columns.map((name, x) => (
                <th key={name} scope="col">
                  <span className={!written && !upright && x % 3 !== 0 ? 'unseen' : undefined} title={name}>
                    {name}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {model.cells.map((line, y) => (
              <tr key={model.rows[y]}>
                <th scope="row">{model.rows[y]}</th>
                {line.map((cell, x) => {
                  const { mark } = cell
                  const level = cell.level === null ? 'none' : Math.round(cell.level * LEVELS)
                  const title = `${model.rows[y]}, ${model.columns[x]}: ${cell.text}`
                  return (
                    <td key={model.columns[x]}>
                      <button
                        type="button"
                        className={`heat-cell heat-${level}`}
                        data-cell={`${x},${y}`}
                        tabIndex={at.x === x && at.y === y ? 0 : -1}
                        title={title}
                        aria-label={title}
                        aria-haspopup={mark === null ? undefined : 'menu'}
                        onFocus={() => setAt({ x, y })}
                        onClick={event => mark !== null && onMark(mark, pointOf(event))}
                      >
                        {written && cell.text}
                      </button>
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {!written && model.scale.high !== '' && (
        <p className="heat-scale" aria-hidden="true">
          {model.scale.low}
          {SHADES.map(level => (
            <span key={level} className={`heat-cell heat-${level}`} />
          ))}
          {model.scale.high}
        </p>
      )}
    </>
  )
}

function longest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(text => text.length))
}

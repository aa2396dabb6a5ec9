import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { pointOf } from '../charts/PartsList.tsx'
import { useMedia } from '../charts/use-media.ts'
import { TableGap } from '../components/TableGap.tsx'
import { useFormat } from '../format/context.ts'
import type { Mark, TableModel } from '../panels/model.ts'
import { figureTexts } from './texts.ts'

interface DataTableProps {
  table: TableModel
  title: string
  onMark?: (mark: Mark, at: { x: number; y: number }) => void
}

/** Longer tables draw only the rows in sight, and all of them on paper. */
const MOST_DRAWN = 120
const ROW_HEIGHT = 33

/** Numbers as text. A row that stands for something is a button to go on from. */
export function DataTable({ table, title, onMark }: DataTableProps) {
  const format = useFormat()
  const box = useRef<HTMLElement>(null)
  const { columns, rows } = table
  const printing = useMedia('print')
  const long = rows.length > MOST_DRAWN && !printing
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    enabled: long,
    initialRect: { width: 600, height: 320 },
  })
  const drawn = long ? virtual.getVirtualItems().map(({ index }) => index) : rows.map((_, index) => index)
  const above = long ? (virtual.getVirtualItems()[0]?.start ?? 0) : 0
  const below = long ? virtual.getTotalSize() - (virtual.getVirtualItems().at(-1)?.end ?? 0) : 0
  const label = figureTexts.tableLabel(title)
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the box scrolls, so the keyboard must reach it */}
      <section className="table-box" aria-label={label} tabIndex={0} ref={box}>
        <table aria-rowcount={rows.length + 1}>
          <caption className="unseen">{label}</caption>
          <thead>
            <tr aria-rowindex={1}>
              {columns.map((column, index) => (
                <th
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns stay where they are
                  key={`${index} ${column.label}`}
                  scope="col"
                  className={column.numeric ? 'number' : undefined}
                >
                  {column.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <TableGap height={above} columns={columns.length} />
            {drawn.map(index => {
              const row = rows[index]
              if (row === undefined) return null
              const { mark } = row
              const [name, ...values] = row.cells
              return (
                <tr key={row.key} aria-rowindex={index + 2}>
                  <th scope="row">
                    {mark !== null && onMark !== undefined ? (
                      <button
                        type="button"
                        className="cell-button"
                        aria-haspopup="menu"
                        onClick={event => onMark(mark, pointOf(event))}
                      >
                        {name}
                      </button>
                    ) : (
                      name
                    )}
                    {row.note !== null && <span className="tag">{row.note}</span>}
                  </th>
                  {values.map((value, at) => {
                    const column = columns[at + 1]
                    return (
                      // biome-ignore lint/suspicious/noArrayIndexKey: columns stay where they are
                      <td key={`${at} ${column?.label}`} className={column?.numeric ? 'number' : undefined}>
                        {value}
                      </td>
                    )
                  })}
                </tr>
              )
            })}
            <TableGap height={below} columns={columns.length} />
          </tbody>
        </table>
      </section>
      {long && <p className="quiet small">{figureTexts.allRows(format.count(rows.length))}</p>}
    </>
  )
}

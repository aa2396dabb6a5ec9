import type { TableModel } from '../panels/model.ts'
import { texts } from '../texts.ts'

/** The numbers of a panel, as text. */
export function DataTable({ table, title }: { table: TableModel; title: string }) {
  const label = texts.panels.tableLabel(title)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the box scrolls, so the keyboard must reach it
    <section className="table-box" aria-label={label} tabIndex={0}>
      <table>
        <caption className="unseen">{label}</caption>
        <thead>
          <tr>
            {table.columns.map(column => (
              <th key={column.label} scope="col" className={column.numeric ? 'number' : undefined}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(({ key, cells: [name, ...values], note }) => (
            <tr key={key}>
              <th scope="row">
                {name}
                {note !== null && <span className="tag">{note}</span>}
              </th>
              {values.map((value, index) => (
                <td key={table.columns[index + 1]?.label} className="number">
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

import type { ReactNode } from 'react'

interface ListTableProps {
  label: string
  columns: readonly string[]
  /** Which columns hold numbers. */
  numeric: readonly number[]
  rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[]
}

/** A short table whose first column names its rows. */
export function ListTable({ label, columns, numeric, rows }: ListTableProps) {
  const classOf = (index: number): string | undefined => (numeric.includes(index) ? 'number' : undefined)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the box scrolls, so the keyboard must reach it
    <section className="table-box health-table" aria-label={label} tabIndex={0}>
      <table>
        <caption className="unseen">{label}</caption>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={column} scope="col" className={classOf(index)}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key}>
              {cells.map((cell, index) =>
                index === 0 ? (
                  <th key={columns[index]} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={columns[index]} className={classOf(index)}>
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

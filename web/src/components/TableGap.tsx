/** The room of rows of a long table that are not drawn. */
export function TableGap({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: it holds the place of rows that are not drawn, and takes no focus
    <tr aria-hidden="true" className="table-gap">
      <td style={{ blockSize: height }} colSpan={columns} />
    </tr>
  )
}

/**
 * Rows as CSV by RFC 4180: CRLF, quotes where they are needed. A text that a spreadsheet would take for a formula gets an
 * apostrophe before it, as OWASP advises; numbers stay as they are.
 *
 * @param columns their order; a value that is missing or null is an empty field
 */
export function csv(
  columns: readonly string[],
  rows: Iterable<{ readonly [column: string]: unknown }>,
): string {
  const lines = [columns.map(field).join(',')]
  for (const row of rows) lines.push(columns.map(name => field(row[name])).join(','))
  return `${lines.join('\r\n')}\r\n`
}

function field(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

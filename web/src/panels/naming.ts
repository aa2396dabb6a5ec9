import type { MetricRow } from '../api/types.ts'
import { wordOf } from '../filters/active.ts'
import { titleOfDimension } from '../filters/texts.ts'
import type { Format } from '../format/format.ts'
import { isDay } from '../time/days.ts'
import { panelTexts } from './texts.ts'

/** How the server writes a row's value of a dimension in a filter. */
export function filterValue(value: MetricRow[string]): string {
  if (value === null || value === undefined || value === '') return 'none'
  return String(value)
}

/** A row's value of a dimension as people read it. */
export function nameOf(dimension: string, value: MetricRow[string], format: Format): string {
  if (value === null || value === undefined || value === '')
    return panelTexts.none(titleOfDimension(dimension).toLowerCase())
  if (dimension === 'weekday') return format.weekdays[Number(value) - 1] ?? String(value)
  if (dimension === 'hour') return `${String(value).padStart(2, '0')}:00`
  if (dimension === 'hour_of_week') {
    const hour = Number(value)
    return `${format.weekdays[Math.floor(hour / 24)]} ${String(hour % 24).padStart(2, '0')}:00`
  }
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  const text = String(value)
  return isDay(text) ? format.day(text) : wordOf(text)
}

/** The values of some dimensions that hold a row. */
export function whereOf(row: MetricRow, by: readonly string[]): Record<string, string> {
  return Object.fromEntries(by.map(name => [name, filterValue(row[name])]))
}

/** Names of a row's parts, joined. */
export function labelOf(row: MetricRow, by: readonly string[], format: Format): string {
  return by.map(name => nameOf(name, row[name], format)).join(' · ')
}

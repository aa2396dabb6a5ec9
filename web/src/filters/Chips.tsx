import { CloseIcon } from '../components/icons.tsx'
import { useFormat } from '../format/context.ts'
import { DEFAULT_FILTERS } from '../state/filters.ts'
import { useFilters } from '../state/use-filters.ts'
import { activeFilters } from './active.ts'
import { filterTexts } from './texts.ts'

/** Longer lists of values are cut after the first. */
const MOST_VALUES = 2

/** The filters that hold, each with its way out. */
export function Chips() {
  const { filters, change } = useFilters()
  const format = useFormat()
  const active = activeFilters(filters)
  if (active.length === 0) return null
  const { range, grain } = filters
  return (
    <ul className="filter-chips">
      {active.map(({ key, title, values, excluding, without }) => {
        const [first = ''] = values
        const told = (text: string) => (excluding ? filterTexts.allBut(text) : text)
        const shown = told(
          values.length <= MOST_VALUES
            ? values.join(', ')
            : filterTexts.others(first, format.count(values.length - 1)),
        )
        const text = filterTexts.chip(title, shown)
        return (
          <li key={key} className="filter-chip" title={filterTexts.chip(title, told(values.join(', ')))}>
            <span className="filter-chip-text">
              <span className="quiet">{title}</span> {shown}
            </span>
            <button type="button" aria-label={filterTexts.remove(text)} onClick={() => change(without)}>
              <CloseIcon />
            </button>
          </li>
        )
      })}
      {active.length > 1 && (
        <li>
          <button type="button" className="link" onClick={() => change({ ...DEFAULT_FILTERS, range, grain })}>
            {filterTexts.clear}
          </button>
        </li>
      )}
    </ul>
  )
}

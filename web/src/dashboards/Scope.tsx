import { activeFilters } from '../filters/active.ts'
import { filterTexts } from '../filters/texts.ts'
import { useFormat } from '../format/context.ts'
import { useFilters } from '../state/use-filters.ts'
import { useCounting } from '../state/view.tsx'
import { daysIn } from '../time/days.ts'

/** Which days the numbers rest on, and what they leave out; on paper the filters as well, which stand above the page otherwise. */
export function Scope() {
  const format = useFormat()
  const { view, tz } = useCounting()
  const { filters } = useFilters()
  const active = activeFilters(filters).map(({ title, values, excluding }) =>
    filterTexts.chip(title, excluding ? filterTexts.allBut(values.join(', ')) : values.join(', ')),
  )
  const { counted, previous, arriving, begins } = view
  const days = daysIn(counted)
  const notes = [
    previous !== null ? filterTexts.against(format.span(previous)) : null,
    arriving === null
      ? null
      : view.provisional
        ? filterTexts.provisional
        : filterTexts.arriving(format.span(arriving)),
    previous === null && begins !== null && begins < counted.from && !view.provisional
      ? filterTexts.nothingBefore(format.day(begins))
      : null,
  ].filter(note => note !== null)
  return (
    <p className="scope">
      <strong>{format.span(counted)}</strong>, {filterTexts.days(format.count(days), days !== 1)}, {tz}
      {notes.map(note => (
        <span key={note}> · {note}</span>
      ))}
      {active.length > 0 && <span className="printed"> · {active.join(' · ')}</span>}
    </p>
  )
}

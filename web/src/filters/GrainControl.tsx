import { suitableGrain } from '../state/filters.ts'
import { useFilters } from '../state/use-filters.ts'
import { useCounting } from '../state/view.tsx'
import { texts } from '../texts.ts'
import { GRAINS } from '../time/days.ts'
import { filterTexts } from './texts.ts'

/** How long the parts of a time axis are. */
export function GrainControl() {
  const { filters, change } = useFilters()
  const { view } = useCounting()
  const automatic = texts.grain.names[suitableGrain(view.shown)]
  return (
    <label className="select">
      <span className="unseen">{filterTexts.grain.label}</span>
      <select
        value={filters.grain ?? ''}
        onChange={event => change({ grain: GRAINS.find(grain => grain === event.target.value) ?? null })}
      >
        <option value="">{filterTexts.grain.auto(automatic)}</option>
        {GRAINS.map(grain => (
          <option key={grain} value={grain}>
            {texts.grain.names[grain]}
          </option>
        ))}
      </select>
    </label>
  )
}

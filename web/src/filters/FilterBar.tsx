import { Chips } from './Chips.tsx'
import { FilterMenu } from './FilterMenu.tsx'
import { GrainControl } from './GrainControl.tsx'
import './filters.css'
import { RangeControl } from './RangeControl.tsx'
import { filterTexts } from './texts.ts'

/** What is counted, above every page that counts: the days, the grain, and everything else that narrows it. */
export function FilterBar() {
  return (
    <section className="filter-bar" aria-label={filterTexts.label}>
      <div className="controls">
        <RangeControl />
        <GrainControl />
        <FilterMenu />
        <Chips />
      </div>
    </section>
  )
}

import { useRef, useState } from 'react'
import { FilterIcon } from '../components/icons.tsx'
import { Popover } from '../components/Popover.tsx'
import { useFormat } from '../format/context.ts'
import { useFilters } from '../state/use-filters.ts'
import { activeFilters } from './active.ts'
import { FilterForm } from './FilterForm.tsx'
import { filterTexts } from './texts.ts'

/** Opens the choice of everything that narrows what is counted. */
export function FilterMenu() {
  const { filters, change } = useFilters()
  const format = useFormat()
  const [open, setOpen] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const active = activeFilters(filters).length
  const close = () => {
    setOpen(false)
    opener.current?.focus()
  }
  return (
    <div className="anchor">
      <button
        ref={opener}
        type="button"
        className="button button-quiet"
        aria-expanded={open}
        aria-haspopup="dialog"
        onClick={() => setOpen(!open)}
      >
        <FilterIcon />
        {filterTexts.open}
        {active > 0 && (
          <span className="badge" role="img" aria-label={filterTexts.count(format.count(active))}>
            {format.count(active)}
          </span>
        )}
      </button>
      <Popover
        open={open}
        onClose={() => setOpen(false)}
        label={filterTexts.title}
        opener={opener}
        className="popover-wide"
      >
        <FilterForm
          filters={filters}
          onCancel={close}
          onApply={next => {
            close()
            change(next)
          }}
        />
      </Popover>
    </div>
  )
}

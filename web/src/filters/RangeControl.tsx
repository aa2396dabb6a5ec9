import { type FormEvent, useEffect, useRef, useState } from 'react'
import { CalendarIcon } from '../components/icons.tsx'
import { Popover } from '../components/Popover.tsx'
import { Segmented } from '../components/Segmented.tsx'
import { PRESETS } from '../state/filters.ts'
import { useFilters } from '../state/use-filters.ts'
import { useCounting } from '../state/view.tsx'
import { addDays, isDay, type Span } from '../time/days.ts'
import { filterTexts } from './texts.ts'

const words = filterTexts.range

/** Which days: one of the usual ranges, or any two days. */
export function RangeControl() {
  const { filters, change } = useFilters()
  const { range } = filters
  return (
    <Segmented
      legend={words.label}
      choices={PRESETS.map(preset => ({
        value: preset,
        label: words.presets[preset],
        hint: words.hints[preset],
      }))}
      value={range.kind === 'preset' ? range.preset : null}
      onChange={preset => change({ range: { kind: 'preset', preset } })}
    >
      <CustomRange />
    </Segmented>
  )
}

function CustomRange() {
  const { filters, change } = useFilters()
  const { view, tz } = useCounting()
  const [open, setOpen] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const { range } = filters
  const apply = (span: Span) => {
    setOpen(false)
    opener.current?.focus()
    change({ range: { kind: 'custom', ...span } })
  }
  return (
    <div className="anchor">
      <button
        ref={opener}
        type="button"
        className="segment"
        aria-pressed={range.kind === 'custom'}
        aria-expanded={open}
        aria-haspopup="dialog"
        onClick={() => setOpen(!open)}
      >
        <CalendarIcon />
        {words.custom}
      </button>
      <Popover open={open} onClose={() => setOpen(false)} label={words.customTitle} opener={opener}>
        <RangeForm initial={range.kind === 'custom' ? range : view.shown} zone={tz} onApply={apply} />
      </Popover>
    </div>
  )
}

interface RangeFormProps {
  initial: Span
  zone: string
  onApply: (span: Span) => void
}

/** First and last day, both included: what people mean; the address keeps the first day after. */
function RangeForm({ initial, zone, onApply }: RangeFormProps) {
  const [first, setFirst] = useState(initial.from)
  const [last, setLast] = useState(addDays(initial.to, -1))
  const [problem, setProblem] = useState<string | null>(null)
  const start = useRef<HTMLInputElement>(null)
  useEffect(() => start.current?.focus(), [])

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isDay(first) || !isDay(last)) setProblem(words.missing)
    else if (last < first) setProblem(words.wrongOrder)
    else onApply({ from: first, to: addDays(last, 1) })
  }
  return (
    <form className="range-form" onSubmit={submit} aria-label={words.customTitle} noValidate>
      <div className="fields">
        <label>
          {words.from}
          <input ref={start} type="date" value={first} onChange={event => setFirst(event.target.value)} />
        </label>
        <label>
          {words.to}
          <input type="date" value={last} onChange={event => setLast(event.target.value)} />
        </label>
      </div>
      <p className="quiet small">{words.zone(zone)}</p>
      <p className="problem" role="alert">
        {problem}
      </p>
      <button type="submit" className="button button-main">
        {words.apply}
      </button>
    </form>
  )
}

import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { texts } from '../texts.ts'
import { addDays, isDay, type Span } from '../time/days.ts'
import { CalendarIcon } from './icons.tsx'

interface CustomRangeProps {
  active: boolean
  initial: Span | null
  onApply: (span: Span) => void
}

/** First and last day, both included: what people mean; the address keeps the first day after. */
export function CustomRange({ active, initial, onApply }: CustomRangeProps) {
  const [open, setOpen] = useState(false)
  const id = useId()
  const box = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)

  useEffect(() => {
    if (!open) return
    const onPointer = (event: PointerEvent) => {
      if (!(event.target instanceof Node) || !box.current?.contains(event.target)) setOpen(false)
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      setOpen(false)
      button.current?.focus()
    }
    document.addEventListener('pointerdown', onPointer)
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('pointerdown', onPointer)
      document.removeEventListener('keydown', onKey)
    }
  }, [open])

  const apply = (span: Span) => {
    setOpen(false)
    button.current?.focus()
    onApply(span)
  }
  return (
    <div className="custom" ref={box}>
      <button
        ref={button}
        type="button"
        className="segment"
        aria-pressed={active}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <CalendarIcon />
        {texts.range.custom}
      </button>
      <div id={id} hidden={!open} className="popover">
        {open && <RangeForm initial={initial} onApply={apply} />}
      </div>
    </div>
  )
}

function RangeForm({ initial, onApply }: { initial: Span | null; onApply: (span: Span) => void }) {
  const [first, setFirst] = useState(initial?.from ?? '')
  const [last, setLast] = useState(initial === null ? '' : addDays(initial.to, -1))
  const [problem, setProblem] = useState<string | null>(null)
  const start = useRef<HTMLInputElement>(null)
  useEffect(() => start.current?.focus(), [])

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isDay(first) || !isDay(last)) setProblem(texts.range.missing)
    else if (last < first) setProblem(texts.range.wrongOrder)
    else onApply({ from: first, to: addDays(last, 1) })
  }
  return (
    <form onSubmit={submit} aria-label={texts.range.customTitle} noValidate>
      <div className="fields">
        <label>
          {texts.range.from}
          <input ref={start} type="date" value={first} onChange={event => setFirst(event.target.value)} />
        </label>
        <label>
          {texts.range.to}
          <input type="date" value={last} onChange={event => setLast(event.target.value)} />
        </label>
      </div>
      <p className="problem" role="alert">
        {problem}
      </p>
      <button type="submit" className="button button-main">
        {texts.range.apply}
      </button>
    </form>
  )
}

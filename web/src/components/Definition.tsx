import { useId, useRef, useState } from 'react'
import type { MetricDefinition } from '../api/types.ts'
import { texts } from '../texts.ts'
import { InfoIcon } from './icons.tsx'

/** Long enough to move the pointer from the button into the text. */
const LEAVE_MS = 150

/** What a number means, in one sentence: shown on hover and focus, pinned by a click, gone on Escape. */
export function Definition({
  title,
  definition,
}: {
  title: string
  definition: MetricDefinition | undefined
}) {
  const id = useId()
  const [hinted, setHinted] = useState(false)
  const [pinned, setPinned] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const open = hinted || pinned

  const enter = () => {
    clearTimeout(timer.current)
    setHinted(true)
  }
  const leave = () => {
    timer.current = setTimeout(() => setHinted(false), LEAVE_MS)
  }
  const close = () => {
    clearTimeout(timer.current)
    setHinted(false)
    setPinned(false)
  }
  return (
    <>
      <button
        type="button"
        className="icon-button"
        aria-label={texts.panels.definition(title)}
        aria-expanded={open}
        aria-controls={id}
        aria-describedby={id}
        onMouseEnter={enter}
        onMouseLeave={leave}
        onFocus={enter}
        onBlur={close}
        onClick={() => (pinned ? close() : setPinned(true))}
        onKeyDown={event => event.key === 'Escape' && close()}
      >
        <InfoIcon />
      </button>
      <div
        id={id}
        role="tooltip"
        className="definition"
        hidden={!open}
        onMouseEnter={enter}
        onMouseLeave={leave}
      >
        {definition === undefined ? texts.panels.definitionMissing : definition.sentence}
      </div>
    </>
  )
}

import { useId, useRef, useState } from 'react'
import type { MetricDefinition } from '../api/types.ts'
import { InfoIcon } from '../components/icons.tsx'
import { labelOf } from '../filters/success.ts'
import { Link } from '../routing/Link.tsx'
import { figureTexts } from './texts.ts'

/** Long enough to move the pointer from the button into the text. */
const LEAVE_MS = 150

interface DefinitionProps {
  title: string
  definition: MetricDefinition | undefined
  variant?: string | undefined
}

/** What a number means, in one sentence, with the way to its entry: shown on hover and focus, gone on Escape. */
export function Definition({ title, definition, variant }: DefinitionProps) {
  const id = useId()
  const box = useRef<HTMLSpanElement>(null)
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
  const counted = variant === undefined ? undefined : definition?.variants[variant]
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only follows the pointer and the focus of what is inside
    <span
      ref={box}
      className="definition-anchor"
      onMouseEnter={enter}
      onMouseLeave={leave}
      onFocus={enter}
      onBlur={event => !box.current?.contains(event.relatedTarget) && close()}
      onKeyDown={event => event.key === 'Escape' && close()}
    >
      <button
        type="button"
        className="icon-button"
        aria-label={figureTexts.definition(title)}
        aria-expanded={open}
        aria-controls={id}
        aria-describedby={id}
        onClick={() => (pinned ? close() : setPinned(true))}
      >
        <InfoIcon />
      </button>
      <span id={id} className="definition" hidden={!open}>
        {definition === undefined ? (
          figureTexts.definitionMissing
        ) : (
          <>
            <strong>{definition.title}.</strong> {definition.sentence}
            {variant !== undefined && counted !== undefined && (
              <>
                {' '}
                <strong>{labelOf(variant)}:</strong> {counted.sentence}
              </>
            )}{' '}
            <Link className="link" to={`/metrics/${definition.id}`}>
              {figureTexts.entry}
            </Link>
          </>
        )}
      </span>
    </span>
  )
}

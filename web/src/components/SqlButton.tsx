import { useId, useRef, useState } from 'react'
import type { MetricDefinition } from '../api/types.ts'
import { paragraphsOf } from '../format/notes.ts'
import { texts } from '../texts.ts'
import type { Span } from '../time/days.ts'
import { CloseIcon } from './icons.tsx'
import { SqlText } from './SqlText.tsx'

interface SqlButtonProps {
  question: string
  definition: MetricDefinition | undefined
  span: Span
}

/** How the number is counted, for whoever must defend it: the SQL, and the words beside it. */
export function SqlButton({ question, definition, span }: SqlButtonProps) {
  const [open, setOpen] = useState(false)
  const titleId = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  const show = () => {
    setOpen(true)
    dialog.current?.showModal()
  }
  return (
    <>
      <button
        type="button"
        className="chip"
        aria-haspopup="dialog"
        aria-label={texts.panels.showSql(question)}
        disabled={definition === undefined}
        onClick={show}
      >
        {texts.panels.sql}
      </button>
      {/* The element stays while closed: the browser gives the focus back to where it came from. */}
      <dialog ref={dialog} className="dialog" aria-labelledby={titleId} onClose={() => setOpen(false)}>
        {open && definition !== undefined && (
          <>
            <div className="dialog-head">
              <h2 id={titleId}>{definition.title}</h2>
              <button
                type="button"
                className="icon-button"
                aria-label={texts.sqlDialog.close}
                onClick={() => dialog.current?.close()}
              >
                <CloseIcon />
              </button>
            </div>
            <div className="dialog-body">
              <p className="dialog-sentence">{definition.sentence}</p>
              <SqlText sql={definition.sql} />
              <p className="quiet">{texts.sqlDialog.asked(span.from, span.to)}</p>
              {paragraphsOf(definition.notes).map(paragraph => (
                <p key={paragraph} className="dialog-notes">
                  {paragraph}
                </p>
              ))}
              {definition.source !== '' && (
                <p className="quiet">{texts.sqlDialog.source(definition.source)}</p>
              )}
            </div>
          </>
        )}
      </dialog>
    </>
  )
}

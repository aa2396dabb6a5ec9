import { useEffect, useId, useRef } from 'react'
import '../components/dialog.css'
import { CloseIcon } from '../components/icons.tsx'
import { SqlText } from './SqlText.tsx'
import { figureTexts } from './texts.ts'

/** The SQL of exactly what is shown, for whoever must defend it. */
export function SqlDialog({ title, sql, onClose }: { title: string; sql: string; onClose: () => void }) {
  const titleId = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const own = dialog.current
    own?.showModal()
    return () => own?.close()
  }, [])
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={titleId} onClose={onClose}>
      <div className="dialog-head">
        <h2 id={titleId}>{figureTexts.sqlDialog.title(title)}</h2>
        <button
          type="button"
          className="icon-button"
          aria-label={figureTexts.sqlDialog.close}
          onClick={() => dialog.current?.close()}
        >
          <CloseIcon />
        </button>
      </div>
      <div className="dialog-body">
        <p className="quiet">{figureTexts.sqlDialog.about}</p>
        <SqlText sql={sql} />
      </div>
    </dialog>
  )
}

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { sendJson } from '../api/client.ts'
import { useAnnotations } from '../api/queries.ts'
import '../components/dialog.css'
import { CloseIcon } from '../components/icons.tsx'
import { useFormat } from '../format/context.ts'
import { addDays, type Span } from '../time/days.ts'
import { drillTexts } from './texts.ts'

const words = drillTexts.notes

/** What the company notes of some days: read, added and removed by administrators. */
export function NotesDialog({ span, onClose }: { span: Span; onClose: () => void }) {
  const titleId = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  const client = useQueryClient()
  const format = useFormat()
  const [day, setDay] = useState(span.from)
  const [text, setText] = useState('')
  const notes = (useAnnotations().data ?? []).filter(one => one.day >= span.from && one.day < span.to)
  const change = useMutation({
    mutationFn: (send: () => Promise<unknown>) => send(),
    onSuccess: () => client.invalidateQueries({ queryKey: ['annotations'] }),
  })
  useEffect(() => {
    const own = dialog.current
    own?.showModal()
    return () => own?.close()
  }, [])
  const add = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() === '') return
    change.mutate(() => sendJson('POST', '/api/annotations', { day, text: text.trim() }), {
      onSuccess: () => setText(''),
    })
  }
  return (
    <dialog ref={dialog} className="dialog dialog-small" aria-labelledby={titleId} onClose={onClose}>
      <div className="dialog-head">
        <h2 id={titleId}>{words.title(format.span(span))}</h2>
        <button
          type="button"
          className="icon-button"
          aria-label={words.close}
          onClick={() => dialog.current?.close()}
        >
          <CloseIcon />
        </button>
      </div>
      <div className="dialog-body">
        <p className="quiet">{words.about}</p>
        {notes.length > 0 && (
          <ul className="notes">
            {notes.map(note => (
              <li key={note.id}>
                <span>
                  {format.shortDay(note.day)}: {note.text} <span className="quiet">{words.by(note.by)}</span>
                </span>
                <button
                  type="button"
                  className="chip"
                  aria-label={words.removeLabel(note.text)}
                  onClick={() =>
                    change.mutate(() => sendJson('DELETE', `/api/annotations/${encodeURIComponent(note.id)}`))
                  }
                >
                  {words.remove}
                </button>
              </li>
            ))}
          </ul>
        )}
        <form className="note-form" onSubmit={add}>
          <label className="field">
            {words.day}
            <input
              type="date"
              value={day}
              min={span.from}
              max={addDays(span.to, -1)}
              onChange={event => setDay(event.target.value)}
            />
          </label>
          <label className="field">
            {words.text}
            <input
              value={text}
              maxLength={200}
              placeholder={words.hint}
              onChange={event => setText(event.target.value)}
            />
          </label>
          <button type="submit" className="button button-main" disabled={change.isPending}>
            {words.add}
          </button>
        </form>
        {change.isError && (
          <p className="problem" role="alert">
            {change.error.message}
          </p>
        )}
      </div>
    </dialog>
  )
}

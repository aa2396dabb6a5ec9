import { useId, useState } from 'react'
import { texts } from './texts.ts'

export interface NamedLink {
  readonly name: string
  readonly link: string
  readonly hours: number
}

/** A link that was made, to be copied: it is not shown again. */
export function MadeLinkBox({ name, link, hours }: NamedLink) {
  const [copied, setCopied] = useState<string | null>(null)
  const id = useId()
  const words = texts.users
  return (
    <div className="made-link">
      <p role="status">{words.linkFor(name, hours)}</p>
      <div className="made-link-row">
        <label className="unseen" htmlFor={id}>
          {words.link}
        </label>
        <input id={id} readOnly value={link} onFocus={event => event.target.select()} />
        <button
          type="button"
          className="button"
          // Without a clipboard, as over plain HTTP, the text is there to be selected.
          onClick={() => void navigator.clipboard?.writeText(link).then(() => setCopied(link))}
        >
          {words.copy}
        </button>
      </div>
      <p role="status" className="quiet">
        {copied === link ? words.copied : ''}
      </p>
    </div>
  )
}

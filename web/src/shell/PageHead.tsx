import type { ReactNode } from 'react'

interface PageHeadProps {
  title: string
  /** One or two sentences under the title. */
  about?: ReactNode
  /** Buttons and links at its end. */
  children?: ReactNode
}

/** The name of a page, and what it is about. */
export function PageHead({ title, about, children }: PageHeadProps) {
  return (
    <header className="page-head">
      <div>
        <h1>{title}</h1>
        {about !== undefined && <p className="page-about">{about}</p>}
      </div>
      {children !== undefined && <div className="page-actions">{children}</div>}
    </header>
  )
}

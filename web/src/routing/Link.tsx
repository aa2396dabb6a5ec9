import type { ComponentProps, MouseEvent } from 'react'
import { withTrail } from '../state/trail.ts'
import { go } from './location.ts'

interface LinkProps extends Omit<ComponentProps<'a'>, 'href'> {
  /** A path of the application, with its query. */
  to: string
  /** The places that lead there. */
  trail?: readonly string[]
}

/** A link inside the application: an ordinary one for the browser, without loading the page anew. */
export function Link({ to, trail = [], onClick, ...rest }: LinkProps) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event)
    const own = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
    if (!own || event.defaultPrevented) return
    event.preventDefault()
    go(to, { trail })
  }
  return <a {...rest} href={withTrail(to, trail)} onClick={follow} />
}

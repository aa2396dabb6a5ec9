import type { ReactNode } from 'react'
import { Icon } from '../components/icons.tsx'

export const Mark = () => (
  <svg className="mark" viewBox="0 0 32 32" width="22" height="22" aria-hidden="true" focusable="false">
    <rect width="32" height="32" rx="8" />
    <path d="M9 11h14M9 16h14M9 21h8" />
  </svg>
)

/** A picture for each page of the navigation, by its path. */
const PICTURES: Readonly<Record<string, ReactNode>> = {
  '/': <path d="M2.5 7.5 8 3l5.5 4.5V13a.5.5 0 0 1-.5.5H3a.5.5 0 0 1-.5-.5ZM6.5 13.5V9.5h3v4" />,
  '/engagement': <path d="M2.5 13.5h11M4 11V8M7 11V4.5M10 11V6.5M13 11V3" />,
  '/assistant': (
    <path d="M3 3.5h10a.5.5 0 0 1 .5.5v6.5a.5.5 0 0 1-.5.5H8.5L5 13.8V11H3a.5.5 0 0 1-.5-.5V4a.5.5 0 0 1 .5-.5ZM5.5 6.2h5M5.5 8.4h3" />
  ),
  '/plugins': <path d="M6 2.5V5M10 2.5V5M4.5 5h7v3.5a3.5 3.5 0 0 1-7 0ZM8 12v2" />,
  '/knowledge': (
    <path d="M8 4.5C6.8 3.4 5 3 2.5 3v9c2.5 0 4.3.4 5.5 1.5 1.2-1.1 3-1.5 5.5-1.500V3C11 3 9.2 3.4 8 4.500Zm0 0v9" />
  ),
  '/organisation': (
    <path d="M6.5 2.500h3v3h-3ZM2 10.500h3v3H2ZM11 10.500h3v3h-3ZM6.5 10.500h3v3h-3ZM8 5.500v5M3.5 10.500V8h9v2.5" />
  ),
  '/journey': (
    <path d="M2.5 4h3c3 0 2 8 5 8h3M2.5 12h3c1 0 1.5-.8 1.9-1.900M9 5.600C9.4 4.6 9.8 4 10.5 4h3" />
  ),
  '/explore': (
    <>
      <circle cx="7" cy="7" r="4.5" />
      <path d="m10.3 10.3 3.2 3.2" />
    </>
  ),
  '/metrics': <path d="M5 3.500h8.500M5 8h8.500M5 12.500h8.500M2.5 3.500v.01M2.5 8v.01M2.5 12.500v.01" />,
  '/health': <path d="M1.5 8.500h3l1.7-5 3 9 1.8-4h3.5" />,
  own: <path d="M2.5 3h4.500v5H2.500ZM9 3h4.500v3H9ZM9 8h4.500v5H9ZM2.5 10h4.500v3H2.500Z" />,
}

export function PageIcon({ of }: { of: string }) {
  return <Icon>{PICTURES[of] ?? PICTURES.own}</Icon>
}

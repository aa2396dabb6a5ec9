import { useEffect, useState } from 'react'
import { useDashboards, useStore } from '../api/queries.ts'
import type { SessionInfo } from '../api/types.ts'
import { CloseIcon, MenuIcon } from '../components/icons.tsx'
import { pages } from '../pages.tsx'
import { Link } from '../routing/Link.tsx'
import { useLocation } from '../routing/location.ts'
import { AccountMenu } from '../sign-in/AccountMenu.tsx'
import { useFilters } from '../state/use-filters.ts'
import { texts } from '../texts.ts'
import { ThemeSwitch } from '../theme/ThemeSwitch.tsx'
import { Freshness } from './Freshness.tsx'
import { Mark, PageIcon } from './marks.tsx'

/** The product's name and the way to every page: a column on wide windows, a drawer under a button on narrow ones. */
export function Navigation({ session }: { session: SessionInfo | undefined }) {
  const { path } = useLocation()
  const { href } = useFilters()
  const [open, setOpen] = useState(false)
  const store = useStore()
  const own = useDashboards().data?.dashboards.filter(one => one.own) ?? []
  const rights = session?.rights ?? []

  // biome-ignore lint/correctness/useExhaustiveDependencies: a step to another page closes it
  useEffect(() => setOpen(false), [path])

  const shown = (group: 'themes' | 'tools') =>
    pages.filter(page => page.group === group && (session === undefined || rights.includes(page.right)))
  const item = (to: string, title: string, icon: string) => (
    <li key={to}>
      <Link
        className="nav-link"
        to={href(to)}
        aria-current={isCurrent(to, path) ? 'page' : undefined}
        onClick={() => setOpen(false)}
      >
        <PageIcon of={icon} />
        {title}
      </Link>
    </li>
  )
  return (
    <header className="side" data-open={open}>
      <div className="side-head">
        <Link className="brand" to={href('/')}>
          <Mark />
          {texts.product}
        </Link>
        <button
          type="button"
          className="icon-button side-toggle"
          aria-expanded={open}
          aria-controls="navigation"
          aria-label={open ? texts.nav.close : texts.nav.open}
          onClick={() => setOpen(!open)}
        >
          {open ? <CloseIcon /> : <MenuIcon />}
        </button>
      </div>
      <div className="side-body" id="navigation">
        <nav aria-label={texts.nav.label}>
          <ul>{shown('themes').map(page => item(page.path, page.title, page.path))}</ul>
          <h2 className="nav-title">{texts.nav.tools}</h2>
          <ul>{shown('tools').map(page => item(page.path, page.title, page.path))}</ul>
          {own.length > 0 && (
            <>
              <h2 className="nav-title">{texts.nav.own}</h2>
              <ul>{own.map(one => item(`/d/${encodeURIComponent(one.id)}`, one.title, 'own'))}</ul>
            </>
          )}
        </nav>
        <div className="side-foot">
          {store.data !== undefined && <Freshness store={store.data} failed={store.isError} />}
          <ThemeSwitch />
          {session !== undefined && <AccountMenu session={session} />}
        </div>
      </div>
    </header>
  )
}

function isCurrent(to: string, path: string): boolean {
  return to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`)
}

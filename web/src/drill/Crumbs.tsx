import { useDashboards } from '../api/queries.ts'
import { pages } from '../pages.tsx'
import { Link } from '../routing/Link.tsx'
import { useLocation } from '../routing/location.ts'
import { match } from '../routing/match.ts'
import { texts } from '../texts.ts'

/** The places that led here, each a way back. They are in the address, so that a link keeps them. */
export function Crumbs({ title }: { title: string }) {
  const { trail } = useLocation()
  const nameOf = useNames()
  const places = trail.flatMap((to, index) => {
    const name = nameOf(to.split('?')[0] ?? '')
    return name === null ? [] : [{ key: `${index} ${to}`, name, to, before: trail.slice(0, index) }]
  })
  if (places.length === 0) return null
  return (
    <nav aria-label={texts.nav.trail} className="crumbs">
      <ol>
        {places.map(({ key, name, to, before }) => (
          <li key={key}>
            <Link to={to} trail={before}>
              {name}
            </Link>
          </li>
        ))}
        <li aria-current="page">{title}</li>
      </ol>
    </nav>
  )
}

/** What a path is called, as the navigation says; null where there is no page. */
function useNames(): (path: string) => string | null {
  const dashboards = useDashboards().data?.dashboards ?? []
  return path => {
    for (const page of pages) {
      const params = match(page.path, path)
      if (params === null) continue
      const own = page.path === '/d/:id' ? dashboards.find(one => one.id === params.id) : undefined
      return own?.title ?? page.title
    }
    return null
  }
}

import { useDashboards, useDefinitions } from '../api/queries.ts'
import { pages } from '../pages.tsx'
import { titleOf } from '../panels/title.ts'
import { Link } from '../routing/Link.tsx'
import { useLocation } from '../routing/location.ts'
import { match } from '../routing/match.ts'
import { texts } from '../texts.ts'
import { panelOf } from './explore-parameters.ts'

/** The places that led here, each a way back. They are in the address, so that a link keeps them. */
export function Crumbs({ title }: { title: string }) {
  const { trail } = useLocation()
  const nameOf = useNames()
  const places = trail.flatMap((to, index) => {
    const name = nameOf(to)
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

/** What a place is called, as the navigation says, and on the explore page what was shown; null where there is no page. */
function useNames(): (place: string) => string | null {
  const dashboards = useDashboards().data?.dashboards ?? []
  const definitions = useDefinitions().data ?? []
  return place => {
    const [path = '', query = ''] = place.split('?')
    for (const page of pages) {
      const params = match(page.path, path)
      if (params === null) continue
      const own = page.path === '/d/:id' ? dashboards.find(one => one.id === params.id) : undefined
      if (page.path !== '/explore') return own?.title ?? page.title
      const spec = panelOf(query)
      const definition = definitions.find(one => one.id === spec.metric)
      return definition === undefined ? page.title : `${page.title}: ${titleOf(spec, definition)}`
    }
    return null
  }
}

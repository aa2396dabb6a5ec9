import { Link } from '../routing/Link.tsx'
import { useLocation } from '../routing/location.ts'
import { texts } from '../texts.ts'

/** The places that led here, each a way back. */
export function Crumbs({ title }: { title: string }) {
  const { trail } = useLocation()
  if (trail.length === 0) return null
  return (
    <nav aria-label={texts.nav.trail} className="crumbs">
      <ol>
        {trail.map(({ title: name, to }, index) => (
          <li key={to}>
            <Link to={to} trail={trail.slice(0, index)}>
              {name}
            </Link>
          </li>
        ))}
        <li aria-current="page">{title}</li>
      </ol>
    </nav>
  )
}

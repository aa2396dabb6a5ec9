import type { Right } from '../api/types.ts'
import '../dashboards/dashboards.css'
import '../figure/figure.css'
import { PanelSkeleton } from '../figure/PanelStates.tsx'
import { Link } from '../routing/Link.tsx'
import { texts } from '../texts.ts'

/** The shape of a page to come. */
export function PageLoading() {
  return (
    <div aria-busy="true" className="page-loading">
      <span className="unseen" role="status">
        {texts.states.loading}
      </span>
      <span className="skeleton skeleton-title" />
      <div className="figures">
        {['a', 'b', 'c', 'd'].map(key => (
          <div key={key} className="tile">
            <span className="skeleton skeleton-line skeleton-short" />
            <span className="skeleton skeleton-value" />
          </div>
        ))}
      </div>
      <div className="section panels">
        <div className="panel">
          <PanelSkeleton />
        </div>
        <div className="panel">
          <PanelSkeleton />
        </div>
      </div>
    </div>
  )
}

export function PageFailed({ message, onRetry }: { message: string; onRetry: () => void }) {
  return (
    <div className="page-state" role="alert">
      <h1>{texts.states.pageFailed}</h1>
      <p>{message}</p>
      <button type="button" className="button button-main" onClick={onRetry}>
        {texts.states.retry}
      </button>
    </div>
  )
}

export function StoreEmpty() {
  return (
    <div className="page-state">
      <h1>{texts.states.emptyTitle}</h1>
      <p>{texts.states.emptyText}</p>
      <ul className="commands">
        {texts.states.emptyCommands.map(command => (
          <li key={command}>
            <code>{command}</code>
          </li>
        ))}
      </ul>
    </div>
  )
}

export function NotFound() {
  return (
    <div className="page-state">
      <h1>{texts.states.notFound}</h1>
      <p>{texts.states.notFoundText}</p>
      <Link className="button button-main" to="/">
        {texts.states.toOverview}
      </Link>
    </div>
  )
}

export function NotAllowed({ right, role }: { right: Right; role: string }) {
  return (
    <div className="page-state">
      <h1>{texts.states.notAllowed}</h1>
      <p>{texts.states.notAllowedText(texts.states.rights[right], texts.nav.roles[role] ?? role)}</p>
      <Link className="button button-main" to="/">
        {texts.states.toOverview}
      </Link>
    </div>
  )
}

import { texts } from '../texts.ts'
import { PanelSkeleton } from './PanelStates.tsx'

export function PageLoading() {
  return (
    <div aria-busy="true">
      <span className="unseen" role="status">
        {texts.states.loading}
      </span>
      <div className="lede">
        <div className="headline">
          <span className="skeleton skeleton-line" />
          <span className="skeleton skeleton-line skeleton-short" />
        </div>
      </div>
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
      <h2>{texts.states.storeFailed}</h2>
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
      <h2>{texts.states.emptyTitle}</h2>
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

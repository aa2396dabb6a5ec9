import { texts } from '../texts.ts'

/** The shape of a panel to come, so that nothing jumps when it does. */
export function PanelSkeleton() {
  return (
    <div className="panel-body">
      <span className="unseen">{texts.states.loading}</span>
      <span className="skeleton skeleton-line skeleton-short" />
      <PlotSkeleton />
    </div>
  )
}

export function PlotSkeleton() {
  return <div className="plot skeleton skeleton-plot" aria-hidden="true" />
}

export function Failed({ message, onRetry }: { message: string; onRetry: () => void }) {
  return (
    <div className="failed" role="alert">
      <p className="failed-title">{texts.states.failed}</p>
      <p className="failed-text">{message}</p>
      <button type="button" className="button" onClick={onRetry}>
        {texts.states.retry}
      </button>
    </div>
  )
}

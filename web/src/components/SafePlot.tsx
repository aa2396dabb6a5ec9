import { Component, lazy, type ReactNode, Suspense } from 'react'
import type { Format } from '../format/format.ts'
import type { PlotModel } from '../panels/model.ts'
import { texts } from '../texts.ts'
import { PlotSkeleton } from './PanelStates.tsx'

// The chart library is most of the code: words and figures are on the page before it arrives.
const Plot = lazy(() => import('../charts/Plot.tsx'))

export function SafePlot({ plot, format }: { plot: PlotModel; format: Format }) {
  return (
    <Guard>
      <Suspense fallback={<PlotSkeleton />}>
        <Plot plot={plot} format={format} />
      </Suspense>
    </Guard>
  )
}

/** A picture that cannot be drawn must not take the page with it. */
class Guard extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError() {
    return { broken: true }
  }

  override render() {
    return this.state.broken ? <div className="empty">{texts.panels.undrawable}</div> : this.props.children
  }
}

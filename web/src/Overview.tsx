import { useEffect } from 'react'
import { useDefinitions, useFigure, useStore, versionOf } from './api/queries.ts'
import type { MetricDefinition } from './api/types.ts'
import { ChartPanel } from './components/ChartPanel.tsx'
import { Headline } from './components/Headline.tsx'
import { KeyFigures } from './components/KeyFigures.tsx'
import { PageFailed, PageLoading, StoreEmpty } from './components/PageStates.tsx'
import { Scope } from './components/Scope.tsx'
import { Toolbar } from './components/Toolbar.tsx'
import { TopBar } from './components/TopBar.tsx'
import { useFormat } from './format/context.ts'
import type { Panel, PanelContext } from './panels/model.ts'
import { outcomePanels, volumePanels } from './panels/panels.ts'
import { suitableGrain } from './state/url-state.ts'
import { useViewState } from './state/use-view-state.ts'
import { texts } from './texts.ts'
import { dayOf, type Grain } from './time/days.ts'
import { extentOf, type View, viewOf } from './time/view.ts'

/** The first page: what happened in the chosen days, from one sentence down to the rows. */
export function Overview() {
  const [state, navigate] = useViewState()
  const store = useStore()
  const format = useFormat()
  const view = store.data === undefined ? null : viewOf(state.range, store.data, dayOf(new Date()))
  const grain = state.grain ?? (view === null ? null : suitableGrain(view.shown))
  const title = view === null ? texts.product : `${format.span(view.shown)} · ${texts.product}`

  useEffect(() => {
    document.title = title
  }, [title])

  return (
    <>
      <a className="skip" href="#numbers">
        {texts.skip}
      </a>
      <TopBar store={store.data} failed={store.isError} />
      <Toolbar state={state} grain={grain} view={view} onChange={navigate} />
      <main id="numbers" tabIndex={-1}>
        {store.data !== undefined && view !== null && grain !== null ? (
          extentOf(store.data) === null ? (
            <StoreEmpty />
          ) : (
            <Numbers view={view} grain={grain} version={versionOf(store.data)} />
          )
        ) : store.isError ? (
          <PageFailed message={store.error.message} onRetry={() => void store.refetch()} />
        ) : (
          <PageLoading />
        )}
      </main>
    </>
  )
}

function Numbers({ view, grain, version }: { view: View; grain: Grain; version: string }) {
  const definitions = useDefinitions()
  const { counted, previous } = view
  const figures = [
    useFigure('conversations', counted, previous, version),
    useFigure('active_users', counted, previous, version),
    useFigure('user_feedback', counted, previous, version),
    useFigure('deflection', counted, previous, version),
  ]
  const define = (id: string): MetricDefinition | undefined => definitions.data?.find(one => one.id === id)
  const section = (title: string, panels: Panel[]) => (
    <section className="section" aria-label={title}>
      <h2>{title}</h2>
      <div className="panels">
        {panels.map(panel => {
          const span = panel.days === 'shown' ? view.shown : view.counted
          const context: PanelContext = { span, grain, complete: view.complete }
          return (
            <ChartPanel
              key={panel.metric}
              panel={panel}
              context={context}
              version={version}
              definition={define(panel.metric)}
            />
          )
        })}
      </div>
    </section>
  )
  return (
    <>
      <section className="lede" aria-label={texts.headline.label}>
        <Headline figures={figures} counted={counted} />
        <Scope view={view} />
      </section>
      <KeyFigures figures={figures} define={define} />
      {section(texts.sections.volume, volumePanels)}
      {section(texts.sections.outcome, outcomePanels)}
    </>
  )
}

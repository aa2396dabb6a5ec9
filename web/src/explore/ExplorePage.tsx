import { useMemo } from 'react'
import { useDashboards, useDefinitions } from '../api/queries.ts'
import type { MetricDefinition, PanelSpec } from '../api/types.ts'
import { Panel } from '../dashboards/Panel.tsx'
import { Scope } from '../dashboards/Scope.tsx'
import { Crumbs } from '../drill/Crumbs.tsx'
import { DrillProvider } from '../drill/Drill.tsx'
import { exploreParameters, panelOf } from '../drill/explore-parameters.ts'
import { RowsDrawer } from '../drill/RowsDrawer.tsx'
import { titleOf } from '../panels/title.ts'
import { go, useLocation } from '../routing/location.ts'
import { PageHead } from '../shell/PageHead.tsx'
import { PageFailed, PageLoading } from '../shell/PageStates.tsx'
import { useFilters } from '../state/use-filters.ts'
import { texts } from '../texts.ts'
import { chartsFor, withMetric } from './choices.ts'
import './explore.css'
import { ExploreForm } from './ExploreForm.tsx'
import { SavePanel } from './SavePanel.tsx'
import { exploreTexts as words } from './texts.ts'

/** Any number, cut and drawn as one likes: live, and to be kept as a dashboard. */
export default function ExplorePage() {
  const definitions = useDefinitions()
  if (definitions.data === undefined)
    return definitions.isError ? (
      <PageFailed message={definitions.error.message} onRetry={() => void definitions.refetch()} />
    ) : (
      <PageLoading />
    )
  return <Explore definitions={definitions.data} />
}

function Explore({ definitions }: { definitions: readonly MetricDefinition[] }) {
  const { search, trail } = useLocation()
  const { filters, href } = useFilters()
  const asked = useMemo(() => panelOf(search), [search])
  const definition = definitions.find(one => one.id === asked.metric) ?? definitions[0]
  const title = texts.pages.titles.explore
  if (definition === undefined) return null
  const by = asked.by ?? definition.by
  const possible = chartsFor(definition, by)
  const spec: PanelSpec = {
    ...asked,
    metric: definition.id,
    by,
    chart: possible.includes(asked.chart) ? asked.chart : (possible[0] ?? 'table'),
  }
  const question = asked.question || titleOf(spec, definition)
  const show = (next: PanelSpec) => go(href('/explore', {}, exploreParameters(next)), { trail })
  return (
    <DrillProvider>
      <Crumbs title={title} />
      <PageHead title={title} about={words.about} />
      <ExploreForm
        spec={spec}
        definition={definition}
        definitions={definitions}
        onChange={show}
        onMetric={metric => show(withMetric(spec, metric))}
      />
      <Scope />
      <div className="explored">
        <Panel spec={{ ...spec, question }} wide />
      </div>
      <SavePanel spec={{ ...spec, question }} where={filters.where} />
      <FileProblems />
      <RowsDrawer />
    </DrillProvider>
  )
}

/** Dashboards of the company's own that could not be read, each with file and line. */
function FileProblems() {
  const problems = useDashboards().data?.problems ?? []
  if (problems.length === 0) return null
  return (
    <section className="section" aria-label={words.problems}>
      <h2>{words.problems}</h2>
      <ul className="problem mono">
        {problems.map(problem => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </section>
  )
}

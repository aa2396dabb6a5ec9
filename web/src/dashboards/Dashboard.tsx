import type { ReactNode } from 'react'
import { useDashboard } from '../api/queries.ts'
import type { DashboardSpec } from '../api/types.ts'
import { Crumbs } from '../drill/Crumbs.tsx'
import { DrillProvider } from '../drill/Drill.tsx'
import { RowsDrawer } from '../drill/RowsDrawer.tsx'
import { PageHead } from '../shell/PageHead.tsx'
import { PageFailed, PageLoading } from '../shell/PageStates.tsx'
import './dashboards.css'
import { Findings } from './Findings.tsx'
import { KeyFigures } from './KeyFigures.tsx'
import { Panel } from './Panel.tsx'
import { Scope } from './Scope.tsx'

/** A dashboard by its id: the sentence, the figures, the sections with their panels. */
export function Dashboard({ id, children }: { id: string; children?: ReactNode }) {
  const found = useDashboard(id)
  if (found.data === undefined)
    return found.isError ? (
      <PageFailed message={found.error.message} onRetry={() => void found.refetch()} />
    ) : (
      <PageLoading />
    )
  return <Drawn spec={found.data}>{children}</Drawn>
}

function Drawn({ spec, children }: { spec: DashboardSpec; children: ReactNode }) {
  const { title, about } = spec
  return (
    <DrillProvider>
      <Crumbs title={title} />
      <PageHead title={title} {...(about === undefined ? {} : { about })} />
      <Findings dashboard={spec.id} figures={spec.figures} />
      <Scope />
      <KeyFigures figures={spec.figures} />
      {children}
      {spec.sections.map(section => (
        <section key={section.title} className="section" aria-label={section.title}>
          <h2>{section.title}</h2>
          {section.about !== undefined && <p className="section-about">{section.about}</p>}
          <div className="panels">
            {section.panels.map((panel, index) => (
              <Panel
                key={`${panel.metric} ${panel.question}`}
                spec={panel}
                wide={isWide(section.panels.length, index)}
              />
            ))}
          </div>
        </section>
      ))}
      <RowsDrawer />
    </DrillProvider>
  )
}

/** The last of an odd number has the whole row, so that no place stays empty. */
function isWide(count: number, index: number): boolean {
  return count % 2 === 1 && index === count - 1
}

import { type ReactNode, useDeferredValue } from 'react'
import { useAnswered, useDashboard } from '../api/queries.ts'
import type { DashboardSpec, FigureSpec } from '../api/types.ts'
import { Crumbs } from '../drill/Crumbs.tsx'
import { DrillProvider } from '../drill/Drill.tsx'
import { RowsDrawer } from '../drill/RowsDrawer.tsx'
import { numberOf, questionOf } from '../panels/question.ts'
import { PageHead } from '../shell/PageHead.tsx'
import { PageFailed, PageLoading } from '../shell/PageStates.tsx'
import { useCounting } from '../state/view.tsx'
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
  return (
    <Drawn key={id} spec={found.data}>
      {children}
    </Drawn>
  )
}

function Drawn({ spec, children }: { spec: DashboardSpec; children: ReactNode }) {
  const { title, about } = spec
  const afterFigures = useFiguresKnown(spec.figures)
  // Whoever comes waits for the figures: the panels below them, most of what there is to draw, are put there when these stand, unless
  // their numbers are known already, as on the way back.
  const sections = useDeferredValue(spec.sections, afterFigures ? spec.sections : [])
  return (
    <DrillProvider>
      <Crumbs title={title} />
      <PageHead title={title} {...(about === undefined ? {} : { about })} />
      <Findings dashboard={spec.id} afterFigures={afterFigures} />
      <Scope />
      <KeyFigures figures={spec.figures} />
      {children}
      {sections.map(section => (
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

/** Whether the numbers of figures are there, or will not be. */
function useFiguresKnown(figures: readonly FigureSpec[]): boolean {
  const counting = useCounting()
  const numbers = figures.map(figure => questionOf(numberOf(figure, ''), undefined, counting))
  return useAnswered(numbers, counting.version)
}

/** The last of an odd number has the whole row, so that no place stays empty. */
function isWide(count: number, index: number): boolean {
  return count % 2 === 1 && index === count - 1
}

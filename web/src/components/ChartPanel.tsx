import { useId, useState } from 'react'
import { useMetric } from '../api/queries.ts'
import type { MetricDefinition } from '../api/types.ts'
import { useFormat } from '../format/context.ts'
import type { Panel, PanelContext, PanelModel } from '../panels/model.ts'
import { texts } from '../texts.ts'
import { BarList } from './BarList.tsx'
import { DataTable } from './DataTable.tsx'
import { Definition } from './Definition.tsx'
import { Legend } from './Legend.tsx'
import { Failed, PanelSkeleton } from './PanelStates.tsx'
import { SafePlot } from './SafePlot.tsx'
import { SqlButton } from './SqlButton.tsx'

interface ChartPanelProps {
  panel: Panel
  context: PanelContext
  version: string
  definition: MetricDefinition | undefined
}

/** One question, answered as a sentence, as a picture and as a table. */
export function ChartPanel({ panel, context, version, definition }: ChartPanelProps) {
  const titleId = useId()
  const summaryId = useId()
  const format = useFormat()
  const [asTable, setAsTable] = useState(false)
  const answer = useMetric(panel.request(context), context, version)
  const model = answer.data === undefined ? null : panel.build(answer.data.rows, answer.data.context, format)

  const question = texts.panels.questions[panel.metric]
  const title = definition?.title ?? question
  const waiting = model === null ? !answer.isError : answer.isPlaceholderData
  return (
    <figure
      className="panel"
      data-metric={panel.metric}
      aria-labelledby={titleId}
      aria-describedby={model === null ? undefined : summaryId}
      aria-busy={waiting}
    >
      <div className="panel-head">
        <h3 id={titleId}>{question}</h3>
        <Definition title={title} definition={definition} />
        <span className="spring" />
        <button
          type="button"
          className="chip"
          aria-pressed={asTable}
          aria-label={texts.panels.showTable(question)}
          disabled={model === null || model.empty}
          onClick={() => setAsTable(!asTable)}
        >
          {texts.panels.table}
        </button>
        <SqlButton question={question} definition={definition} span={context.span} />
      </div>
      {model !== null ? (
        <div className={`panel-body${answer.isPlaceholderData ? ' stale' : ''}`}>
          <figcaption id={summaryId} className="summary">
            {model.empty ? texts.panels.empty : model.summary}
          </figcaption>
          <Content model={model} asTable={asTable} question={question} />
        </div>
      ) : answer.isError ? (
        <Failed message={answer.error.message} onRetry={() => void answer.refetch()} />
      ) : (
        <PanelSkeleton />
      )}
    </figure>
  )
}

function Content({ model, asTable, question }: { model: PanelModel; asTable: boolean; question: string }) {
  const format = useFormat()
  if (model.empty) return <div className="empty">{texts.panels.emptyHint}</div>
  if (asTable) return <DataTable table={model.table} title={question} />
  if (model.picture.kind === 'parts') return <BarList parts={model.picture.parts} />
  return (
    <>
      <Legend series={model.picture.plot.series} />
      <SafePlot plot={model.picture.plot} format={format} />
      {model.footnotes.length > 0 && (
        <p className="footnote">
          <span className="dash" aria-hidden="true" />
          {model.footnotes.join(' ')}
        </p>
      )}
    </>
  )
}

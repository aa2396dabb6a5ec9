import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react'
import type { MetricDefinition } from '../api/types.ts'
import { MoreIcon } from '../components/icons.tsx'
import { Menu, type MenuItem } from '../components/Menu.tsx'
import type { Mark, TableModel } from '../panels/model.ts'
import { DataTable } from './DataTable.tsx'
import { Definition } from './Definition.tsx'
import { saveAs } from './download.ts'
import './figure.css'
import { Failed, PanelSkeleton } from './PanelStates.tsx'
import { SqlDialog } from './SqlDialog.tsx'
import { figureTexts } from './texts.ts'

export interface FigureProps {
  /** Names the figure for tests and for links: the metric, or what else it shows. */
  id: string
  /** The question it answers. */
  title: string
  /** What its number means; leave out for figures that are no metric. */
  metric?: { definition: MetricDefinition | undefined; variant?: string | undefined }
  /** `stale` shows the answer before, while another is on its way. */
  state: 'loading' | 'failed' | 'stale' | 'ready'
  problem?: { message: string; onRetry: () => void }
  /** What the picture shows, in one or two sentences. */
  summary?: string
  footnotes?: readonly string[]
  empty?: boolean
  /** The same numbers as text. */
  table?: TableModel
  /** Address of the same rows as CSV. */
  csv?: string
  sql?: string | undefined
  png?: () => Promise<Blob>
  /** Further things to do with it. */
  actions?: readonly MenuItem[]
  /** Opens what can be done with a row of the table. */
  onMark?: (mark: Mark, at: { x: number; y: number }) => void
  wide?: boolean
  children: ReactNode
}

/** One question, answered as a sentence, as a picture and as a table. T shows the table. */
export function Figure(props: FigureProps) {
  const { id, title, metric, state, problem, summary, footnotes = [], empty, table, children } = props
  const titleId = useId()
  const summaryId = useId()
  const [asTable, setAsTable] = useState(false)
  const ready = state === 'ready' || state === 'stale'
  const onlyTable = table !== undefined && children === null
  const toggle = ready && !empty && table !== undefined && !onlyTable

  const onKey = (event: KeyboardEvent) => {
    const typing =
      event.target instanceof HTMLElement &&
      event.target.closest('input, select, textarea, dialog, [role="menu"]')
    if (
      event.key.toLowerCase() !== 't' ||
      event.metaKey ||
      event.ctrlKey ||
      event.altKey ||
      typing ||
      !toggle
    )
      return
    event.preventDefault()
    setAsTable(!asTable)
  }
  return (
    <figure
      className={props.wide ? 'panel panel-wide' : 'panel'}
      data-figure={id}
      data-state={state}
      aria-labelledby={titleId}
      aria-describedby={ready ? summaryId : undefined}
      aria-busy={state === 'loading' || state === 'stale'}
      onKeyDown={onKey}
    >
      <div className="panel-head">
        <h3 id={titleId}>{title}</h3>
        {metric !== undefined && (
          <Definition title={title} definition={metric.definition} variant={metric.variant} />
        )}
        <span className="spring" />
        {!onlyTable && (
          <button
            type="button"
            className="chip"
            aria-pressed={asTable}
            aria-label={figureTexts.showTable(title)}
            title={figureTexts.tableKey}
            disabled={!toggle}
            onClick={() => setAsTable(!asTable)}
          >
            {figureTexts.table}
          </button>
        )}
        <More {...props} disabled={!ready} />
      </div>
      {ready ? (
        <div className={state === 'stale' ? 'panel-body stale' : 'panel-body'}>
          <figcaption id={summaryId} className="summary">
            {empty ? figureTexts.empty : summary}
          </figcaption>
          {empty ? (
            <div className="empty">{figureTexts.emptyHint}</div>
          ) : table !== undefined && (asTable || onlyTable) ? (
            <DataTable table={table} title={title} {...(props.onMark && { onMark: props.onMark })} />
          ) : (
            children
          )}
          {footnotes.length > 0 && <p className="footnote">{footnotes.join(' ')}</p>}
        </div>
      ) : state === 'failed' && problem !== undefined ? (
        <Failed message={problem.message} onRetry={problem.onRetry} />
      ) : (
        <PanelSkeleton />
      )}
    </figure>
  )
}

function More({
  title,
  id,
  csv,
  sql,
  png,
  actions = [],
  empty,
  disabled,
}: FigureProps & { disabled: boolean }) {
  const [at, setAt] = useState<{ x: number; y: number } | null>(null)
  const [showSql, setShowSql] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const button = useRef<HTMLButtonElement>(null)
  const picture = async (make: () => Promise<Blob>) => {
    setProblem(null)
    await make().then(
      blob => saveAs(blob, `${id}.png`),
      () => setProblem(figureTexts.pngFailed),
    )
  }
  const items: MenuItem[] = [
    ...(csv === undefined ? [] : [{ key: 'csv', label: figureTexts.csv, download: csv }]),
    ...(png === undefined || empty
      ? []
      : [{ key: 'png', label: figureTexts.png, onChoose: () => void picture(png) }]),
    ...(sql === undefined ? [] : [{ key: 'sql', label: figureTexts.sql, onChoose: () => setShowSql(true) }]),
  ]
  if (items.length + actions.length === 0) return null
  const open = () => {
    const rect = button.current?.getBoundingClientRect()
    if (rect !== undefined) setAt({ x: rect.right - 220, y: rect.bottom })
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        className="icon-button"
        aria-label={figureTexts.more(title)}
        aria-haspopup="menu"
        aria-expanded={at !== null}
        disabled={disabled}
        onClick={open}
      >
        <MoreIcon />
      </button>
      {problem !== null && (
        <span className="problem" role="alert">
          {problem}
        </span>
      )}
      {at !== null && (
        <Menu
          label={figureTexts.more(title)}
          at={at}
          sections={[{ items }, ...(actions.length > 0 ? [{ items: actions }] : [])].filter(
            section => section.items.length > 0,
          )}
          onClose={() => setAt(null)}
        />
      )}
      {showSql && sql !== undefined && (
        <SqlDialog title={title} sql={sql} onClose={() => setShowSql(false)} />
      )}
    </>
  )
}

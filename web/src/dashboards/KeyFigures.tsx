import { useDefinitions, useMetric } from '../api/queries.ts'
import type { FigureSpec, MetricDefinition } from '../api/types.ts'
import { pointOf } from '../charts/PartsList.tsx'
import { DownIcon, UpIcon } from '../components/icons.tsx'
import { useDrill } from '../drill/Drill.tsx'
import { Definition } from '../figure/Definition.tsx'
import { labelOf } from '../filters/success.ts'
import { useFormat } from '../format/context.ts'
import { numberOf, questionOf } from '../panels/question.ts'
import { useCounting } from '../state/view.tsx'
import { texts } from '../texts.ts'
import { type Change, changeOf } from './change.ts'
import { Spark } from './Spark.tsx'
import { dashboardTexts } from './texts.ts'

const words = dashboardTexts.figures

/** The numbers everybody asks for first, each with the period before and its course. */
export function KeyFigures({ figures }: { figures: readonly FigureSpec[] }) {
  const definitions = useDefinitions()
  if (figures.length === 0) return null
  return (
    <section className="figures" aria-label={words.label}>
      {figures.map(spec => {
        const definition = definitions.data?.find(one => one.id === spec.metric)
        const title = titleOf(spec, definition)
        return (
          <div key={`${spec.metric} ${spec.variant}`} className="tile" data-tile={spec.metric}>
            <div className="tile-head">
              <h2 className="tile-title">{title}</h2>
              <Definition title={title} definition={definition} variant={spec.variant} />
            </div>
            {definition === undefined ? (
              <Loading />
            ) : (
              <Tile spec={spec} definition={definition} title={title} />
            )}
          </div>
        )
      })}
    </section>
  )
}

function titleOf({ title, metric, variant }: FigureSpec, definition: MetricDefinition | undefined): string {
  if (title !== undefined) return title
  const name = definition?.title ?? metric
  return variant === undefined ? name : `${name}, ${labelOf(variant).toLowerCase()}`
}

interface TileProps {
  spec: FigureSpec
  definition: MetricDefinition
  title: string
}

function Tile({ spec, definition, title }: TileProps) {
  const format = useFormat()
  const counting = useCounting()
  const drill = useDrill()
  const asked = numberOf(spec, title)
  const { path, context } = questionOf(asked, definition, counting)
  const found = useMetric(path, context, counting.version)
  if (found.data === undefined)
    return found.isError ? (
      <div className="tile-failed" role="alert">
        {texts.states.failed}: {found.error.message}{' '}
        <button type="button" className="link" onClick={() => void found.refetch()}>
          {texts.states.retry}
        </button>
      </div>
    ) : (
      <Loading />
    )
  const [row] = found.data.answer.rows
  const { unit } = definition
  const number = row?.value ?? (unit === 'count' && !row?.withheld ? 0 : null)
  const value = row?.withheld ? words.withheld : number === null ? '–' : format.value(number, unit)
  const before = row?.previous ?? null
  const change =
    number === null || before === null ? null : changeOf(unit, number, before, row?.standard_error ?? null)
  return (
    <div
      className={found.isPlaceholderData ? 'tile-body stale' : 'tile-body'}
      aria-busy={found.isPlaceholderData}
    >
      <p className="tile-line">
        <button
          type="button"
          className="tile-value"
          aria-haspopup="menu"
          aria-label={words.do(title, value)}
          onClick={event =>
            drill({
              mark: { label: title, value, where: {}, span: null },
              spec: { ...asked, chart: 'line' },
              at: pointOf(event),
            })
          }
        >
          {value}
        </button>
        <Spark spec={asked} definition={definition} />
      </p>
      <p className="tile-change">
        {change !== null && <ChangeMark change={change} share={unit === 'share'} good={spec.good} />}
        <span className="quiet">
          {before !== null
            ? words.before(format.value(before, unit))
            : counting.view.previous === null
              ? words.notCompared
              : words.noBefore}
        </span>
      </p>
      {unit === 'share' && row?.numerator !== undefined && row.denominator !== undefined && (
        <p className="tile-parts">{words.of(format.count(row.numerator), format.count(row.denominator))}</p>
      )}
    </div>
  )
}

function Loading() {
  return (
    <div aria-busy="true">
      <span className="unseen">{texts.states.loading}</span>
      <span className="skeleton skeleton-value" />
      <span className="skeleton skeleton-line skeleton-short" />
    </div>
  )
}

interface ChangeMarkProps {
  change: Change
  share: boolean
  /** Which way is better, where one is. */
  good: 'up' | 'down' | undefined
}

/** Arrow and words; colour only repeats them, and only where one way is better by meaning. */
function ChangeMark({ change, share, good }: ChangeMarkProps) {
  const format = useFormat()
  const { direction, amount } = change
  if (direction === 'steady') return <span className="change">{words.steady}</span>
  const judged = good === undefined ? '' : direction === good ? ' change-better' : ' change-worse'
  const text =
    amount === null ? words.new : share ? words.points(format.points(amount)) : format.relative(amount)
  return (
    <span className={`change${judged}`}>
      {direction === 'up' ? <UpIcon /> : <DownIcon />}
      {direction === 'up' ? words.up(text) : words.down(text)}
    </span>
  )
}

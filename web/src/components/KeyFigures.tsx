import type { UseQueryResult } from '@tanstack/react-query'
import type { FigurePair } from '../api/queries.ts'
import type { MetricDefinition, MetricId } from '../api/types.ts'
import { useFormat } from '../format/context.ts'
import { changeOf } from '../summary/change.ts'
import { figureText } from '../summary/headline.ts'
import { texts } from '../texts.ts'
import { Definition } from './Definition.tsx'
import { DownIcon, UpIcon } from './icons.tsx'

const METRICS: MetricId[] = ['conversations', 'active_users', 'user_feedback', 'deflection']

interface KeyFiguresProps {
  /** In the order of the tiles. */
  figures: UseQueryResult<FigurePair>[]
  define: (id: string) => MetricDefinition | undefined
}

export function KeyFigures({ figures, define }: KeyFiguresProps) {
  return (
    <section className="figures" aria-label={texts.figures.label}>
      {METRICS.map((metric, index) => {
        const title = texts.figures.titles[metric] ?? metric
        return (
          <div key={metric} className="tile" data-figure={metric}>
            <div className="tile-head">
              <h2 className="tile-title">{title}</h2>
              <Definition title={title} definition={define(metric)} />
            </div>
            <Tile metric={metric} figure={figures[index]} />
          </div>
        )
      })}
    </section>
  )
}

function Tile({ metric, figure }: { metric: string; figure: UseQueryResult<FigurePair> | undefined }) {
  const format = useFormat()
  if (figure?.isError && figure.data === undefined) {
    return (
      <div className="tile-failed" role="alert">
        {texts.states.failed}: {figure.error.message}{' '}
        <button type="button" className="link" onClick={() => void figure.refetch()}>
          {texts.states.retry}
        </button>
      </div>
    )
  }
  if (figure?.data === undefined) {
    return (
      <div aria-busy="true">
        <span className="unseen">{texts.states.loading}</span>
        <span className="skeleton skeleton-value" />
        <span className="skeleton skeleton-line skeleton-short" />
      </div>
    )
  }
  const { now, before } = figure.data
  const parts = texts.figures.parts[metric]
  return (
    <div className={figure.isPlaceholderData ? 'stale' : undefined} aria-busy={figure.isPlaceholderData}>
      <p className="tile-value">{figureText(now, format)}</p>
      {now.kind === 'share' && parts !== undefined && (
        <p className="tile-parts">{parts(format.count(now.numerator), format.count(now.denominator))}</p>
      )}
      <p className="tile-change">
        <ChangeMark pair={figure.data} />
        <span className="quiet">
          {before === null ? texts.figures.noBefore : texts.figures.before(beforeText(figure.data))}
        </span>
      </p>
    </div>
  )

  function beforeText(pair: FigurePair): string {
    if (pair.before === null) return ''
    const value = figureText(pair.before, format)
    if (pair.before.kind === 'count' || pair.before.share === null) return value
    return `${value} (${texts.panels.of(format.count(pair.before.numerator), format.count(pair.before.denominator))})`
  }
}

/** Arrow and words; colour only repeats them, and only where up is better by meaning. */
function ChangeMark({ pair }: { pair: FigurePair }) {
  const format = useFormat()
  const change = pair.before === null ? null : changeOf(pair.now, pair.before)
  if (change === null) return null
  if (change.direction === 'steady') return <span className="change">{texts.figures.steady}</span>
  const up = change.direction === 'up'
  const judged = pair.now.kind === 'share' ? (up ? ' change-better' : ' change-worse') : ''
  const amount =
    change.amount === null
      ? texts.figures.new
      : pair.now.kind === 'share'
        ? texts.figures.points(format.points(change.amount))
        : format.relative(change.amount)
  return (
    <span className={`change${judged}`}>
      {up ? <UpIcon /> : <DownIcon />}
      {up ? texts.figures.up(amount) : texts.figures.down(amount)}
    </span>
  )
}

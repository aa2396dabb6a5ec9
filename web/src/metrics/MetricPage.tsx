import type { ReactNode } from 'react'
import { useDefinitions } from '../api/queries.ts'
import type { MetricDefinition } from '../api/types.ts'
import { exploreParameters } from '../drill/explore-parameters.ts'
import { SqlText } from '../figure/SqlText.tsx'
import { labelOf } from '../filters/success.ts'
import { titleOfDimension } from '../filters/texts.ts'
import { paragraphsOf } from '../format/notes.ts'
import { Link } from '../routing/Link.tsx'
import type { Params } from '../routing/match.ts'
import { PageHead } from '../shell/PageHead.tsx'
import { PageFailed, PageLoading } from '../shell/PageStates.tsx'
import { useFilters } from '../state/use-filters.ts'
import './metrics.css'
import { metricTexts as words } from './texts.ts'

/** The entry of a metric: its meaning, its variants, what it cannot see, and its SQL. */
export default function MetricPage({ params }: { params: Params }) {
  const definitions = useDefinitions()
  const { id = '' } = params
  if (definitions.data === undefined)
    return definitions.isError ? (
      <PageFailed message={definitions.error.message} onRetry={() => void definitions.refetch()} />
    ) : (
      <PageLoading />
    )
  const metric = definitions.data.find(one => one.id === id)
  if (metric === undefined)
    return (
      <div className="page-state">
        <h1>{words.unknown(id)}</h1>
        <Link className="button button-main" to="/metrics">
          {words.all}
        </Link>
      </div>
    )
  return <Entry metric={metric} />
}

function Entry({ metric }: { metric: MetricDefinition }) {
  const { href } = useFilters()
  const variants = Object.entries(metric.variants)
  return (
    <article className="entry">
      <p className="crumbs">
        <Link to="/metrics">‹ {words.all}</Link>
      </p>
      <PageHead title={metric.title} about={metric.sentence}>
        <Link
          className="button"
          to={href('/explore', {}, exploreParameters({ question: '', metric: metric.id, chart: 'line' }))}
        >
          {words.explore}
        </Link>
      </PageHead>
      <dl className="facts">
        <Fact name={words.id}>
          <code>{metric.id}</code>
        </Fact>
        <Fact name={words.unit}>{words.units[metric.unit] ?? metric.unit}</Fact>
        <Fact name={words.rows}>{metric.grain}</Fact>
        <Fact name={words.addsUp}>{metric.adds_up ? words.yes : words.no}</Fact>
        <Fact name={words.cut}>{metric.dimensions.map(titleOfDimension).join(', ')}</Fact>
      </dl>
      <Prose title={words.notes} text={metric.notes} />
      <Prose title={words.blind} text={metric.blind_spots} />
      <Prose title={words.example} text={metric.example} />
      {variants.length > 0 && (
        <section>
          <h2>{words.variants}</h2>
          <dl className="variants">
            {variants.map(([name, { sentence, source }]) => (
              <div key={name}>
                <dt>
                  {labelOf(name)} <code>{name}</code>
                </dt>
                <dd>
                  {sentence}
                  {source !== undefined && <span className="quiet"> {words.variantSource(source)}</span>}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <Prose title={words.source} text={metric.source} />
      <section>
        <h2>{words.sql}</h2>
        <SqlText sql={metric.sql} />
      </section>
    </article>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Prose({ title, text }: { title: string; text: string }) {
  return (
    <section>
      <h2>{title}</h2>
      {paragraphsOf(text).map(paragraph => (
        <p key={paragraph} className="prose">
          {paragraph}
        </p>
      ))}
    </section>
  )
}

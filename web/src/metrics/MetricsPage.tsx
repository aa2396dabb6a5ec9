import { useDefinitions } from '../api/queries.ts'
import type { MetricDefinition } from '../api/types.ts'
import { useFormat } from '../format/context.ts'
import { Link } from '../routing/Link.tsx'
import { PageHead } from '../shell/PageHead.tsx'
import { PageFailed, PageLoading } from '../shell/PageStates.tsx'
import { useOwnParameter } from '../state/use-filters.ts'
import { texts } from '../texts.ts'
import './metrics.css'
import { metricTexts as words } from './texts.ts'

/** Every metric by family, with a search. */
export default function MetricsPage() {
  const definitions = useDefinitions()
  const format = useFormat()
  const [search, setSearch] = useOwnParameter('q')
  if (definitions.data === undefined)
    return definitions.isError ? (
      <PageFailed message={definitions.error.message} onRetry={() => void definitions.refetch()} />
    ) : (
      <PageLoading />
    )
  const wanted = search.trim().toLowerCase()
  const found = definitions.data.filter(({ id, title, sentence }) =>
    `${id} ${title} ${sentence}`.toLowerCase().includes(wanted),
  )
  const families = [...new Set(found.map(one => one.family))].sort(
    (a, b) => Object.keys(words.families).indexOf(a) - Object.keys(words.families).indexOf(b),
  )
  return (
    <>
      <PageHead title={texts.pages.titles.metrics} about={words.about} />
      <div className="search-line">
        <input
          type="search"
          className="search"
          aria-label={words.search}
          placeholder={words.search}
          value={search}
          onChange={event => setSearch(event.target.value, { replace: true })}
        />
        <span className="quiet" role="status">
          {found.length === 0 ? words.nothing : words.found(format.count(found.length), found.length !== 1)}
        </span>
      </div>
      {families.map(family => (
        <section key={family} className="section" aria-label={words.families[family] ?? family}>
          <h2>{words.families[family] ?? family}</h2>
          <ul className="metric-list">
            {found
              .filter(one => one.family === family)
              .map(one => (
                <Entry key={one.id} metric={one} />
              ))}
          </ul>
        </section>
      ))}
    </>
  )
}

function Entry({ metric: { id, title, sentence } }: { metric: MetricDefinition }) {
  return (
    <li>
      <Link className="metric-card" to={`/metrics/${id}`}>
        <strong>{title}</strong>
        <span>{sentence}</span>
      </Link>
    </li>
  )
}

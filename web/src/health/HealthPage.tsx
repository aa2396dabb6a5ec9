import { useQuery } from '@tanstack/react-query'
import { getJson } from '../api/client.ts'
import { Crumbs } from '../drill/Crumbs.tsx'
import { useFormat } from '../format/context.ts'
import { PageHead } from '../shell/PageHead.tsx'
import { PageLoading } from '../shell/PageStates.tsx'
import { useFilters } from '../state/use-filters.ts'
import { texts } from '../texts.ts'
import { Days } from './Days.tsx'
import { Findings } from './Findings.tsx'
import '../drill/drill.css'
import '../figure/figure.css'
import './health.css'
import { ListTable } from './ListTable.tsx'
import { Sources } from './Sources.tsx'
import { healthTexts } from './texts.ts'
import type { Health } from './types.ts'

const title = texts.pages.titles.health

/** How late, incomplete or odd the data is: in words first, then in tables. */
export default function HealthPage() {
  const found = useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => getJson<Health>('/api/health', signal),
    staleTime: 15_000,
    refetchInterval: 60_000,
  })
  if (found.isError && found.data === undefined)
    return (
      <div className="page-state" role="alert">
        <h1>{healthTexts.failed}</h1>
        <p>{found.error.message}</p>
        <button type="button" className="button button-main" onClick={() => void found.refetch()}>
          {texts.states.retry}
        </button>
      </div>
    )
  if (found.data === undefined) return <PageLoading />
  return <Shown health={found.data} busy={found.isFetching} onRefresh={() => void found.refetch()} />
}

function Shown({ health, busy, onRefresh }: { health: Health; busy: boolean; onRefresh: () => void }) {
  const format = useFormat()
  const { filters } = useFilters()
  const instant = (time: string | null): string =>
    time === null ? '–' : format.instant(time, filters.tz ?? undefined)
  const { holdings, sources, days, drift, quarantine, orphans, people, facts } = healthTexts
  return (
    <>
      <Crumbs title={title} />
      <PageHead title={title} about={`${healthTexts.about} ${healthTexts.asOf(instant(health.now))}.`}>
        <button type="button" className="button" aria-disabled={busy} onClick={onRefresh}>
          {healthTexts.refresh}
        </button>
      </PageHead>
      <Findings findings={health.findings} />
      <section className="section" id="sources" tabIndex={-1} aria-label={sources.title}>
        <h2>{sources.title}</h2>
        <Sources sources={health.sources} instant={instant} />
      </section>
      <section className="section" id="days" tabIndex={-1} aria-label={days.title}>
        <h2>{days.title}</h2>
        <p className="section-about">{days.about}</p>
        <div className="panels">
          {health.days.map(each => (
            <Days key={each.entity} entity={each.entity} days={each.days} />
          ))}
        </div>
      </section>
      <section className="section" aria-label={holdings.title}>
        <h2>{holdings.title}</h2>
        <div className="panel">
          <ListTable
            label={holdings.title}
            columns={holdings.columns}
            numeric={[1]}
            rows={health.holdings.map(each => ({
              key: each.entity,
              cells: [
                each.entity,
                format.count(each.records),
                instant(each.first),
                instant(each.last),
                instant(each.loaded),
                instant(each.stored),
              ],
            }))}
          />
        </div>
      </section>
      <section className="section" id="quarantine" tabIndex={-1} aria-label={quarantine.title}>
        <h2>{quarantine.title}</h2>
        <div className="panel">
          {health.refusals.length === 0 ? (
            <p>{quarantine.none}</p>
          ) : (
            <ListTable
              label={quarantine.title}
              columns={quarantine.columns}
              numeric={[2]}
              rows={health.refusals.map(each => ({
                key: `${each.entity} ${each.reason}`,
                cells: [
                  each.entity,
                  each.reason,
                  format.count(each.records),
                  instant(each.first),
                  instant(each.last),
                ],
              }))}
            />
          )}
        </div>
      </section>
      <section className="section" id="drift" tabIndex={-1} aria-label={drift.title}>
        <h2>{drift.title}</h2>
        <div className="panel">
          {health.drift.length === 0 ? (
            <p>{drift.none}</p>
          ) : (
            <ListTable
              label={drift.title}
              columns={drift.columns}
              numeric={[3]}
              rows={health.drift.map(each => ({
                key: `${each.entity} ${each.attribute} ${each.value}`,
                cells: [
                  each.entity,
                  each.attribute,
                  each.value ?? drift.attribute,
                  format.count(each.records),
                  instant(each.first_seen),
                  instant(each.last_seen),
                ],
              }))}
            />
          )}
        </div>
      </section>
      <div className="panels section">
        <section className="panel" id="orphans" tabIndex={-1} aria-labelledby="orphans-title">
          <h2 id="orphans-title">{orphans.title}</h2>
          {health.orphans.length === 0 ? (
            <p>{orphans.none}</p>
          ) : (
            <ListTable
              label={orphans.title}
              columns={orphans.columns}
              numeric={[2]}
              rows={health.orphans.map(each => ({
                key: each.entity,
                cells: [each.entity, each.missing, format.count(each.records), instant(each.last)],
              }))}
            />
          )}
        </section>
        <section className="panel" id="people" tabIndex={-1} aria-labelledby="people-title">
          <h2 id="people-title">{people.title}</h2>
          <p>
            {health.people.active === 0
              ? people.none
              : people.sentence(
                  format.count(health.people.with_record),
                  format.count(health.people.with_department),
                  format.count(health.people.active),
                )}
          </p>
          <p className="quiet">
            {health.people.imported === null
              ? people.never
              : people.imported(instant(health.people.imported))}
          </p>
          <h2 id="facts" tabIndex={-1}>
            {facts.title}
          </h2>
          <p>
            {facts.sentence(
              format.count(health.facts.conversations),
              format.count(health.facts.turns),
              format.count(health.facts.calls),
            )}
          </p>
          <p className="quiet">
            {health.facts.refreshed === null
              ? facts.never
              : facts.refreshed(
                  instant(health.facts.refreshed),
                  format.value(health.facts.seconds, 'seconds'),
                )}{' '}
            {health.facts.records_since > 0
              ? facts.since(format.count(health.facts.records_since))
              : facts.none}
          </p>
        </section>
      </div>
    </>
  )
}

import type { MetricRow } from '../../metrics/run.ts'
import { between, type Finding } from './finding.ts'
import { findIncidents, type Incident, sumOf } from './incidents.ts'
import type { Look } from './look.ts'
import { count, days, part, share } from './words.ts'

const METRIC = 'plugin_unsuccessful'
const ESCALATION = 'escalation'
const MOST = 3
/** More failures than usual on so many days are an outage; on more days a rush, unless the share of failures jumped. */
const SHORT = 2

/**
 * Plugins that failed on some days, and topics on which they failed people. While a service of the company’s is down, many
 * ask about it, and plugins that work as usual find nothing for them: that shows by topic only.
 */
export async function findOutages(look: Look, pathOf: (metric: string) => string): Promise<Finding[]> {
  const { period, before } = look
  if (!period) return []
  const all = { from: before?.from ?? period.from, to: period.to }
  const incidentsBy = async (dimension: 'plugin' | 'topic'): Promise<Incident[]> =>
    findIncidents(
      dimension,
      (await look.count(METRIC, { by: [dimension], grain: 'day', period: all })) ?? [],
      period,
    )
  const [plugins, topics, whole] = await Promise.all([
    incidentsBy('plugin'),
    incidentsBy('topic'),
    look.count(METRIC),
  ])
  const calls = Math.max(1, sumOf(whole ?? [], 'denominator'))
  // A plugin that failed on one topic is told with the topic.
  const alone = plugins.filter(plugin => !topics.some(topic => isSame(plugin, topic)))
  const incidents = [...topics, ...alone].sort((a, b) => b.more - a.more).slice(0, MOST)
  return Promise.all(
    incidents.map(async incident => ({
      kind: isOutage(incident) ? ('outage' as const) : ('change' as const),
      metric: METRIC,
      sentence: sentence(incident) + (await circumstances(look, incident)),
      weight: isOutage(incident)
        ? between(0.75, 1, (incident.more / calls) * 10)
        : between(0.5, 0.75, (incident.more / calls) * 10),
      link: { path: pathOf(METRIC), filters: { [incident.dimension]: [incident.name] } },
    })),
  )
}

/** What is down is mended soon; many who ask for longer were told something, or something is due. */
function isOutage({ days: when, usual }: Incident): boolean {
  return usual.kind === 'share' || when.length <= SHORT
}

/** Whether what a plugin failed in was mostly a topic. */
function isSame(plugin: Incident, topic: Incident): boolean {
  return plugin.days.some(day => topic.days.includes(day)) && topic.more >= plugin.more * 0.4
}

function sentence(incident: Incident): string {
  const { dimension, name, days: when, failed, calls, usual } = incident
  const what =
    dimension === 'topic' ? `plugin calls about ${part('topic', name)}` : `calls of ${part('plugin', name)}`
  const normally = usually(usual)
  const lead = isOutage(incident) ? 'Something was down, it seems' : 'A rush that plugins did not stand up to'
  return `${lead}: on ${days(when)} ${count(failed)} of ${count(calls)} ${what} brought nothing (${share(failed / calls)}; ${normally}).`
}

function usually(usual: Incident['usual']): string {
  if (usual.kind === 'share') return `on other days ${share(usual.share)}`
  return usual.aDay < 1 ? 'usually next to none' : `usually ${count(usual.aDay)} a day`
}

/** Which plugin it was most, and what people did then. */
async function circumstances(look: Look, { dimension, name, days: when, failed }: Incident): Promise<string> {
  const during = {
    period: { from: when[0]!, to: nextDay(when.at(-1)!) },
    where: { [dimension]: [name] },
  }
  const other = dimension === 'topic' ? 'plugin' : 'topic'
  const [parts, escalated] = await Promise.all([
    look.count(METRIC, { ...during, by: [other] }),
    dimension === 'topic' ? look.count(ESCALATION, during) : undefined,
  ])
  const most = [...(parts ?? [])].sort((a, b) => (b.numerator ?? 0) - (a.numerator ?? 0))[0]
  const told = most && typeof most[other] === 'string' && (most.numerator ?? 0) >= failed * 0.3
  const gaveUp: MetricRow | undefined = escalated?.[0]
  const clauses = [
    ...(told
      ? [
          `${count(most.numerator ?? 0)} of these calls were ${other === 'plugin' ? 'of' : 'about'} ${part(other, most[other] as string)}`,
        ]
      : []),
    ...(gaveUp?.numerator
      ? [
          `${count(gaveUp.numerator)} of ${count(gaveUp.denominator ?? 0)} questions ended with a ticket or an agent`,
        ]
      : []),
  ]
  return clauses.length > 0 ? ` ${clauses.join(', and ')}.` : ''
}

const nextDay = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)

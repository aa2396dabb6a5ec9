import type { Metric } from '../../metrics/definition.ts'
import { dimensionsOf, type Filters, isExclusion, isOfPeople } from '../../metrics/dimensions.ts'
import type { MetricRow } from '../../metrics/run.ts'
import { standardError } from '../../metrics/standard-error.ts'
import type { GivenFigure } from '../files/dashboard.ts'
import { type Contribution, mainPart, type Whole } from './contribution.ts'
import { between, type Finding } from './finding.ts'
import { type Look, type Period, theDaysBefore } from './look.ts'
import { about, count, part, things, value } from './words.ts'

/** A difference of less than so many standard errors could be chance. */
const CERTAIN = 2
/** Smaller differences of counts and times are no news, however certain they are. */
const LEAST_CHANGE = 0.05
const LEAST_POINTS = 0.01

/** Units of numbers whose scatter by chance is known from the numbers themselves. */
const HAS_ERROR: readonly Metric['unit'][] = ['count', 'share']

/** By what a difference is explained, if a metric can be cut by it: what says most first. */
const EXPLAINING = ['topic', 'domain', 'plugin', 'department', 'country', 'platform', 'route']
/** So many of the greatest differences are explained. */
const EXPLAINED = 4
/** A part that makes less than this of the difference, or not much more than its size would, explains nothing. */
const LEAST_SHARE = 0.25
const LEAST_EXCESS = 0.15
/** The first in the order of {@link EXPLAINING} that makes so much of what the best one does is told. */
const ENOUGH = 0.7

interface Change extends Whole {
  readonly metric: Metric
  readonly figure: GivenFigure
  readonly before: Period
  readonly weight: number
}

/** What moved by more than chance against the period before, and what moved it. */
export async function findChanges(
  look: Look,
  figures: readonly GivenFigure[],
  pathOf: (metric: string) => string,
): Promise<Finding[]> {
  const compared = await Promise.all(figures.map(figure => compare(look, figure)))
  const changes = compared.flatMap(change => change ?? []).sort((a, b) => b.weight - a.weight)
  return Promise.all(
    changes.map(async (change, i): Promise<Finding> => {
      const cause = i < EXPLAINED ? await explain(look, change) : undefined
      const { metric, weight } = change
      return {
        kind: 'change',
        metric: metric.id,
        sentence: sentence(change, cause),
        weight,
        link: {
          path: pathOf(metric.id),
          filters: cause ? { [cause.dimension]: [cause.name ?? 'none'] } : {},
        },
      }
    }),
  )
}

async function compare(look: Look, figure: GivenFigure): Promise<Change | undefined> {
  const { before } = look
  const metric = look.dashboards.library.get(figure.metric)
  if (!before || !metric) return undefined
  const { variant } = figure
  const inBoth = (grain?: 'day') =>
    Promise.all(
      [undefined, before].map(period =>
        look.count(metric.id, { variant, figure: true, ...(period && { period }), ...(grain && { grain }) }),
      ),
    )
  // Asked for at once, the days cost next to nothing.
  const [[[now] = [], [earlier] = []], days] = await Promise.all([
    inBoth(),
    HAS_ERROR.includes(metric.unit) ? [] : inBoth('day'),
  ])
  if (typeof now?.value !== 'number' || typeof earlier?.value !== 'number') return undefined
  const difference = now.value - earlier.value
  const relative = Math.abs(difference) / Math.max(Math.abs(earlier.value), 1e-9)
  if (metric.unit === 'share' ? Math.abs(difference) < LEAST_POINTS : relative < LEAST_CHANGE)
    return undefined
  const error = standardError(metric.unit, now, earlier) ?? errorByDays(days)
  if (error === null || Math.abs(difference) < CERTAIN * error) return undefined
  const certainty = Math.min(1, Math.abs(difference) / error / 12)
  const size = Math.min(1, metric.unit === 'share' ? Math.abs(difference) / 0.15 : relative / 0.4)
  const isBad = figure.good !== undefined && (figure.good === 'up') !== difference > 0
  return {
    metric,
    figure,
    now,
    earlier,
    before,
    weight: between(0.2, 0.7, Math.sqrt(certainty * size)) + (isBad ? 0.08 : 0),
  }
}

/** One standard error of a difference, from how much the number scatters between the days of two periods; null where they are few. */
function errorByDays(periods: readonly (readonly MetricRow[] | undefined)[]): number | null {
  if (periods.length === 0) return null
  let variance = 0
  for (const rows of periods) {
    const values = (rows ?? []).flatMap(row => row.value ?? [])
    if (values.length < 4) return null
    const mean = values.reduce((sum, each) => sum + each, 0) / values.length
    const squares = values.reduce((sum, each) => sum + (each - mean) ** 2, 0)
    variance += squares / (values.length - 1) / values.length
  }
  return Math.sqrt(variance)
}

/** Whether a filter leaves more than the parts it names: what is cut by them alone says nothing new. */
const isOpen = (choice: Filters[string] | undefined): boolean => choice === undefined || isExclusion(choice)

type Cause = Contribution & { readonly dimension: string }

async function explain(look: Look, change: Change): Promise<Cause | undefined> {
  const { metric, figure, before } = change
  // Parts of what does not add up explain nothing, nor do those of a median.
  if (!metric.adds_up || !['count', 'share', 'hours', 'money'].includes(metric.unit)) return undefined
  const dimensions = EXPLAINING.filter(
    name =>
      dimensionsOf(metric).includes(name) &&
      isOpen(look.asked.filters[name]) &&
      (look.knowsPeople || !isOfPeople(name)),
  )
  const causes = await Promise.all(
    dimensions.map(async (dimension): Promise<Cause | undefined> => {
      const { variant } = figure
      const [now, then] = await Promise.all([
        look.count(metric.id, { by: [dimension], variant }),
        look.count(metric.id, { by: [dimension], variant, period: before }),
      ])
      const isShown = (row: MetricRow): boolean => !row.withheld
      const found = mainPart(dimension, change, now?.filter(isShown) ?? [], then?.filter(isShown) ?? [])
      return found && { ...found, dimension }
    }),
  )
  const fitting = causes.flatMap(cause =>
    cause && cause.share >= LEAST_SHARE && cause.excess >= LEAST_EXCESS ? [cause] : [],
  )
  // A topic says more than the domain it belongs to, which always makes a little more of the difference.
  const most = Math.max(...fitting.map(({ excess }) => excess))
  return fitting.find(({ excess }) => excess >= most * ENOUGH)
}

function sentence({ metric, figure, now, earlier, before }: Change, cause: Cause | undefined): string {
  const [a, b] = [earlier.value!, now.value!]
  const title = figure.title ?? metric.title
  const verb = b > a ? 'rose' : 'fell'
  const variant = figure.variant && !figure.title ? ` (${figure.variant.replaceAll('_', ' ')})` : ''
  const moved =
    metric.unit === 'share'
      ? `${verb} from ${value(a, 'share')} to ${value(b, 'share')}, that is ${count(Math.abs(b - a) * (now.denominator ?? 0))} of ${count(now.denominator ?? 0)} ${things(metric)}`
      : metric.unit === 'count' || metric.unit === 'hours' || metric.unit === 'money'
        ? `${verb} by ${about(Math.abs(b - a) / Math.max(a, 1e-9))}, from ${value(a, metric.unit)} to ${value(b, metric.unit)}`
        : `${verb} from ${value(a, metric.unit)} to ${value(b, metric.unit)}`
  return `${title}${variant} ${moved}, against ${theDaysBefore(before)}.${because(cause)}`
}

function because(cause: Cause | undefined): string {
  if (!cause) return ''
  const { dimension, name, share } = cause
  const what = part(dimension, name)
  const how = share >= 0.95 ? 'accounts for all of it' : `accounts for ${about(share)} of it`
  return ` ${what[0]!.toUpperCase()}${what.slice(1)} ${how}.`
}

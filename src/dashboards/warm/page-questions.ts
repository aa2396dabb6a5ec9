import { isExclusion } from '../../metrics/dimensions.ts'
import type { Chart, Dashboard, GivenFigure, Panel } from '../files/dashboard.ts'
import type { Days, FirstView } from './first-view.ts'

/** The query of an address: names and values as pages write them. */
type Query = Readonly<Record<string, string>>

/** What a page asks when it is opened without any choice. */
export interface PageQuestions {
  /** In the order in which somebody reads the page. */
  readonly metrics: readonly { readonly metric: string; readonly query: Query }[]
  readonly findings: Query
  /** The days whose values can be filtered by. */
  readonly dimensions: Days
}

/** A comma parts values, unless it is in one. */
const valuesIn = (values: readonly string[]): string => values.map(encodeURIComponent).join(',')

/** Charts over time show as many series as can be told apart, the last of them the others together. */
const MOST_SERIES = 6

/** What is drawn: of a panel what matters to its question, of a figure the same for its number and for its course. */
type Drawn = Pick<Panel, 'metric' | 'by' | 'grain' | 'days'> & { readonly chart: Chart } & Partial<
    Pick<Panel, 'variant' | 'limit' | 'order' | 'events' | 'filters'> & {
      /** That nobody sees the period before. */
      readonly compare: boolean
    }
  >

/**
 * The questions of a dashboard’s page, as the application asks them: read as a query that comes over HTTP, they have its answers. A test
 * compares them with the application’s own. The time zone is the server’s, which need not be said.
 */
export function pageQuestions(dashboard: Dashboard, view: FirstView): PageQuestions {
  const { figures, sections } = dashboard
  const drawn = [...figures.map(number), ...figures.map(course), ...sections.flatMap(({ panels }) => panels)]
  return {
    metrics: drawn.map(each => ({ metric: each.metric, query: query(each, view) })),
    findings: { ...view.counted },
    dimensions: view.shown,
  }
}

const number = ({ metric, variant, events }: GivenFigure): Drawn => ({
  metric,
  variant,
  events,
  chart: 'parts',
  by: [],
  grain: 'none',
  days: 'counted',
})

const course = (figure: GivenFigure): Drawn => ({
  ...number(figure),
  chart: 'line',
  grain: 'auto',
  compare: false,
})

function query(
  { chart, by, grain: given, days, limit: most, variant, order, events, filters = {}, compare = true }: Drawn,
  view: FirstView,
): Query {
  const overTime = given !== 'none'
  const grain = given === 'auto' ? view.grain : given
  const limit = most ?? (overTime && by.length > 0 && chart !== 'table' ? MOST_SERIES - 1 : undefined)
  const compared = compare && view.compared && (overTime ? by.length === 0 : chart !== 'heat')
  return {
    ...view[days],
    by: by.join(','),
    ...(overTime ? { grain } : {}),
    ...(variant === undefined ? {} : { variant }),
    ...(compared ? { compare: '1' } : {}),
    ...(limit === undefined ? {} : { limit: String(limit) }),
    ...(order === undefined ? {} : { order }),
    ...(events === undefined ? {} : { events }),
    ...Object.fromEntries(
      Object.entries(filters).map(([name, choice]) =>
        isExclusion(choice) ? [`f.${name}!`, valuesIn(choice.not)] : [`f.${name}`, valuesIn(choice)],
      ),
    ),
  }
}

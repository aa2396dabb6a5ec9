import {
  keepPreviousData,
  QueryClient,
  queryOptions,
  type UseQueryResult,
  useQueries,
  useQuery,
} from '@tanstack/react-query'
import { ApiError, getJson, setCsrf } from './client.ts'
import type {
  Annotation,
  DashboardEntry,
  DashboardSpec,
  DimensionInfo,
  Finding,
  MetricAnswer,
  MetricDefinition,
  SessionInfo,
  StoreInfo,
} from './types.ts'

const MINUTE = 60_000

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5 * MINUTE,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 1 && error instanceof ApiError && error.transient,
        retryDelay: 500,
      },
    },
  })
}

/** Asks for what pages with filters need before they can ask for anything else. */
export function askAhead(client: QueryClient): void {
  void client.prefetchQuery(sessionQuery)
  void client.prefetchQuery(storeQuery)
  void client.prefetchQuery(definitionsQuery)
}

const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }) => {
    const session = await getJson<SessionInfo>('/api/session', signal)
    setCsrf(session.csrf)
    return session
  },
})

/** Who is here and what they may do. */
export function useSession(): UseQueryResult<SessionInfo> {
  return useQuery(sessionQuery)
}

export const storeQuery = queryOptions({
  queryKey: ['store'],
  queryFn: ({ signal }) => getJson<StoreInfo>('/api/store', signal),
  staleTime: MINUTE,
})

/** What the store holds; asked again every minute, so that an open page notices a sync. */
export function useStore(): UseQueryResult<StoreInfo> {
  return useQuery({ ...storeQuery, refetchInterval: MINUTE, refetchOnWindowFocus: true })
}

/** Changes whenever the store's data does: answers are kept under it, and never outlive their data. */
export function versionOf(store: StoreInfo): string {
  const entities = Object.values(store.entities).map(entity => `${entity.records}@${entity.updated ?? ''}`)
  return [store.database, ...entities, store.complete_until ?? ''].join('|')
}

const definitionsQuery = queryOptions({
  queryKey: ['definitions'],
  queryFn: async ({ signal }) =>
    (await getJson<{ metrics: MetricDefinition[] }>('/api/metrics', signal)).metrics,
  staleTime: 60 * MINUTE,
})

export function useDefinitions(): UseQueryResult<MetricDefinition[]> {
  return useQuery(definitionsQuery)
}

export function useDefinition(id: string): MetricDefinition | undefined {
  return useDefinitions().data?.find(one => one.id === id)
}

/** Every dashboard, what is wrong with files that could not be read, and whether new ones can be saved. */
export interface Dashboards {
  dashboards: DashboardEntry[]
  problems: string[]
  can_save: boolean
}

export function useDashboards(): UseQueryResult<Dashboards> {
  return useQuery({
    queryKey: ['dashboards'],
    queryFn: ({ signal }) => getJson('/api/dashboards', signal),
  })
}

/** @param ready what else is awaited before the dashboard is drawn */
export const dashboardQuery = (
  id: string,
  ready: (spec: DashboardSpec) => Promise<unknown> = () => Promise.resolve(),
) =>
  queryOptions({
    queryKey: ['dashboard', id],
    queryFn: async ({ signal }) => {
      const spec = await getJson<DashboardSpec>(`/api/dashboards/${encodeURIComponent(id)}`, signal)
      await ready(spec)
      return spec
    },
  })

export function useDashboard(id: string): UseQueryResult<DashboardSpec> {
  return useQuery(dashboardQuery(id))
}

/** The values each dimension has in the days shown, the most frequent first. */
export function useDimensions(query: string, version: string): UseQueryResult<DimensionInfo[]> {
  return useQuery({
    queryKey: ['dimensions', version, query],
    queryFn: async ({ signal }) =>
      (await getJson<{ dimensions: DimensionInfo[] }>(`/api/dimensions${query}`, signal)).dimensions,
    placeholderData: keepPreviousData,
  })
}

/** @param enabled whether it is time to ask: it takes the server longest */
export function useFindings(path: string, version: string, enabled: boolean): UseQueryResult<Finding[]> {
  return useQuery({
    queryKey: ['findings', version, path],
    queryFn: async ({ signal }) => (await getJson<{ findings: Finding[] }>(path, signal, 'low')).findings,
    placeholderData: keepPreviousData,
    enabled,
  })
}

export function useAnnotations(): UseQueryResult<Annotation[]> {
  return useQuery({
    queryKey: ['annotations'],
    queryFn: async ({ signal }) =>
      (await getJson<{ annotations: Annotation[] }>('/api/annotations', signal)).annotations,
  })
}

/** Rows with the question they answer: while another range loads, the old rows keep their own axis. */
export interface Answered<Context> {
  context: Context
  answer: MetricAnswer
}

/** @param priority `low` for what is below the figures */
export function useMetric<Context>(
  path: string,
  context: Context,
  version: string,
  priority?: 'low',
): UseQueryResult<Answered<Context>> {
  return useQuery(metricQuery(path, context, version, priority))
}

/** Whether all of these questions have their answer, or will have none. They are asked as by {@link useMetric}. */
export function useAnswered<Context>(
  questions: readonly { readonly path: string; readonly context: Context }[],
  version: string,
): boolean {
  return useQueries({
    queries: questions.map(({ path, context }) => metricQuery(path, context, version)),
    combine: answers =>
      answers.every(
        ({ isError, isPending, isPlaceholderData }) => isError || !(isPending || isPlaceholderData),
      ),
  })
}

export const metricQuery = <Context>(path: string, context: Context, version: string, priority?: 'low') =>
  queryOptions({
    queryKey: ['metric', version, path, context],
    queryFn: async ({ signal }): Promise<Answered<Context>> => ({
      context,
      answer: await getJson<MetricAnswer>(path, signal, priority),
    }),
    placeholderData: keepPreviousData,
  })

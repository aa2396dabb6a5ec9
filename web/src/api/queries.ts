import { keepPreviousData, QueryClient, type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { Figure } from '../summary/figures.ts'
import { figureOf } from '../summary/figures.ts'
import type { Span } from '../time/days.ts'
import { ApiError, fetchDefinitions, fetchMetric, fetchStore } from './client.ts'
import type { MetricDefinition, MetricId, MetricRequest, MetricRow, StoreInfo } from './types.ts'

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

/** What the store holds; asked again every minute, so that an open page notices a sync. */
export function useStore(): UseQueryResult<StoreInfo> {
  return useQuery({
    queryKey: ['store'],
    queryFn: ({ signal }) => fetchStore(signal),
    staleTime: MINUTE,
    refetchInterval: MINUTE,
    refetchOnWindowFocus: true,
  })
}

/** Changes whenever the store's data does: answers are kept under it, and never outlive their data. */
export function versionOf(store: StoreInfo): string {
  const entities = Object.values(store.entities).map(entity => `${entity.records}@${entity.updated ?? ''}`)
  return [store.database, ...entities, store.complete_until ?? ''].join('|')
}

export function useDefinitions(): UseQueryResult<MetricDefinition[]> {
  return useQuery({ queryKey: ['definitions'], queryFn: ({ signal }) => fetchDefinitions(signal) })
}

/** Rows with the question they answer: while another range loads, the old rows keep their own axis. */
export interface Answer<Context> {
  context: Context
  rows: MetricRow[]
}

export function useMetric<Context>(
  request: MetricRequest,
  context: Context,
  version: string,
): UseQueryResult<Answer<Context>> {
  return useQuery({
    queryKey: ['metric', version, request, context],
    queryFn: async ({ signal }) => ({ context, rows: (await fetchMetric(request, signal)).rows }),
    placeholderData: keepPreviousData,
  })
}

/** A key figure and the same figure of the days before. */
export interface FigurePair {
  metric: MetricId
  counted: Span
  now: Figure
  before: Figure | null
}

export function useFigure(
  metric: MetricId,
  counted: Span,
  previous: Span | null,
  version: string,
): UseQueryResult<FigurePair> {
  return useQuery({
    queryKey: ['figure', version, metric, counted, previous],
    queryFn: async ({ signal }) => {
      const read = async (span: Span) => {
        const request: MetricRequest = { metric, ...span }
        if (metric === 'user_feedback') request.by = 'feedback'
        return figureOf(metric, (await fetchMetric(request, signal)).rows)
      }
      const [now, before] = await Promise.all([read(counted), previous === null ? null : read(previous)])
      return { metric, counted, now, before }
    },
    placeholderData: keepPreviousData,
  })
}

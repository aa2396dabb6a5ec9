import { keepPreviousData, type UseQueryResult, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getJson } from '../api/client.ts'
import { readable } from '../state/filters.ts'
import { useCounting } from '../state/view.tsx'
import type { Flow, Funnel, Heat, TurnPage } from './types.ts'

/** What is asked beside the filters: with `compare` the period before, too, where there is one. */
type Own = Readonly<Record<string, string | undefined>>

/** The address of a question to /api/journey about the days that are counted. */
export function useJourneyAddress(): (what: string, own?: Own) => string {
  const { question, view } = useCounting()
  return (what, own = {}) => `/api/journey/${what}${readable(question(view.counted, own))}`
}

/** Asks for the period before where the page is compared with one. */
export function useCompare(): Own {
  return useCounting().view.previous === null ? {} : { compare: '1' }
}

function useAnswer<Answer>(address: string): UseQueryResult<Answer> {
  const { version } = useCounting()
  return useQuery({
    queryKey: ['journey', version, address],
    queryFn: ({ signal }) => getJson<Answer>(address, signal),
    placeholderData: keepPreviousData,
  })
}

export const useFlow = (address: string): UseQueryResult<Flow> => useAnswer<Flow>(address)
export const useFunnel = (address: string): UseQueryResult<Funnel> => useAnswer<Funnel>(address)
export const useHeat = (address: string): UseQueryResult<Heat> => useAnswer<Heat>(address)

const PAGE = 100

export function useTurns(address: string) {
  const { version } = useCounting()
  return useInfiniteQuery({
    queryKey: ['journey turns', version, address],
    queryFn: ({ pageParam, signal }) =>
      getJson<TurnPage>(
        `${address}&limit=${PAGE}${pageParam === '' ? '' : `&after=${encodeURIComponent(pageParam)}`}`,
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: last => last.after ?? undefined,
  })
}

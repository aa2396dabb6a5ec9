import type { UseQueryResult } from '@tanstack/react-query'
import type { FigureProps } from './Figure.tsx'

type Asked = Pick<UseQueryResult, 'data' | 'error' | 'isPlaceholderData' | 'refetch'>

/**
 * How a question stands, as its figure shows it. An answer that is there stays: it is stale while another is on its way, and what
 * failed beside it is said with a way to try again.
 */
export function figureState({
  data,
  error,
  isPlaceholderData,
  refetch,
}: Asked): Pick<FigureProps, 'state' | 'problem'> {
  return {
    state:
      data === undefined ? (error === null ? 'loading' : 'failed') : isPlaceholderData ? 'stale' : 'ready',
    ...(error !== null && { problem: { message: error.message, onRetry: () => void refetch() } }),
  }
}

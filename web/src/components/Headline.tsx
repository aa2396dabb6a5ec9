import type { UseQueryResult } from '@tanstack/react-query'
import { useRef } from 'react'
import type { FigurePair } from '../api/queries.ts'
import { useFormat } from '../format/context.ts'
import { headlineOf, type Piece } from '../summary/headline.ts'
import { texts } from '../texts.ts'
import type { Span } from '../time/days.ts'

interface HeadlineProps {
  figures: UseQueryResult<FigurePair>[]
  counted: Span
}

/** The sentence on top. It never mixes figures of two ranges: until all are in, the last one stays. */
export function Headline({ figures, counted }: HeadlineProps) {
  const format = useFormat()
  const last = useRef<Piece[] | null>(null)
  const settled = figures.every(
    ({ data, isError }) => isError || (data?.counted.from === counted.from && data.counted.to === counted.to),
  )
  if (settled)
    last.current = headlineOf(
      figures.flatMap(({ data }) => data ?? []),
      format,
    )

  const pieces = last.current
  return (
    <div aria-live="polite" aria-busy={!settled} className={settled ? undefined : 'stale'}>
      {pieces === null ? (
        <div className="headline">
          <span className="unseen">{texts.states.loading}</span>
          <span className="skeleton skeleton-line" />
          <span className="skeleton skeleton-line skeleton-short" />
        </div>
      ) : (
        <p className="headline">
          {pieces.map(({ text, strong }) => (strong ? <strong key={text}>{text}</strong> : text))}
        </p>
      )}
    </div>
  )
}

import { lazy, Suspense } from 'react'
import { PlotSkeleton } from '../figure/PanelStates.tsx'
import type { Mark, PanelModel } from '../panels/model.ts'
import { Guard } from '../shell/Guard.tsx'
import { HeatTable } from './HeatTable.tsx'
import { Legend } from './Legend.tsx'
import { PartsList } from './PartsList.tsx'
import { chartTexts } from './texts.ts'

// The chart library is most of the code: words and figures are on the page before it arrives.
const Plot = lazy(() => import('./Plot.tsx'))

interface PictureProps {
  picture: PanelModel['picture']
  label: string
  wide?: boolean
  onMark: (mark: Mark, at: { x: number; y: number }) => void
}

/** What a panel draws, whichever it is. */
export function Picture({ picture, label, wide = false, onMark }: PictureProps) {
  if (picture.kind === 'parts') return <PartsList model={picture} wide={wide} onMark={onMark} />
  if (picture.kind === 'heat') return <HeatTable model={picture} label={label} onMark={onMark} />
  if (picture.kind === 'table') return null
  return (
    <>
      <Legend plot={picture} />
      <Guard fallback={<div className="empty">{chartTexts.undrawable}</div>}>
        <Suspense fallback={<PlotSkeleton />}>
          <Plot plot={picture} label={label} onMark={onMark} />
        </Suspense>
      </Guard>
    </>
  )
}

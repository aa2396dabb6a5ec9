import type { PlotModel } from '../panels/model.ts'
import './legend.css'

/** Names of the series, with their colour and, of lines, their shape; one series needs none, the title says it. */
export function Legend({ plot }: { plot: PlotModel }) {
  if (plot.series.length < 2) return null
  const shape = plot.mark === 'line' || plot.mark === 'area'
  return (
    <ul className="legend">
      {plot.series.map(({ name, tone }, index) => (
        <li key={name}>
          <span
            className={`swatch swatch-${tone < 0 ? 'quiet' : tone}${shape ? ` shape-${index}` : ''}`}
            aria-hidden="true"
          />
          {name}
          {plot.mark === 'mirrored' && <span aria-hidden="true">{index === 0 ? ' ↑' : ' ↓'}</span>}
        </li>
      ))}
    </ul>
  )
}

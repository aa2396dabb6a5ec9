import type { PlotSeries } from '../panels/model.ts'

/** Names of the series; one series needs none, the title says it. */
export function Legend({ series }: { series: PlotSeries[] }) {
  if (series.length < 2) return null
  return (
    <ul className="legend">
      {series.map(one => (
        <li key={one.name}>
          <span className={`swatch swatch-${one.tone}`} aria-hidden="true" />
          {one.name}
          <span aria-hidden="true">{one.tone === 'first' ? ' ↑' : ' ↓'}</span>
        </li>
      ))}
    </ul>
  )
}

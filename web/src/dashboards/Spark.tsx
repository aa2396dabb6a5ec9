import { useMetric } from '../api/queries.ts'
import type { MetricDefinition, PanelSpec } from '../api/types.ts'
import { courseOf, questionOf } from '../panels/question.ts'
import { placesOf } from '../panels/series.ts'
import { useCounting } from '../state/view.tsx'
import { bucketsOf } from '../time/buckets.ts'

const WIDTH = 96
const HEIGHT = 28
const EDGE = 2

/** The course of a figure through its days, in the size of a word. What it shows is in the charts below, too. */
export function Spark({ spec, definition }: { spec: PanelSpec; definition: MetricDefinition }) {
  const counting = useCounting()
  const { path, context } = questionOf(courseOf(spec), definition, counting)
  const found = useMetric(path, context, counting.version)
  const { grain, span } = found.data?.context ?? context
  if (found.data === undefined || grain === null) return <span className="spark" aria-hidden="true" />
  const nothing = definition.unit === 'count' ? 0 : null
  const values = placesOf(bucketsOf(span, grain, null), found.data.answer.rows).map(({ row }) =>
    row === undefined ? nothing : row.value,
  )
  const known = values.flatMap(value => (value === null ? [] : [value]))
  if (known.length < 3) return <span className="spark" aria-hidden="true" />
  const high = Math.max(...known)
  const low = definition.unit === 'count' ? 0 : Math.min(...known)
  const x = (index: number) => EDGE + ((WIDTH - 2 * EDGE) * index) / Math.max(1, values.length - 1)
  const y = (value: number) =>
    HEIGHT - EDGE - ((HEIGHT - 2 * EDGE) * (value - low)) / (high === low ? 1 : high - low)
  let pen = 'M'
  const line = values
    .map((value, index) => {
      if (value === null) {
        pen = 'M'
        return ''
      }
      const step = `${pen}${x(index).toFixed(1)} ${y(value).toFixed(1)}`
      pen = 'L'
      return step
    })
    .join('')
  const last = values.findLastIndex(value => value !== null)
  return (
    <svg className="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" focusable="false">
      <path d={line} />
      <circle cx={x(last)} cy={y(values[last] ?? 0)} r="2.2" />
    </svg>
  )
}

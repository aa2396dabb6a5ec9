import { useId, useState } from 'react'
import { useFormat } from '../format/context.ts'
import { ListTable } from './ListTable.tsx'
import { healthTexts } from './texts.ts'
import type { DayOfRecords } from './types.ts'

const words = healthTexts.days
const HEIGHT = 64
const GAP = 0.22

/** Records a day as small bars; what is late, missing or still arriving is told by its shape too. */
export function Days({ entity, days }: { entity: string; days: readonly DayOfRecords[] }) {
  const format = useFormat()
  const titleId = useId()
  const [asTable, setAsTable] = useState(false)
  const odd = days.filter(day => day.state === 'missing' || day.state === 'thin').length
  const late = days.filter(day => day.records > 0 && day.late > day.records / 2).length
  const most = Math.max(1, ...days.map(day => Math.max(day.records, day.usual)))
  const first = days[0]
  const last = days.at(-1)
  const count = (n: number): string => (n === 0 ? words.none : format.count(n))
  return (
    <figure className="panel" aria-labelledby={titleId}>
      <div className="panel-head">
        <h3 id={titleId}>{words.chart(entity)}</h3>
        <span className="spring" />
        <button
          type="button"
          className="chip"
          aria-pressed={asTable}
          aria-label={words.showTable(entity)}
          disabled={days.length === 0}
          onClick={() => setAsTable(!asTable)}
        >
          {words.table}
        </button>
      </div>
      <figcaption className="summary">
        {words.summary(format.count(days.length), count(odd), count(late))}
      </figcaption>
      {asTable ? (
        <ListTable
          label={words.chart(entity)}
          columns={words.columns}
          numeric={[1, 2, 3]}
          rows={[...days].reverse().map(day => ({
            key: day.day,
            cells: [
              format.day(day.day),
              format.count(day.records),
              format.count(day.late),
              format.count(day.usual),
              words.states[day.state],
            ],
          }))}
        />
      ) : (
        <>
          <svg
            className="health-days"
            viewBox={`0 0 ${Math.max(1, days.length)} ${HEIGHT}`}
            preserveAspectRatio="none"
            aria-hidden="true"
          >
            {days.map((day, index) => {
              const height = Math.max(day.records === 0 ? 0 : 1, (day.records / most) * HEIGHT)
              const lateHeight = day.records === 0 ? 0 : (day.late / day.records) * height
              const x = index + GAP / 2
              const width = 1 - GAP
              return (
                <g key={day.day} className={`day day-${day.state}`}>
                  <title>
                    {words.bar(
                      format.day(day.day),
                      format.count(day.records),
                      format.count(day.late),
                      words.states[day.state],
                    )}
                  </title>
                  <rect className="day-room" x={index} y={0} width={1} height={HEIGHT} />
                  <rect className="day-bar" x={x} y={HEIGHT - height} width={width} height={height} />
                  <rect
                    className="day-late"
                    x={x}
                    y={HEIGHT - lateHeight}
                    width={width}
                    height={lateHeight}
                  />
                  {(day.state === 'missing' || day.state === 'thin') && (
                    <rect className="day-gap" x={x} y={0} width={width} height={HEIGHT - height} />
                  )}
                </g>
              )
            })}
          </svg>
          {first !== undefined && last !== undefined && (
            <p className="health-axis quiet small">
              <span>{format.shortDay(first.day)}</span>
              <span>{format.shortDay(last.day)}</span>
            </p>
          )}
        </>
      )}
    </figure>
  )
}

import { useState } from 'react'
import { HeatTable } from '../charts/HeatTable.tsx'
import { Segmented } from '../components/Segmented.tsx'
import { Figure } from '../figure/Figure.tsx'
import { figureState } from '../figure/figure-state.ts'
import { useFormat } from '../format/context.ts'
import type { Format } from '../format/format.ts'
import type { HeatModel, TableModel } from '../panels/model.ts'
import { useCompare, useHeat, useJourneyAddress } from './queries.ts'
import { journeyTexts } from './texts.ts'
import type { Heat, HeatCellCount } from './types.ts'

const words = journeyTexts.heat
const MEASURES = ['questions', 'escalated', 'unanswered'] as const
type Measure = (typeof MEASURES)[number]

/** A share of fewer questions than this would be chance. */
const LEAST = 10
const HOURS = 24
const WEEKEND = 6
const OFFICE = { from: 8, to: 18 }

/** Hours of the week: how much is asked, and how much of it goes badly. */
export function HeatFigure() {
  const format = useFormat()
  const address = useJourneyAddress()
  const compare = useCompare()
  const found = useHeat(address('heat', compare))
  const [measure, setMeasure] = useState<Measure>('questions')
  const heat = found.data
  const png = async (shown: Heat): Promise<Blob> => {
    const { panelPng } = await import('../charts/png.ts')
    const model = {
      empty: false,
      summary: summaryOf(shown, measure, format),
      footnotes: [words.zone(shown.tz)],
      table: tableOf(shown, format),
      picture: modelOf(shown, measure, format),
    }
    return panelPng(`${words.title} ${words.measures[measure]}`, model, format)
  }
  return (
    <Figure
      id="journey-heat"
      title={words.title}
      {...figureState(found)}
      {...(heat !== undefined && {
        empty: heat.cells.length === 0,
        summary: summaryOf(heat, measure, format),
        footnotes: [
          words.zone(heat.tz),
          ...(measure === 'questions' ? [] : [words.few]),
          ...(heat.withheld > 0 ? [words.withheld(format.count(heat.withheld))] : []),
        ],
        table: tableOf(heat, format),
        sql: heat.sql,
        png: () => png(heat),
      })}
      csv={address('heat.csv', compare)}
    >
      {heat !== undefined && (
        <>
          <div className="heat-choice">
            <Segmented
              legend={words.measure}
              choices={MEASURES.map(value => ({ value, label: words.measures[value] }))}
              value={measure}
              onChange={setMeasure}
            />
          </div>
          <HeatTable model={modelOf(heat, measure, format)} label={words.title} onMark={() => undefined} />
        </>
      )}
    </Figure>
  )
}

function numberOf(cell: HeatCellCount, measure: Measure): number | null {
  if (measure === 'questions') return cell.questions
  return cell.questions < LEAST ? null : cell[measure] / cell.questions
}

const hourOf = ({ weekday, hour }: HeatCellCount, format: Format): string =>
  `${format.weekdays[weekday - 1] ?? ''} ${words.hour(hour)}`

function summaryOf(heat: Heat, measure: Measure, format: Format): string {
  const ranked = heat.cells
    .filter(cell => numberOf(cell, measure) !== null)
    .sort((a, b) => (numberOf(b, measure) ?? 0) - (numberOf(a, measure) ?? 0))
  const [most] = ranked
  if (most === undefined) return measure === 'questions' ? '' : words.few
  if (measure !== 'questions')
    return words.share(
      hourOf(most, format),
      format.share(numberOf(most, measure) ?? 0),
      format.count(most.questions),
    )
  const all = heat.cells.reduce((sum, cell) => sum + cell.questions, 0)
  const outside = heat.cells
    .filter(({ weekday, hour }) => weekday >= WEEKEND || hour < OFFICE.from || hour >= OFFICE.to)
    .reduce((sum, cell) => sum + cell.questions, 0)
  return words.summary(hourOf(most, format), format.count(most.questions), format.share(outside / all))
}

function modelOf(heat: Heat, measure: Measure, format: Format): HeatModel {
  const byPlace = new Map(heat.cells.map(cell => [cell.weekday * HOURS + cell.hour, cell]))
  const highest = Math.max(0, ...heat.cells.map(cell => numberOf(cell, measure) ?? 0))
  const write = (value: number): string =>
    measure === 'questions' ? format.count(value) : format.share(value)
  return {
    kind: 'heat',
    rowTitle: words.row,
    columnTitle: words.column,
    rows: format.weekdays,
    columns: Array.from({ length: HOURS }, (_, hour) => String(hour)),
    cells: format.weekdays.map((_, day) =>
      Array.from({ length: HOURS }, (_, hour) => {
        const cell = byPlace.get((day + 1) * HOURS + hour)
        const value = cell === undefined ? (measure === 'questions' ? 0 : null) : numberOf(cell, measure)
        return {
          value,
          text:
            value === null || cell === undefined
              ? measure === 'questions'
                ? '0'
                : '–'
              : measure === 'questions'
                ? format.count(value)
                : words.cell(format.share(value), format.count(cell[measure]), format.count(cell.questions)),
          level: value === null ? null : highest === 0 ? 0 : value / highest,
          mark: null,
        }
      }),
    ),
    scale: { low: write(0), high: write(highest) },
  }
}

function tableOf(heat: Heat, format: Format): TableModel {
  return {
    columns: [...words.columns, ...(heat.before ? [words.before] : [])].map((label, index) => ({
      label,
      numeric: index > 0,
    })),
    rows: heat.cells.map(cell => ({
      key: `${cell.weekday} ${cell.hour}`,
      cells: [
        hourOf(cell, format),
        format.count(cell.questions),
        format.count(cell.escalated),
        format.count(cell.unhelpful),
        format.count(cell.unanswered),
        ...(heat.before ? [cell.previous == null ? '–' : format.count(cell.previous)] : []),
      ],
      note: null,
      mark: null,
    })),
  }
}

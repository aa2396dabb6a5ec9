import { type FormEvent, useId, useRef } from 'react'
import { CloseIcon } from '../components/icons.tsx'
import { Segmented } from '../components/Segmented.tsx'
import { TableGap } from '../components/TableGap.tsx'
import { useEndlessRows } from '../components/use-endless-rows.ts'
import { Failed } from '../figure/PanelStates.tsx'
import { useFormat } from '../format/context.ts'
import { keepList } from '../replay/came-from.ts'
import { useLocation } from '../routing/location.ts'
import { useRight } from '../shell/rights.ts'
import { useJourneyAddress, useTurns } from './queries.ts'
import { TurnLine } from './TurnLine.tsx'
import { journeyTexts } from './texts.ts'
import type { FunnelStage } from './types.ts'
import type { TurnChoice } from './use-turn-choice.ts'

const words = journeyTexts.turns
const ROW_HEIGHT = 84
const COLUMNS = 6

interface TurnsProps {
  choice: TurnChoice
  onChoose: (next: TurnChoice) => void
}

/** Every thing people said or did, the latest first: searched, narrowed, and each a way into its conversation. */
export function Turns({ choice, onChoose }: TurnsProps) {
  const allowed = useRight('rows')
  if (!allowed)
    return (
      <div className="panel turns-closed">
        <h3>{words.notAllowed}</h3>
        <p className="quiet">{words.notAllowedText}</p>
      </div>
    )
  return <Table choice={choice} onChoose={onChoose} />
}

function Table({ choice, onChoose }: TurnsProps) {
  const format = useFormat()
  const texts = useRight('transcripts')
  const titleId = useId()
  const address = useJourneyAddress()
  const { path, search } = useLocation()
  const found = useTurns(address('turns', { ...choice }))
  const pages = found.data?.pages ?? []
  const rows = pages.flatMap(page => page.rows)
  const total = pages[0]?.total
  const { box, items, above, below, measure } = useEndlessRows(found, {
    count: rows.length,
    height: ROW_HEIGHT,
    overscan: 8,
    keyOf: index => rows[index]?.interaction_id ?? index,
  })
  const { hasNextPage, isFetchingNextPage } = found

  // The conversations of the list, so that the replay can go to the next one.
  const remember = (): void =>
    keepList({ to: path + search, title: words.title, ids: rows.map(row => row.conversation_id) })
  const { columns } = words
  return (
    <div className="panel turns">
      <div className="panel-head">
        <h3 id={titleId}>{words.title}</h3>
        <span className="spring" />
        {total !== undefined && (
          <p className="quiet small" role="status">
            {words.count(format.count(total), total === 1)}
          </p>
        )}
      </div>
      {!texts && <p className="quiet small">{words.noTexts}</p>}
      <Narrowing choice={choice} onChoose={onChoose} texts={texts} />
      {found.isError ? (
        <Failed message={found.error.message} onRetry={() => void found.refetch()} />
      ) : found.data === undefined ? (
        <div aria-busy="true" className="turns-loading">
          <span className="unseen" role="status">
            {words.loading}
          </span>
          {['a', 'b', 'c', 'd', 'e'].map(key => (
            <span key={key} className="skeleton skeleton-line" />
          ))}
        </div>
      ) : rows.length === 0 ? (
        <div className="empty">
          <p>{words.empty}</p>
          <p className="quiet small">{words.emptyHint}</p>
        </div>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the box scrolls, so the keyboard must reach it
        <section className="turns-box" ref={box} tabIndex={0} aria-labelledby={titleId}>
          <table aria-rowcount={total === undefined ? -1 : total + 1}>
            <thead>
              <tr aria-rowindex={1}>
                <th scope="col" className="turn-time">
                  {columns.time}
                </th>
                <th scope="col" className="turn-said">
                  {columns.said}
                </th>
                {texts && (
                  <th scope="col" className="turn-answer">
                    {columns.answer}
                  </th>
                )}
                <th scope="col" className="turn-plugins">
                  {columns.plugins}
                </th>
                <th scope="col" className="turn-sources">
                  {columns.sources}
                </th>
                <th scope="col" className="turn-outcome">
                  {columns.outcome}
                </th>
              </tr>
            </thead>
            <tbody>
              <TableGap height={above} columns={COLUMNS} />
              {items.map(({ index, key }) => {
                const row = rows[index]
                return (
                  row && (
                    <TurnLine
                      key={key}
                      row={row}
                      place={index + 2}
                      texts={texts}
                      measure={measure}
                      index={index}
                      onOpen={remember}
                    />
                  )
                )
              })}
              <TableGap height={below} columns={COLUMNS} />
            </tbody>
          </table>
        </section>
      )}
      {total !== undefined && total > rows.length && (
        <p className="quiet small printed">{words.printed(format.count(rows.length), format.count(total))}</p>
      )}
      {rows.length > 0 && (
        <p className="quiet small turns-end" role="status">
          {isFetchingNextPage ? words.more : hasNextPage ? ' ' : words.ended}
        </p>
      )}
    </div>
  )
}

function Narrowing({ choice, onChoose, texts }: TurnsProps & { texts: boolean }) {
  const field = useRef<HTMLInputElement>(null)
  const fieldId = useId()
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    onChoose({ ...choice, q: field.current?.value.trim() ?? '' })
  }
  const named: Record<'stage' | 'outcome' | 'action', (value: string) => string> = {
    stage: value => journeyTexts.funnel.names[value as FunnelStage] ?? value,
    outcome: value => journeyTexts.outcomes[value] ?? value,
    action: value => words.actions[value] ?? value,
  }
  const chips = (['stage', 'outcome', 'action'] as const).flatMap(name => {
    const value = choice[name]
    return value === undefined || (name === 'action' && value === 'question')
      ? []
      : [{ name, label: `${words.only[name]}: ${named[name](value)}` }]
  })
  return (
    <div className="turns-tools">
      <search>
        <form className="turns-search" onSubmit={submit}>
          <label className="unseen" htmlFor={fieldId}>
            {texts ? words.searchTexts : words.searchIds}
          </label>
          <input
            id={fieldId}
            ref={field}
            type="search"
            key={choice.q ?? ''}
            defaultValue={choice.q ?? ''}
            placeholder={texts ? words.searchTexts : words.searchIds}
          />
          <button type="submit" className="button">
            {words.find}
          </button>
          {choice.q !== undefined && (
            <button type="button" className="chip" onClick={() => onChoose({ ...choice, q: '' })}>
              {words.clear}
            </button>
          )}
        </form>
      </search>
      <Segmented
        legend={words.kinds}
        choices={[
          { value: 'all', label: words.all },
          { value: 'question', label: words.questionsOnly },
        ]}
        value={choice.action === undefined ? 'all' : choice.action === 'question' ? 'question' : null}
        onChange={value => onChoose({ ...choice, action: value === 'all' ? '' : value })}
      />
      {chips.map(({ name, label }) => (
        <button
          key={name}
          type="button"
          className="chip"
          aria-label={words.remove(label)}
          onClick={() => onChoose({ ...choice, [name]: '' })}
        >
          {label} <CloseIcon />
        </button>
      ))}
    </div>
  )
}

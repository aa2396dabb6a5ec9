import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useId, useRef } from 'react'
import { getJson } from '../api/client.ts'
import { useDefinition } from '../api/queries.ts'
import type { RowsAnswer } from '../api/types.ts'
import '../components/dialog.css'
import { CloseIcon } from '../components/icons.tsx'
import { TableGap } from '../components/TableGap.tsx'
import { useEndlessRows } from '../components/use-endless-rows.ts'
import { Failed } from '../figure/PanelStates.tsx'
import { toldOf, wordOf } from '../filters/active.ts'
import { titleOfDimension } from '../filters/texts.ts'
import { useFormat } from '../format/context.ts'
import { Link } from '../routing/Link.tsx'
import { go, useLocation } from '../routing/location.ts'
import { useRight } from '../shell/rights.ts'
import { askOnly, readable } from '../state/filters.ts'
import { useFilters } from '../state/use-filters.ts'
import { useCounting } from '../state/view.tsx'
import { type RowsAsked, rowsAsked, withoutRows } from './rows-parameters.ts'
import { drillTexts } from './texts.ts'

const words = drillTexts.drawer
const PAGE = 200
const ROW_HEIGHT = 36

/** The rows behind a number, over the page; what is shown is in the address, so that back closes it. */
export function RowsDrawer() {
  const { search } = useLocation()
  const asked = rowsAsked(search)
  const allowed = useRight('rows')
  return asked === null || !allowed ? null : <Drawer key={search} asked={asked} />
}

function Drawer({ asked }: { asked: RowsAsked }) {
  const titleId = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  const { path, search, trail } = useLocation()
  const definition = useDefinition(asked.metric)
  const format = useFormat()
  const { view } = useCounting()
  useEffect(() => {
    const own = dialog.current
    own?.showModal()
    return () => own?.close()
  }, [])
  const close = () => go(path + withoutRows(search), { trail })
  const span = asked.span ?? view.counted
  const title = words.title(definition?.title ?? asked.metric)
  return (
    <dialog
      ref={dialog}
      className="drawer"
      aria-labelledby={titleId}
      onCancel={event => {
        event.preventDefault()
        close()
      }}
    >
      <div className="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <button type="button" className="icon-button" aria-label={words.close} onClick={close}>
          <CloseIcon />
        </button>
      </div>
      <p className="drawer-scope">
        {[
          format.span(span),
          ...Object.entries(asked.where).map(
            ([name, choice]) => `${titleOfDimension(name)}: ${toldOf(choice)}`,
          ),
        ].join(' · ')}
      </p>
      <Rows asked={asked} title={title} />
    </dialog>
  )
}

function Rows({ asked, title }: { asked: RowsAsked; title: string }) {
  const { view, question, version } = useCounting()
  const { filters } = useFilters()
  const { onward } = useLocation()
  const format = useFormat()
  const span = asked.span ?? view.counted
  const params = question(span, { variant: asked.variant })
  for (const [name, choice] of Object.entries(asked.where)) askOnly(params, name, choice)
  const base = `/api/metrics/${encodeURIComponent(asked.metric)}/rows${readable(params)}`
  const found = useInfiniteQuery({
    queryKey: ['rows', version, base],
    queryFn: ({ pageParam, signal }) =>
      getJson<RowsAnswer>(`${base}&limit=${PAGE}&offset=${pageParam}`, signal),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (last.rows.length < PAGE ? undefined : pages.length * PAGE),
  })
  const rows = found.data?.pages.flatMap(page => page.rows) ?? []
  const columns = shownColumns(found.data?.pages[0]?.columns ?? [], rows)
  const { box, items, above, below } = useEndlessRows(found, {
    count: rows.length,
    height: ROW_HEIGHT,
    overscan: 15,
  })

  if (found.isError) return <Failed message={found.error.message} onRetry={() => void found.refetch()} />
  if (found.data === undefined)
    return (
      <p className="drawer-state" role="status">
        {words.loading}
      </p>
    )
  if (rows.length === 0) return <p className="drawer-state">{words.empty}</p>
  return (
    <>
      <p className="quiet small drawer-count">
        {words.count(format.count(found.data.pages[0]?.total ?? rows.length))}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the box scrolls, so the keyboard must reach it */}
      <section className="drawer-rows" ref={box} tabIndex={0} aria-label={title}>
        <table aria-rowcount={(found.data.pages[0]?.total ?? rows.length) + 1}>
          <thead>
            <tr aria-rowindex={1}>
              {columns.map(name => (
                <th key={name} scope="col">
                  {words.columns[name] ?? titleOfDimension(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <TableGap height={above} columns={columns.length} />
            {items.map(({ index }) => (
              <tr key={index} aria-rowindex={index + 2}>
                {columns.map(name => (
                  <td key={name}>{cell(name, rows[index]?.[name])}</td>
                ))}
              </tr>
            ))}
            <TableGap height={below} columns={columns.length} />
          </tbody>
        </table>
      </section>
    </>
  )

  function cell(name: string, value: unknown) {
    if (value === null || value === undefined || value === '') return <span className="quiet">–</span>
    if (name === 'conversation_id')
      return (
        <Link
          className="link mono"
          to={`/conversations/${encodeURIComponent(String(value))}`}
          trail={onward}
          aria-label={words.openLabel(String(value))}
        >
          {short(String(value))}
        </Link>
      )
    if (name === 'time') return format.instant(String(value), filters.tz ?? undefined)
    if (typeof value === 'boolean') return value ? words.yes : <span className="quiet">{words.no}</span>
    if (Array.isArray(value)) return value.join(', ')
    const text = String(value)
    return name.endsWith('_id') ? <span className="mono quiet">{short(text)}</span> : wordOf(text)
  }
}

/** The conversation and the time first; what no row has is left out. */
function shownColumns(columns: readonly string[], rows: readonly Record<string, unknown>[]): string[] {
  const first = ['conversation_id', 'time'].filter(name => columns.includes(name))
  const ids = columns.filter(name => name.endsWith('_id') && !first.includes(name))
  const rest = columns.filter(name => !first.includes(name) && !ids.includes(name))
  return [...first, ...rest, ...ids].filter(name => rows.some(row => row[name] != null && row[name] !== ''))
}

const short = (id: string): string => (id.length > 14 ? `${id.slice(0, 6)}…${id.slice(-4)}` : id)

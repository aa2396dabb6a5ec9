import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useDefinitions, useDimensions } from '../api/queries.ts'
import { EVENTS, type Filters, namedIn, readable } from '../state/filters.ts'
import { useCounting, zoneOf } from '../state/view.tsx'
import { Choices } from './Choices.tsx'
import { definitionsOfSuccess } from './success.ts'
import { filterTexts, titleOfDimension } from './texts.ts'
import { ValueList } from './ValueList.tsx'
import { ZoneChoice } from './ZoneChoice.tsx'

interface FilterFormProps {
  filters: Filters
  onApply: (next: Partial<Filters>) => void
  onCancel: () => void
}

type Draft = Pick<Filters, 'where' | 'events' | 'success' | 'compare' | 'tz'>

/** The choices are one step: what is ticked counts when it is applied. */
export function FilterForm({ filters, onApply, onCancel }: FilterFormProps) {
  const { view, store, version, question } = useCounting()
  const asked = question(view.shown)
  for (const name of [...asked.keys()]) if (name.startsWith('f.') || name === 'success') asked.delete(name)
  const dimensions = useDimensions(readable(asked), version)
  const successes = definitionsOfSuccess(useDefinitions().data)
  const [draft, setDraft] = useState<Draft>(filters)
  const [section, setSection] = useState<string | null>(null)
  const form = useRef<HTMLFormElement>(null)
  const set = (next: Partial<Draft>) => setDraft({ ...draft, ...next })

  useEffect(() => form.current?.querySelector('button')?.focus(), [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onApply(draft)
  }

  const { events, success, compare, zone } = filterTexts
  const listed = dimensions.data ?? []
  // A filter from an address that the days shown have no values for is still there to be taken away.
  const known = [
    ...listed.map(({ name, title }) => ({ name, title })),
    ...Object.keys(draft.where)
      .filter(name => !listed.some(one => one.name === name))
      .map(name => ({ name, title: titleOfDimension(name) })),
  ]
  const shown = section ?? known[0]?.name ?? 'events'
  const tab = (name: string, title: string, count: number) => (
    <li key={name}>
      <button
        type="button"
        className="filter-tab"
        aria-pressed={shown === name}
        onClick={() => setSection(name)}
      >
        {title}
        {count > 0 && <span className="badge">{count}</span>}
      </button>
    </li>
  )
  const dimension = known.find(one => one.name === shown)
  return (
    <form ref={form} className="filter-form" onSubmit={submit} aria-label={filterTexts.title}>
      <ul className="filter-tabs">
        {known.map(one => tab(one.name, one.title, namedIn(draft.where[one.name]).length))}
        {tab('events', events.title, draft.events === 'out' ? 0 : 1)}
        {tab('success', success.title, draft.success === null ? 0 : 1)}
        {tab('compare', compare.title, draft.compare ? 0 : 1)}
        {tab('zone', zone.title, draft.tz === null ? 0 : 1)}
      </ul>
      <div className="filter-values">
        {dimension !== undefined ? (
          <ValueList
            key={dimension.name}
            title={dimension.title}
            values={listed.find(one => one.name === dimension.name)?.values ?? []}
            choice={draft.where[dimension.name] ?? []}
            onChange={choice => set({ where: { ...draft.where, [dimension.name]: choice } })}
          />
        ) : shown === 'success' ? (
          <Choices
            legend={success.title}
            about={success.about}
            choices={[{ value: '', label: success.standard }, ...successes]}
            value={draft.success ?? ''}
            onChange={value => set({ success: value === '' ? null : value })}
          />
        ) : shown === 'compare' ? (
          <Choices
            legend={compare.title}
            about={compare.about}
            choices={[
              { value: 'on', label: compare.choices.on },
              { value: 'off', label: compare.choices.off },
            ]}
            value={draft.compare ? 'on' : 'off'}
            onChange={value => set({ compare: value === 'on' })}
          />
        ) : shown === 'zone' ? (
          <ZoneChoice standard={zoneOf(store)} value={draft.tz} onChange={tz => set({ tz })} />
        ) : (
          <Choices
            legend={events.title}
            about={events.about}
            choices={EVENTS.map(value => ({ value, label: events.choices[value] }))}
            value={draft.events}
            onChange={value => set({ events: EVENTS.find(one => one === value) ?? 'out' })}
          />
        )}
        {dimensions.isError && <p className="problem">{filterTexts.unreadable}</p>}
      </div>
      <div className="filter-foot">
        <button type="button" className="button" onClick={onCancel}>
          {filterTexts.cancel}
        </button>
        <button type="submit" className="button button-main">
          {filterTexts.apply}
        </button>
      </div>
    </form>
  )
}

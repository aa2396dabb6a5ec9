import { useId, useState } from 'react'
import { Segmented } from '../components/Segmented.tsx'
import { useFormat } from '../format/context.ts'
import { type Choice, isExclusion, namedIn, naming } from '../state/filters.ts'
import { wordOf } from './active.ts'
import { filterTexts } from './texts.ts'

/** More values than this are found by searching. */
const MOST_SHOWN = 80

interface ValueListProps {
  title: string
  values: readonly { value: string; count: number }[]
  choice: Choice
  onChange: (choice: Choice) => void
}

/** Any of a dimension's values, the most frequent first, with a search: they alone count, or all others. */
export function ValueList({ title, values, choice, onChange }: ValueListProps) {
  const format = useFormat()
  const searchId = useId()
  const [search, setSearch] = useState('')
  const chosen = namedIn(choice)
  // What is chosen already stays in reach, also where the days shown do not have it.
  const all = [
    ...chosen.filter(value => !values.some(one => one.value === value)).map(value => ({ value, count: 0 })),
    ...values,
  ]
  const wanted = search.trim().toLowerCase()
  const found = all.filter(({ value }) => wordOf(value).toLowerCase().includes(wanted))
  const toggle = (value: string) =>
    onChange(
      naming(choice, chosen.includes(value) ? chosen.filter(one => one !== value) : [...chosen, value]),
    )
  return (
    <fieldset className="choices">
      <legend>{title}</legend>
      <Segmented
        legend={filterTexts.kinds.label(title)}
        choices={[
          { value: 'only', label: filterTexts.kinds.only },
          { value: 'not', label: filterTexts.kinds.not },
        ]}
        value={isExclusion(choice) ? 'not' : 'only'}
        onChange={kind => onChange(kind === 'not' ? { not: chosen } : chosen)}
      />
      <div className="value-search">
        <label className="unseen" htmlFor={searchId}>
          {filterTexts.search(title)}
        </label>
        <input
          id={searchId}
          type="search"
          placeholder={filterTexts.search(title)}
          value={search}
          onChange={event => setSearch(event.target.value)}
          onKeyDown={event => {
            // Enter takes what is found alone; with several it applies nothing by accident.
            if (event.key !== 'Enter') return
            event.preventDefault()
            if (found.length === 1 && found[0] !== undefined) toggle(found[0].value)
          }}
        />
        {chosen.length > 0 && (
          <button type="button" className="link" onClick={() => onChange(naming(choice, []))}>
            {filterTexts.clearOne}
          </button>
        )}
      </div>
      <div className="value-list">
        {found.slice(0, MOST_SHOWN).map(({ value, count }) => (
          <label key={value} className="choice">
            <input type="checkbox" checked={chosen.includes(value)} onChange={() => toggle(value)} />
            <span className={value === 'none' ? 'choice-name quiet' : 'choice-name'}>{wordOf(value)}</span>
            <span className="quiet">{format.count(count)}</span>
          </label>
        ))}
        {found.length > MOST_SHOWN && (
          <p className="quiet small">{filterTexts.more(format.count(found.length - MOST_SHOWN))}</p>
        )}
        {found.length === 0 && (
          <p className="quiet small">{all.length === 0 ? filterTexts.noValues : filterTexts.nothingFound}</p>
        )}
      </div>
    </fieldset>
  )
}

import { useId, useState } from 'react'
import { Choices } from './Choices.tsx'
import { filterTexts } from './texts.ts'

interface ZoneChoiceProps {
  /** The server's zone. */
  standard: string
  value: string | null
  onChange: (zone: string | null) => void
}

const words = filterTexts.zone

/** The server's zone, the reader's own, or any other by its name. */
export function ZoneChoice({ standard, value, onChange }: ZoneChoiceProps) {
  const listId = useId()
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone
  const usual = [...new Set([own, 'UTC'])].filter(zone => zone !== standard)
  const [typed, setTyped] = useState(value !== null && !usual.includes(value) ? value : '')
  const wrong = typed !== '' && !isZone(typed)
  return (
    <>
      <Choices
        legend={words.title}
        about={words.about}
        choices={[
          { value: '', label: words.standard(standard) },
          ...usual.map(zone => ({ value: zone, label: zone })),
        ]}
        value={value ?? ''}
        onChange={zone => {
          setTyped('')
          onChange(zone === '' ? null : zone)
        }}
      />
      <label className="field">
        {words.other}
        <input
          list={listId}
          value={typed}
          aria-invalid={wrong}
          onChange={event => {
            setTyped(event.target.value)
            if (event.target.value === '') onChange(null)
            else if (isZone(event.target.value)) onChange(event.target.value)
          }}
        />
      </label>
      <datalist id={listId}>
        {Intl.supportedValuesOf('timeZone').map(zone => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <p className="problem" role="alert">
        {wrong ? words.wrong : null}
      </p>
    </>
  )
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

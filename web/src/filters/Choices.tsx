import { useId } from 'react'

interface ChoicesProps {
  legend: string
  about: string
  choices: readonly { value: string; label: string; about?: string }[]
  value: string
  onChange: (value: string) => void
}

/** One of a few, each with what it means. */
export function Choices({ legend, about, choices, value, onChange }: ChoicesProps) {
  const name = useId()
  return (
    <fieldset className="choices">
      <legend>{legend}</legend>
      <p className="quiet small">{about}</p>
      {choices.map(choice => (
        <label key={choice.value} className="choice">
          <input
            type="radio"
            name={name}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
          />
          <span>
            {choice.label}
            {choice.about !== undefined && <span className="choice-about">{choice.about}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

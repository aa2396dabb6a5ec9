import type { ReactNode } from 'react'

interface Choice<T extends string> {
  value: T
  label: string
  hint?: string
}

interface SegmentedProps<T extends string> {
  legend: string
  choices: Choice<T>[]
  value: T | null
  onChange: (value: T) => void
  /** A further choice that is more than a button. */
  children?: ReactNode
}

/** A few choices of which one holds. */
export function Segmented<T extends string>({
  legend,
  choices,
  value,
  onChange,
  children,
}: SegmentedProps<T>) {
  return (
    <fieldset className="segmented">
      <legend className="unseen">{legend}</legend>
      {choices.map(choice => (
        <button
          key={choice.value}
          type="button"
          className="segment"
          title={choice.hint}
          aria-pressed={choice.value === value}
          onClick={() => onChange(choice.value)}
        >
          {choice.label}
        </button>
      ))}
      {children}
    </fieldset>
  )
}

import { type ComponentProps, useId, useState } from 'react'
import { texts } from './texts.ts'

interface FieldProps extends Omit<ComponentProps<'input'>, 'onChange' | 'value'> {
  label: string
  value: string
  onValue: (value: string) => void
  /** A rule to know before typing. */
  hint?: string
  /** What is wrong with what was typed; its text stands elsewhere, in the element of this id. */
  problemId?: string | undefined
}

/** A text with its label; a password can be shown, so that long ones are no guesswork. */
export function Field({ label, value, onValue, hint, problemId, type = 'text', ...rest }: FieldProps) {
  const id = useId()
  const [shown, setShown] = useState(false)
  const described = [hint === undefined ? '' : `${id}-hint`, problemId ?? ''].filter(Boolean).join(' ')
  return (
    <div className="typed">
      <label htmlFor={id}>{label}</label>
      <input
        {...rest}
        id={id}
        type={type === 'password' && shown ? 'text' : type}
        value={value}
        onChange={event => onValue(event.target.value)}
        aria-describedby={described || undefined}
        aria-invalid={problemId === undefined ? undefined : true}
        spellCheck={false}
        autoCapitalize="none"
        required
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="typed-hint">
          {hint}
        </p>
      )}
      {type === 'password' && (
        <label className="typed-show">
          <input type="checkbox" checked={shown} onChange={event => setShown(event.target.checked)} />
          {texts.show}
        </label>
      )}
    </div>
  )
}

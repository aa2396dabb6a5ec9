import { type FormEvent, useId, useState } from 'react'
import { addUser, type MadeLink } from './api.ts'
import { Field } from './Field.tsx'
import { texts } from './texts.ts'

const words = texts.users

interface AddUserProps {
  roles: readonly string[]
  /** Nobody is there yet: the first one is an administrator. */
  first: boolean
  onAdd: (add: () => Promise<MadeLink>, name: string) => Promise<void>
}

/** A name and a role make a user, and a link with which they set their password. */
export function AddUser({ roles, first, onAdd }: AddUserProps) {
  const [name, setName] = useState('')
  const [chosen, setRole] = useState('viewer')
  const id = useId()
  const role = first ? 'administrator' : chosen
  const send = (event: FormEvent) => {
    event.preventDefault()
    void onAdd(async () => {
      const made = await addUser(name, role)
      setName('')
      return made
    }, name)
  }
  return (
    <section className="section" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{words.add}</h2>
      <form className="entry-form entry-row" onSubmit={send}>
        <Field label={texts.name} value={name} onValue={setName} autoComplete="off" />
        <div className="typed">
          <label htmlFor={id}>{words.role}</label>
          <select id={id} value={role} disabled={first} onChange={event => setRole(event.target.value)}>
            {roles.map(each => (
              <option key={each} value={each}>
                {words.roles[each] ?? each}
              </option>
            ))}
          </select>
        </div>
        <button type="submit" className="button button-main">
          {words.addButton}
        </button>
      </form>
    </section>
  )
}

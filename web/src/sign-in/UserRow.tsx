import { useState } from 'react'
import { useFormat } from '../format/context.ts'
import { changeUser, makeLink, removeUser, type UserInfo } from './api.ts'
import type { NamedLink } from './MadeLinkBox.tsx'
import { texts } from './texts.ts'

const words = texts.users

interface UserRowProps {
  user: UserInfo
  roles: readonly string[]
  /** Does something, and then says the words. */
  act: (work: () => Promise<unknown>, done: string) => Promise<void>
  onLink: (link: NamedLink | null) => void
}

/** One user, with what can be done. */
export function UserRow({ user, roles, act, onLink }: UserRowProps) {
  const format = useFormat()
  const [sure, setSure] = useState(false)
  const { id, name, role, state } = user
  const change = (to: { role?: string; disabled?: boolean }) =>
    act(() => changeUser(id, to), words.done(name))
  const disabled = state === 'disabled'
  const action = (title: string, onClick: () => unknown) => (
    <button type="button" className="chip" aria-label={words.of(title, name)} onClick={onClick}>
      {title}
    </button>
  )
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <select
          aria-label={words.roleOf(name)}
          value={role}
          onChange={event => void change({ role: event.target.value })}
        >
          {roles.map(each => (
            <option key={each} value={each}>
              {words.roles[each] ?? each}
            </option>
          ))}
        </select>
      </td>
      <td>{words.states[state] ?? state}</td>
      <td>{user.last_sign_in_time === null ? words.never : format.instant(user.last_sign_in_time)}</td>
      <td>
        {sure ? (
          <fieldset className="user-actions">
            <legend>{words.sure(name)}</legend>
            {action(words.remove, () =>
              act(() => removeUser(id), words.removed(name)).then(() => setSure(false)),
            )}
            {/* biome-ignore lint/a11y/noAutofocus: it replaces the button that had the focus */}
            <button type="button" className="chip" autoFocus onClick={() => setSure(false)}>
              {words.keep}
            </button>
          </fieldset>
        ) : (
          <div className="user-actions">
            {user.issuer === '' &&
              !disabled &&
              action(words.reset, () =>
                act(async () => {
                  onLink(null)
                  onLink({ name, ...(await makeLink(id)) })
                }, ''),
              )}
            {action(disabled ? words.enable : words.disable, () => change({ disabled: !disabled }))}
            {action(words.remove, () => setSure(true))}
          </div>
        )}
      </td>
    </tr>
  )
}

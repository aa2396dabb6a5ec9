import { useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useSession } from '../api/queries.ts'
import { PageHead } from '../shell/PageHead.tsx'
import { AddUser } from './AddUser.tsx'
import { Events } from './Events.tsx'
import { MadeLinkBox, type NamedLink } from './MadeLinkBox.tsx'
import { Problem } from './Problem.tsx'
import './sign-in.css'
import { useUsers } from './api.ts'
import { texts } from './texts.ts'
import { UserRow } from './UserRow.tsx'
import { useSending } from './use-sending.ts'

const words = texts.users

/** Who may see what: administrators add people, change and remove them, and see what happened. */
export default function UsersPage() {
  const users = useUsers()
  const session = useSession()
  const client = useQueryClient()
  const sending = useSending()
  const [link, setLink] = useState<NamedLink | null>(null)
  const [said, setSaid] = useState('')
  const id = useId()

  /** Does something, and shows what became of it. */
  const act = async (work: () => Promise<unknown>, done: string): Promise<void> => {
    setSaid('')
    if (await sending.run(work)) setSaid(done)
    await Promise.all(['users', 'access-events'].map(key => client.invalidateQueries({ queryKey: [key] })))
  }
  const roles = users.data?.roles ?? []
  const { columns } = words
  return (
    <div className="users-page">
      <PageHead title={words.title} about={words.about} />
      {session.data?.signIn === 'none' && <p className="users-open">{words.open}</p>}
      <Problem id={id} text={sending.problem ?? users.error?.message ?? null} />
      <p role="status">{said}</p>
      {link !== null && <MadeLinkBox {...link} />}
      {session.data?.passwords !== false || session.data?.provider === undefined ? (
        <AddUser
          roles={roles}
          first={users.data?.users.length === 0}
          onAdd={(add, name) =>
            act(async () => {
              setLink(null)
              setLink({ name, ...(await add()) })
            }, '')
          }
        />
      ) : null}
      <div className="users-table">
        <table>
          <thead>
            <tr>
              {[columns.name, columns.role, columns.state, columns.last, columns.actions].map(title => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {users.data?.users.map(user => (
              <UserRow key={user.id} user={user} roles={roles} act={act} onLink={setLink} />
            ))}
          </tbody>
        </table>
      </div>
      <Events />
    </div>
  )
}

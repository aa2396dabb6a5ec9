import { useId, useState } from 'react'
import { useSession } from '../api/queries.ts'
import { useFormat } from '../format/context.ts'
import { PageHead } from '../shell/PageHead.tsx'
import { changePassword, endSession, useOwnSessions } from './api.ts'
import { browserName } from './browser-name.ts'
import { Field } from './Field.tsx'
import { Problem } from './Problem.tsx'
import './sign-in.css'
import { texts } from './texts.ts'
import { useSending } from './use-sending.ts'

const words = texts.account

/** One's password, and where one is signed in. */
export default function AccountPage() {
  const session = useSession()
  return (
    <div className="account-page">
      <PageHead title={words.title} about={session.data?.user?.name} />
      {session.data?.user != null && (
        <>
          {session.data.passwords !== false && <PasswordChange />}
          <Sessions />
        </>
      )}
    </div>
  )
}

function PasswordChange() {
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const [done, setDone] = useState(false)
  const session = useSession()
  const sending = useSending()
  const id = useId()
  const send = sending.onSubmit(async () => {
    setDone(false)
    await changePassword(current, password)
    setCurrent('')
    setPassword('')
    setDone(true)
    // There is a new session, with another token.
    await session.refetch()
  })
  const problemId = sending.problem === null ? undefined : id
  return (
    <section className="section" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{words.change}</h2>
      <Problem id={id} text={sending.problem} />
      <p role="status">{done ? words.changed : ''}</p>
      <form className="entry-form" onSubmit={send}>
        <Field
          label={words.current}
          type="password"
          value={current}
          onValue={setCurrent}
          autoComplete="current-password"
          problemId={problemId}
        />
        <Field
          label={texts.link.newPassword}
          type="password"
          value={password}
          onValue={setPassword}
          autoComplete="new-password"
          problemId={problemId}
        />
        <button type="submit" className="button button-main" aria-disabled={sending.busy}>
          {words.save}
        </button>
      </form>
    </section>
  )
}

function Sessions() {
  const sessions = useOwnSessions()
  const format = useFormat()
  const sending = useSending()
  const id = useId()
  const [said, setSaid] = useState('')
  const end = (session: string) =>
    void sending.run(async () => {
      await endSession(session)
      setSaid(words.ended)
      await sessions.refetch()
    })
  const { columns } = words
  return (
    <section className="section" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{words.sessions}</h2>
      <p className="quiet">{words.sessionsAbout}</p>
      <Problem id={id} text={sending.problem ?? sessions.error?.message ?? null} />
      <p role="status">{said}</p>
      <div className="users-table">
        <table>
          <thead>
            <tr>
              {[columns.agent, columns.address, columns.began, columns.used].map(title => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
              <th scope="col">
                <span className="unseen">{words.end}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {sessions.data?.map(session => {
              const agent = browserName(session.user_agent) ?? words.unknown
              return (
                <tr key={session.id}>
                  <th scope="row" title={session.user_agent}>
                    {agent}
                  </th>
                  <td>{session.address}</td>
                  <td>{format.instant(session.created_time)}</td>
                  <td>{format.instant(session.last_used_time)}</td>
                  <td>
                    <button
                      type="button"
                      className="chip"
                      aria-label={words.endOf(agent)}
                      onClick={() => end(session.id)}
                    >
                      {words.end}
                    </button>
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </section>
  )
}

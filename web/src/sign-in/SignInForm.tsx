import { useId, useState } from 'react'
import type { SessionInfo } from '../api/types.ts'
import { signIn } from './api.ts'
import { Field } from './Field.tsx'
import { leaveTo, nextPage } from './next.ts'
import { Problem } from './Problem.tsx'
import { texts } from './texts.ts'
import { useSending } from './use-sending.ts'

/** Name and password, and the way to the provider if there is one. */
export function SignInForm({ session, problem }: { session: SessionInfo; problem: string | null }) {
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const sending = useSending()
  const id = useId()
  const next = nextPage(window.location.search)
  const words = sending.problem ?? problem
  const send = sending.onSubmit(async () => {
    await signIn(name, password)
    leaveTo(next)
  })
  return (
    <>
      <Problem id={id} text={words} />
      {session.provider !== undefined && (
        <a
          className="button button-main button-wide"
          href={`/api/sign-in/oidc?next=${encodeURIComponent(next)}`}
        >
          {texts.withProvider(session.provider)}
        </a>
      )}
      {session.provider !== undefined && session.passwords !== false && (
        <p className="sign-in-or quiet">{texts.or}</p>
      )}
      {session.passwords !== false && (
        <form className="entry-form" onSubmit={send}>
          <Field
            label={texts.name}
            value={name}
            onValue={setName}
            name="username"
            autoComplete="username"
            problemId={sending.problem === null ? undefined : id}
          />
          <Field
            label={texts.password}
            type="password"
            value={password}
            onValue={setPassword}
            name="password"
            autoComplete="current-password"
            problemId={sending.problem === null ? undefined : id}
          />
          <button type="submit" className="button button-main button-wide" aria-disabled={sending.busy}>
            {sending.busy ? texts.working : texts.signIn}
          </button>
          <p className="quiet">{texts.forgotten}</p>
        </form>
      )}
    </>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { readLink, setPassword } from './api.ts'
import { Field } from './Field.tsx'
import { leaveTo } from './next.ts'
import { Problem } from './Problem.tsx'
import { texts } from './texts.ts'
import { useSending } from './use-sending.ts'

/** What a link opens: a password for its user, or the first administrator's name and password. */
export function SetPasswordForm({ link }: { link: string }) {
  const info = useQuery({ queryKey: ['link', link], queryFn: () => readLink(link), retry: false })
  const [name, setName] = useState('')
  const [password, setPasswordText] = useState('')
  const sending = useSending()
  const id = useId()
  const words = texts.link
  if (info.isError)
    return (
      <>
        <h1>{words.over}</h1>
        <p role="alert">{info.error.message}</p>
        <a className="button button-main" href="/sign-in">
          {words.toSignIn}
        </a>
      </>
    )
  if (info.data === undefined)
    return (
      <p role="status" className="quiet">
        {texts.working}
      </p>
    )
  const { name: known, shortest_password: shortest } = info.data
  const send = sending.onSubmit(async () => {
    await setPassword(link, known ?? name, password)
    leaveTo('/')
  })
  const problemId = sending.problem === null ? undefined : id
  return (
    <>
      <h1>{known === null ? words.firstTitle : words.title}</h1>
      <p className="quiet">{known === null ? words.firstAbout : words.about(known)}</p>
      <Problem id={id} text={sending.problem} />
      <form className="entry-form" onSubmit={send}>
        {known === null ? (
          <Field
            label={texts.name}
            value={name}
            onValue={setName}
            name="username"
            autoComplete="username"
            problemId={problemId}
          />
        ) : (
          // Password managers look for the name beside the password.
          <input type="text" name="username" autoComplete="username" value={known} readOnly hidden />
        )}
        <Field
          label={words.newPassword}
          type="password"
          value={password}
          onValue={setPasswordText}
          hint={words.rule(shortest)}
          name="password"
          autoComplete="new-password"
          problemId={problemId}
        />
        <button type="submit" className="button button-main button-wide" aria-disabled={sending.busy}>
          {sending.busy ? texts.working : words.save}
        </button>
      </form>
    </>
  )
}

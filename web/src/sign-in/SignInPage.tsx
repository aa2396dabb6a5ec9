import { useEffect, useState } from 'react'
import { useSession } from '../api/queries.ts'
import { Link } from '../routing/Link.tsx'
import { Mark } from '../shell/marks.tsx'
import { texts as product } from '../texts.ts'
import { nextPage } from './next.ts'
import { SetPasswordForm } from './SetPasswordForm.tsx'
import { SignInForm } from './SignInForm.tsx'
import './sign-in.css'
import { texts } from './texts.ts'

/** What stands behind the #: a link's secret, or a word for what went wrong at the provider. */
interface Fragment {
  readonly link: string | null
  readonly problem: string | null
}

/** Signing in, or setting a password with a link. */
export default function SignInPage() {
  const { link, problem } = useFragment()
  return (
    <div className="sign-in">
      <p className="brand">
        <Mark />
        {product.product}
      </p>
      <div className="sign-in-box">
        {link === null ? <Enter problem={problem} /> : <SetPasswordForm link={link} />}
      </div>
    </div>
  )
}

function Enter({ problem }: { problem: string | null }) {
  const session = useSession()
  if (session.isError) return <p role="alert">{session.error.message}</p>
  if (session.data === undefined)
    return (
      <p role="status" className="quiet">
        {texts.working}
      </p>
    )
  const { user, signIn } = session.data
  if (signIn === 'none')
    return (
      <>
        <h1>{texts.openTitle}</h1>
        <p className="quiet">{texts.openText}</p>
        <Link className="button button-main" to="/users">
          {texts.toUsers}
        </Link>
      </>
    )
  if (user !== null && problem === null)
    return (
      <>
        <h1>{texts.title}</h1>
        <p className="quiet">{texts.signedIn(user.name)}</p>
        <Link className="button button-main" to={nextPage(window.location.search)}>
          {texts.goOn}
        </Link>
      </>
    )
  return (
    <>
      <h1>{texts.title}</h1>
      <p className="quiet">{texts.about}</p>
      <SignInForm
        session={session.data}
        problem={problem === null ? null : (texts.problems[problem] ?? texts.problems.failed ?? null)}
      />
    </>
  )
}

/** Reads the fragment and takes it out of the address bar: a secret is not to be left in a history, or on a screen. */
function useFragment(): Fragment {
  const [fragment, setFragment] = useState(read)
  useEffect(() => {
    const take = () => {
      const found = read()
      if (found.link === null && found.problem === null) return
      setFragment(found)
      window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search)
    }
    take()
    window.addEventListener('hashchange', take)
    return () => window.removeEventListener('hashchange', take)
  }, [])
  return fragment
}

function read(): Fragment {
  const said = new URLSearchParams(window.location.hash.slice(1))
  return { link: said.get('link'), problem: said.get('problem') }
}

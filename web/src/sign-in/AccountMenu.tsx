import { useRef, useState } from 'react'
import type { SessionInfo } from '../api/types.ts'
import { Popover } from '../components/Popover.tsx'
import { Link } from '../routing/Link.tsx'
import { texts as product } from '../texts.ts'
import { signOut } from './api.ts'
import { leaveTo } from './next.ts'
import './sign-in.css'
import { texts } from './texts.ts'
import { useSending } from './use-sending.ts'

/** Who is here, what they are, and the ways out: to their account, to the users they administer, and to sign out. */
export function AccountMenu({ session }: { session: SessionInfo }) {
  const [open, setOpen] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const sending = useSending()
  const { user, rights } = session
  const words = texts.account
  if (user === null)
    return session.signIn === 'none' ? (
      <p className="account quiet">
        {words.nobody}
        <br />
        <Link className="link" to="/users">
          {words.setUp}
        </Link>
      </p>
    ) : null
  const close = () => setOpen(false)
  return (
    <div className="account">
      <button
        ref={opener}
        type="button"
        className="account-opener"
        aria-expanded={open}
        aria-haspopup="dialog"
        onClick={() => setOpen(!open)}
      >
        <span className="account-name">{user.name}</span>
        <span className="quiet">{product.nav.roles[user.role] ?? user.role}</span>
      </button>
      <Popover open={open} onClose={close} label={words.menu} opener={opener} className="account-popover">
        <ul>
          <li>
            <Link className="account-item" to="/account" onClick={close}>
              {words.title}
            </Link>
          </li>
          {rights.includes('administration') && (
            <li>
              <Link className="account-item" to="/users" onClick={close}>
                {words.users}
              </Link>
            </li>
          )}
          <li>
            <button
              type="button"
              className="account-item"
              onClick={() => void sending.run(signOut).then(() => leaveTo('/sign-in'))}
            >
              {words.signOut}
            </button>
          </li>
        </ul>
      </Popover>
    </div>
  )
}

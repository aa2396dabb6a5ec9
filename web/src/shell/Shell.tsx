import { type ReactNode, Suspense, useEffect, useRef } from 'react'
import { whenUnknown } from '../api/client.ts'
import { useSession, useStore } from '../api/queries.ts'
import type { SessionInfo } from '../api/types.ts'
import { FilterBar } from '../filters/FilterBar.tsx'
import { type PageEntry, pageAt } from '../pages.tsx'
import { go, useLocation } from '../routing/location.ts'
import type { Params } from '../routing/match.ts'
import { CountingProvider } from '../state/view.tsx'
import { texts } from '../texts.ts'
import { extentOf } from '../time/view.ts'
import { Guard } from './Guard.tsx'
import { Navigation } from './Navigation.tsx'
import { NotAllowed, NotFound, PageFailed, PageLoading, StoreEmpty } from './PageStates.tsx'
import { RightsContext } from './rights.ts'

/** Goes to the sign-in, which leads back to where one was. */
function signIn(): void {
  const { pathname, search } = window.location
  if (pathname === '/sign-in') return
  go(`/sign-in?next=${encodeURIComponent(pathname + search)}`, { replace: true })
}

whenUnknown(signIn)

/** What is around every page: the way to the others, the filters, and the states a page cannot show itself. */
export function Shell() {
  const { path } = useLocation()
  const session = useSession()
  const [page, params] = pageAt(path)
  const bare = page?.frame === 'bare'
  const known = session.data !== undefined && (session.data.user !== null || session.data.signIn === 'none')

  useEffect(() => {
    if (session.data !== undefined && !known) signIn()
  }, [session.data, known])

  if (page !== null && bare)
    return (
      <main id="content" className="bare" tabIndex={-1}>
        <Content page={page} params={params} path={path} />
      </main>
    )
  return (
    <RightsContext value={session.data?.rights ?? []}>
      <a className="skip" href="#content">
        {texts.skip}
      </a>
      <div className="frame">
        <Navigation session={session.data} />
        <div className="stage">
          {session.isError ? (
            <Main path={path}>
              <PageFailed message={session.error.message} onRetry={() => void session.refetch()} />
            </Main>
          ) : session.data === undefined || !known ? (
            <Main path={path}>
              <PageLoading />
            </Main>
          ) : (
            <Stage page={page} params={params} path={path} session={session.data} />
          )}
        </div>
      </div>
    </RightsContext>
  )
}

interface StageProps {
  page: PageEntry | null
  params: Params
  path: string
}

function Stage({ page, params, path, session }: StageProps & { session: SessionInfo }) {
  const store = useStore()
  if (page === null)
    return (
      <Main path={path}>
        <NotFound />
      </Main>
    )
  if (!session.rights.includes(page.right))
    return (
      <Main path={path}>
        <NotAllowed right={page.right} role={session.user?.role ?? ''} />
      </Main>
    )
  const content = <Content page={page} params={params} path={path} />
  if (page.frame !== 'filters') return <Main path={path}>{content}</Main>
  if (store.data === undefined)
    return (
      <Main path={path}>
        {store.isError ? (
          <PageFailed message={store.error.message} onRetry={() => void store.refetch()} />
        ) : (
          <PageLoading />
        )}
      </Main>
    )
  if (extentOf(store.data) === null)
    return (
      <Main path={path}>
        <StoreEmpty />
      </Main>
    )
  return (
    <CountingProvider store={store.data}>
      <FilterBar />
      <Main path={path}>{content}</Main>
    </CountingProvider>
  )
}

function Content({ page, params, path }: { page: PageEntry; params: Params; path: string }) {
  const Component = page.component
  useEffect(() => {
    document.title = page.path === '/' ? texts.product : `${page.title} · ${texts.product}`
  }, [page])
  return (
    <Guard key={path}>
      <Suspense fallback={<PageLoading />}>
        <Component params={params} />
      </Suspense>
    </Guard>
  )
}

/** The page itself. After a step to another page it has the focus, and begins at its top. */
function Main({ path, children }: { path: string; children: ReactNode }) {
  const element = useRef<HTMLElement>(null)
  const first = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is what it waits for
  useEffect(() => {
    if (first.current) {
      first.current = false
      return
    }
    window.scrollTo(0, 0)
    element.current?.focus({ preventScroll: true })
  }, [path])
  return (
    <main id="content" ref={element} tabIndex={-1}>
      {children}
    </main>
  )
}

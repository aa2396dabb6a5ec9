import { type ComponentType, lazy } from 'react'
import type { Right } from './api/types.ts'
import ThemePage from './dashboards/ThemePage.tsx'
import { match, type Params } from './routing/match.ts'
import { texts as signIn } from './sign-in/texts.ts'
import { texts } from './texts.ts'

/** A page of the application. Its component gets what the path filled in. */
export interface PageEntry {
  /** A path, whose parts that begin with a colon stand for any text. */
  readonly path: string
  readonly title: string
  /** What somebody must be allowed to do to see it. */
  readonly right: Right
  /** What is around the page: navigation and filters, navigation alone, or nothing. */
  readonly frame: 'filters' | 'plain' | 'bare'
  /** Where the navigation names it, if it does. */
  readonly group?: 'themes' | 'tools'
  readonly component: ComponentType<{ params: Params }>
}

const { titles } = texts.pages

// The page that is opened most comes with the application, the others when they are gone to.

export const pages: readonly PageEntry[] = [
  {
    path: '/',
    title: titles.overview,
    right: 'numbers',
    frame: 'filters',
    group: 'themes',
    component: ThemePage,
  },
  ...(['engagement', 'assistant', 'plugins', 'knowledge', 'organisation'] as const).map(id => ({
    path: `/${id}`,
    title: titles[id],
    right: 'numbers' as const,
    frame: 'filters' as const,
    group: 'themes' as const,
    component: ThemePage,
  })),
  {
    path: '/journey',
    title: titles.journey,
    right: 'numbers',
    frame: 'filters',
    group: 'themes',
    component: lazy(() => import('./journey/JourneyPage.tsx')),
  },
  {
    path: '/explore',
    title: titles.explore,
    right: 'numbers',
    frame: 'filters',
    group: 'tools',
    component: lazy(() => import('./explore/ExplorePage.tsx')),
  },
  {
    path: '/metrics',
    title: titles.metrics,
    right: 'numbers',
    frame: 'plain',
    group: 'tools',
    component: lazy(() => import('./metrics/MetricsPage.tsx')),
  },
  {
    path: '/health',
    title: titles.health,
    right: 'numbers',
    frame: 'plain',
    group: 'tools',
    component: lazy(() => import('./health/HealthPage.tsx')),
  },
  {
    path: '/metrics/:id',
    title: titles.metric,
    right: 'numbers',
    frame: 'plain',
    component: lazy(() => import('./metrics/MetricPage.tsx')),
  },
  {
    path: '/d/:id',
    title: titles.own,
    right: 'numbers',
    frame: 'filters',
    component: ThemePage,
  },
  {
    path: '/conversations/:id',
    title: titles.conversation,
    right: 'transcripts',
    frame: 'plain',
    component: lazy(() => import('./replay/ReplayPage.tsx')),
  },
  {
    path: '/sign-in',
    title: titles.signIn,
    right: 'numbers',
    frame: 'bare',
    component: lazy(() => import('./sign-in/SignInPage.tsx')),
  },
  {
    path: '/account',
    title: signIn.account.title,
    right: 'numbers',
    frame: 'plain',
    component: lazy(() => import('./sign-in/AccountPage.tsx')),
  },
  {
    path: '/users',
    title: signIn.users.title,
    right: 'administration',
    frame: 'plain',
    component: lazy(() => import('./sign-in/UsersPage.tsx')),
  },
]

/** The page at a path, with what the path filled in. */
export function pageAt(path: string): [PageEntry | null, Params] {
  for (const page of pages) {
    const params = match(page.path, path)
    if (params !== null) return [page, params]
  }
  return [null, {}]
}

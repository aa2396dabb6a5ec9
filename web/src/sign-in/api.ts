import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { getJson, sendJson } from '../api/client.ts'

/** What the server is asked about signing in, sessions and users. */

export interface LinkInfo {
  /** Null for the link that makes the first administrator, who says their name. */
  name: string | null
  shortest_password: number
}

export interface OwnSession {
  id: string
  created_time: string
  last_used_time: string
  address: string
  user_agent: string
}

export interface UserInfo {
  id: string
  name: string
  role: string
  issuer: string
  state: 'active' | 'invited' | 'disabled'
  last_sign_in_time: string | null
}

export interface MadeLink {
  link: string
  hours: number
}

export interface EventInfo {
  time: string
  kind: string
  user_name: string
  about: string
  detail: string
  address: string
}

export const signIn = (name: string, password: string) =>
  sendJson<undefined>('POST', '/api/sign-in', { name, password })
export const signOut = () => sendJson<undefined>('POST', '/api/sign-out')
export const readLink = (link: string) => sendJson<LinkInfo>('POST', '/api/sign-in/link', { link })
export const setPassword = (link: string, name: string, password: string) =>
  sendJson<undefined>('POST', '/api/sign-in/password', { link, name, password })
export const changePassword = (current: string, password: string) =>
  sendJson<undefined>('POST', '/api/account/password', { current, password })
export const endSession = (id: string) => sendJson<undefined>('DELETE', `/api/account/sessions/${id}`)
export const addUser = (name: string, role: string) =>
  sendJson<MadeLink & { id: string }>('POST', '/api/users', { name, role })
export const changeUser = (id: string, change: { role?: string; disabled?: boolean }) =>
  sendJson<undefined>('PUT', `/api/users/${id}`, change)
export const removeUser = (id: string) => sendJson<undefined>('DELETE', `/api/users/${id}`)
export const makeLink = (id: string) => sendJson<MadeLink>('POST', `/api/users/${id}/link`)

/** What others changed meanwhile must not be shown as it was. */
const FRESH = { staleTime: 0 } as const

export const useOwnSessions = (): UseQueryResult<OwnSession[]> =>
  useQuery({
    queryKey: ['own-sessions'],
    queryFn: async ({ signal }) =>
      (await getJson<{ sessions: OwnSession[] }>('/api/account/sessions', signal)).sessions,
    ...FRESH,
  })

export const useUsers = (): UseQueryResult<{ users: UserInfo[]; roles: string[] }> =>
  useQuery({
    queryKey: ['users'],
    queryFn: ({ signal }) => getJson<{ users: UserInfo[]; roles: string[] }>('/api/users', signal),
    ...FRESH,
  })

export const useEvents = (limit: number): UseQueryResult<EventInfo[]> =>
  useQuery({
    queryKey: ['access-events', limit],
    queryFn: async ({ signal }) =>
      (await getJson<{ events: EventInfo[] }>(`/api/access-events?limit=${limit}`, signal)).events,
    placeholderData: keepPreviousData,
    ...FRESH,
  })

import type { Person } from './people.ts'
import type { Random } from './random.ts'
import type { Resource } from './resource.ts'
import { resource } from './resource.ts'

export type TicketKind = 'INCIDENT' | 'REQUEST_ITEM' | 'HR_CASE'

/** A ticket of the service desk, or of the People team. */
export function ticket(
  random: Random,
  number: string,
  kind: TicketKind,
  opened: 'USER_INITIATED_TICKET' | 'BOT_INITIATED_TICKET' | null,
): Resource {
  if (kind === 'HR_CASE')
    return resource('TICKET', number, {
      domain: 'HR',
      source: 'jira_service_desk',
      ticket_type: kind,
      type: opened,
      url: `https://alderpeak.atlassian.example/servicedesk/customer/portal/6/${number}`,
    })
  const table = kind === 'INCIDENT' ? 'incident' : 'sc_req_item'
  return resource('TICKET', random.hexId(), {
    domain: 'IT',
    source: 'snow',
    ticket_type: kind,
    type: opened,
    url: `https://alderpeak.service-now.example/sp?id=ticket&table=${table}&number=${number}`,
  })
}

/** Something that waits for somebody's approval. */
export function approval(random: Random, approver: Person): Resource {
  const known = random.chance(0.3)
  return resource('APPROVAL', `${random.shortId()}.${approver.email}`, {
    domain: known ? 'IT' : 'UNKNOWN',
    source: known ? 'snow' : 'moveworks',
    type: known ? 'REQUEST_ITEM' : 'UNKNOWN_TYPE',
  })
}

export const person = ({ id }: Person): Resource => resource('PERSON', id, null)
export const software = (name: string): Resource =>
  resource('SOFTWARE', name.toLowerCase().replaceAll(' ', '_'), null)
export const group = (name: string): Resource => resource('GROUP', name, null)
export const record = (random: Random): Resource => resource('RECORD', random.hexId(), null)
export const identitySystem = (name: string): Resource => resource('IDENTITY_SYSTEM', name, null)
export const uploadedContent = (position: number): Resource =>
  resource('UPLOADED_CONTENT', String(position), null)
export const unspecified = (random: Random): Resource => resource('UNSPECIFIED', random.hexId(), null)
export const message = (position: number): Resource => resource('MESSAGE', String(position), null)
/** Of a type no document knows. */
export const calendarEvent = (random: Random): Resource => resource('CALENDAR_EVENT', random.hexId(), null)
export const room = (name: string): Resource => resource('ROOM', name, null)

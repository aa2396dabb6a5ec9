import type { Entity } from './attribute.ts'
import { DOMAINS } from './domains.ts'

/**
 * A conversation groups interactions of one context. Since April 2026 a conversation may also be a *system event*
 * (a notification, an interception): then `type` and `detail` are set, and it may have no interaction of a person at all.
 */
export const conversations = {
  name: 'conversations',
  table: 'conversations',
  meaning: 'Conversations: interactions grouped by the context they belong to, and system events.',
  attributes: {
    created_time: { type: 'instant', meaning: 'When the conversation began.' },
    detail: {
      type: 'object',
      nullable: true,
      meaning: 'What a system event was about; null for conversations between a person and the assistant.',
      attributes: {
        campaign_id: { type: 'string', nullable: true, meaning: 'Campaign that sent the communication.' },
        campaign_name: { type: 'string', nullable: true, meaning: 'Name of that campaign.' },
        channel_id: {
          type: 'string',
          nullable: true,
          meaning: 'Channel in which a message was intercepted.',
        },
        channel_name: { type: 'string', nullable: true, meaning: 'Name of that channel.' },
        content: { type: 'string', nullable: true, meaning: 'Text that was sent.' },
        domain: { type: 'string', nullable: true, values: DOMAINS, meaning: 'Domain of the event.' },
        source: { type: 'string', nullable: true, meaning: 'System the event came from.' },
        ticket_id: { type: 'string', nullable: true, meaning: 'Ticket the event is about.' },
        type: { type: 'string', nullable: true, meaning: 'Kind of event within the conversation type.' },
        usecase_id: { type: 'string', nullable: true, meaning: 'Use case of an ambient agent.' },
        usecase_name: { type: 'string', nullable: true, meaning: 'Name of that use case.' },
      },
    },
    id: { type: 'string', meaning: 'Opaque id of the conversation.' },
    last_updated_time: {
      type: 'instant',
      meaning: 'When the source last loaded the record; one value for a whole load.',
    },
    primary_domain: {
      type: 'string',
      nullable: true,
      values: DOMAINS,
      meaning: 'Domain of the conversation, detected over all its free-text interactions.',
    },
    route: {
      type: 'string',
      values: ['DM', 'Notification', 'Channel', 'Ticket', 'Ticket_Interception'],
      meaning: 'How the conversation was started.',
    },
    type: {
      type: 'string',
      nullable: true,
      values: [
        'CONVERSATION_TYPE_AMBIENT_AGENT_NOTIFICATION',
        'CONVERSATION_TYPE_APPROVAL_REQUEST_NOTIFICATION',
        'CONVERSATION_TYPE_APPROVAL_UPDATE_NOTIFICATION',
        'CONVERSATION_TYPE_CHANNEL_INTERCEPTION',
        'CONVERSATION_TYPE_COMMS_NOTIFICATION',
        'CONVERSATION_TYPE_CSAT_NOTIFICATION',
        'CONVERSATION_TYPE_EVENTS_NOTIFICATION',
        'CONVERSATION_TYPE_EXPIRED_PASSWORD_NOTIFICATION',
        'CONVERSATION_TYPE_EXPIRING_PASSWORD_NOTIFICATION',
        'CONVERSATION_TYPE_LOCKED_ACCOUNT_NOTIFICATION',
        'CONVERSATION_TYPE_TICKET_INTERCEPTION',
        'CONVERSATION_TYPE_TICKET_NUDGE_NOTIFICATION',
        'CONVERSATION_TYPE_TICKET_UPDATE_NOTIFICATION',
        'CONVERSATION_TYPE_TICKET_WAITING_NOTIFICATION',
        'CONVERSATION_TYPE_TICKET_WATCHER_NOTIFICATION',
      ],
      meaning: 'Kind of system event; null for conversations between a person and the assistant.',
    },
    user_id: { type: 'string', meaning: 'The person the conversation is with.' },
  },
  relations: {
    user_id: { to: 'users', meaning: 'the person' },
  },
} as const satisfies Entity

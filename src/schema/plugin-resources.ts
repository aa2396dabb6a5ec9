import type { Entity } from './attribute.ts'

/** A plugin resource is one article, form, ticket, person … a plugin drew on. */
export const pluginResources = {
  name: 'plugin-resources',
  table: 'plugin_resources',
  meaning: 'Plugin resources: what plugins drew on to answer, such as articles, forms, tickets and people.',
  attributes: {
    cited: { type: 'flag', meaning: 'Whether the answer cited it.' },
    conversation_id: { type: 'string', meaning: 'The conversation it was used in.' },
    created_time: { type: 'instant', meaning: 'When it was used.' },
    detail: {
      type: 'object',
      nullable: true,
      meaning: 'What the resource is; which keys are present depends on `type`.',
      attributes: {
        domain: {
          type: 'string',
          nullable: true,
          meaning: 'Domain configured for the content (approvals, forms, tickets, knowledge).',
        },
        external_resource_id: {
          type: 'string',
          nullable: true,
          meaning: 'Id in the system it was ingested from (knowledge, forms).',
        },
        name: { type: 'string', nullable: true, meaning: 'Its name (files, forms, knowledge).' },
        snippet: { type: 'string', nullable: true, meaning: 'The passage that was used (files, knowledge).' },
        source: {
          type: 'string',
          nullable: true,
          meaning: 'System it was fetched from (tickets, approvals).',
        },
        ticket_type: { type: 'string', nullable: true, meaning: 'Kind of ticket.' },
        type: {
          type: 'string',
          nullable: true,
          meaning: 'Kind of approval, or who created the ticket: the person or the assistant.',
        },
        url: { type: 'string', nullable: true, meaning: 'Where a person can open it.' },
      },
    },
    id: { type: 'string', meaning: 'Opaque id of this use of the resource.' },
    interaction_id: { type: 'string', meaning: 'The person’s interaction it was used for.' },
    last_updated_time: {
      type: 'instant',
      meaning: 'When the source last loaded the record; one value for a whole load.',
    },
    plugin_call_id: {
      type: 'string',
      nullable: true,
      meaning: 'The plugin call that used it; null in about half of all records.',
    },
    resource_id: { type: 'string', meaning: 'Id of the resource itself, the same for every use of it.' },
    type: {
      type: 'string',
      values: [
        'RESOURCE_TYPE_APPROVAL',
        'RESOURCE_TYPE_FILE',
        'RESOURCE_TYPE_FORM',
        'RESOURCE_TYPE_GROUP',
        'RESOURCE_TYPE_IDENTITY_SYSTEM',
        'RESOURCE_TYPE_INTERNAL_KNOWLEDGE',
        'RESOURCE_TYPE_KNOWLEDGE',
        'RESOURCE_TYPE_MESSAGE',
        'RESOURCE_TYPE_PERSON',
        'RESOURCE_TYPE_RECORD',
        'RESOURCE_TYPE_ROOM',
        'RESOURCE_TYPE_SOFTWARE',
        'RESOURCE_TYPE_TICKET',
        'RESOURCE_TYPE_UNSPECIFIED',
        'RESOURCE_TYPE_UPLOADED_CONTENT',
      ],
      meaning: 'Kind of resource.',
    },
    user_id: { type: 'string', meaning: 'The person it was used for.' },
  },
  relations: {
    conversation_id: { to: 'conversations', meaning: 'the conversation' },
    interaction_id: { to: 'interactions', meaning: 'the person’s interaction it was used for' },
    plugin_call_id: { to: 'plugin-calls', meaning: 'the plugin call that used it', mayBeMissing: true },
    user_id: { to: 'users', meaning: 'the person' },
  },
} as const satisfies Entity

import type { Entity } from './attribute.ts'

/** A plugin call is one plugin the assistant invoked for one action of a person. */
export const pluginCalls = {
  name: 'plugin-calls',
  table: 'plugin_calls',
  meaning:
    'Plugin calls: every plugin the assistant invoked to answer an interaction, and what became of it.',
  attributes: {
    conversation_id: { type: 'string', meaning: 'The conversation it was called in.' },
    created_time: { type: 'instant', meaning: 'When the call began.' },
    id: { type: 'string', meaning: 'Opaque id of the plugin call.' },
    interaction_id: { type: 'string', meaning: 'The person’s interaction it was called for.' },
    last_updated_time: {
      type: 'instant',
      meaning: 'When the source last loaded the record; one value for a whole load.',
    },
    plugin_name: { type: 'string', meaning: 'Name of the plugin, native or the customer’s own.' },
    plugin_update_time: {
      type: 'instant',
      nullable: true,
      meaning: 'Last change of the call’s status: the end of its execution, or a later step of the person.',
    },
    served: { type: 'flag', meaning: 'Whether the plugin was offered to the person in the answer.' },
    used: { type: 'flag', meaning: 'Whether the person got through with it; never true unless served.' },
    user_id: { type: 'string', meaning: 'The person it was called for.' },
  },
  relations: {
    conversation_id: { to: 'conversations', meaning: 'the conversation' },
    interaction_id: { to: 'interactions', meaning: 'the person’s interaction it answers' },
    user_id: { to: 'users', meaning: 'the person' },
  },
} as const satisfies Entity

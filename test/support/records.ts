import type { EntityName } from '../../src/schema/entities.ts'

const UPDATED = '2026-08-02T06:02:51.061Z'

/** A sound record of an entity; `more` replaces or adds attributes. */
export function record(entity: EntityName, id: string, more: object = {}): { id: string } {
  return { ...templates[entity], ...{ last_updated_time: UPDATED }, id, ...more }
}

const created_time = '2026-08-01T16:45:27.511Z'
const user_id = '12625933170243222409'

const templates: Readonly<Record<EntityName, object>> = {
  users: {
    access_to_bot: true,
    email_addr: 'zoe@example.com',
    external_ids: null,
    first_interaction_time: null,
    first_name: 'Zoë',
    last_name: null,
    latest_interaction_time: null,
    user_preferred_language: 'EN_US',
  },
  conversations: { created_time, primary_domain: 'IT', route: 'DM', user_id },
  interactions: {
    actor: 'user',
    conversation_id: 'c0',
    created_time,
    detail: { content: 'My laptop\ndoes not "start" – 助けて', domain: 'IT', entity: 'laptop' },
    label: null,
    parent_interaction_id: null,
    platform: 'slack',
    type: 'INTERACTION_TYPE_FREE_TEXT',
    user_id,
  },
  'plugin-calls': {
    conversation_id: 'c0',
    created_time,
    interaction_id: 'i0',
    plugin_name: 'Knowledge Base',
    plugin_update_time: null,
    served: true,
    used: false,
    user_id,
  },
  'plugin-resources': {
    cited: false,
    conversation_id: 'c0',
    created_time,
    detail: null,
    interaction_id: 'i0',
    plugin_call_id: null,
    resource_id: 'r0',
    type: 'RESOURCE_TYPE_PERSON',
    user_id,
  },
}

/** Records with ids `<prefix>0000` to `<prefix>…`, so that their order is that of their numbers. */
export function recordsNumbered(entity: EntityName, count: number, more: object = {}): { id: string }[] {
  return Array.from({ length: count }, (_, i) =>
    record(entity, `${entity[0]}${String(i).padStart(5, '0')}`, more),
  )
}

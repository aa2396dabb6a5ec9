import type { Entity } from './attribute.ts'

/** A user is a person known to the assistant, whether or not they ever used it. The only entity without `created_time`. */
export const users = {
  name: 'users',
  table: 'users',
  meaning: 'Users: the people the assistant knows, with their ids in other systems.',
  attributes: {
    access_to_bot: { type: 'flag', meaning: 'Whether the person may use the assistant.' },
    email_addr: { type: 'string', meaning: 'E-mail address.' },
    external_ids: {
      type: 'objects',
      nullable: true,
      meaning: 'The person’s ids in the systems the assistant is connected to.',
      attributes: {
        connector_name: { type: 'string', nullable: true, meaning: 'Connection the id came through.' },
        external_id: { type: 'string', nullable: true, meaning: 'The id in that system.' },
        source: { type: 'string', nullable: true, meaning: 'The system.' },
      },
    },
    first_interaction_time: { type: 'instant', nullable: true, meaning: 'First use of the assistant.' },
    first_name: { type: 'string', nullable: true, meaning: 'First name.' },
    id: { type: 'string', meaning: 'Id of the person: an unsigned 64-bit number, written as text.' },
    last_name: { type: 'string', nullable: true, meaning: 'Last name.' },
    last_updated_time: {
      type: 'instant',
      meaning: 'When the source last loaded the record; one value for a whole load.',
    },
    latest_interaction_time: { type: 'instant', nullable: true, meaning: 'Latest use of the assistant.' },
    user_preferred_language: { type: 'string', meaning: 'Language of the person, such as EN_US.' },
  },
  relations: {},
} as const satisfies Entity

import type { Entity } from './attribute.ts'
import { DOMAINS } from './domains.ts'

/** An interaction is one thing a person said or did, or one message of the assistant. */
export const interactions = {
  name: 'interactions',
  table: 'interactions',
  meaning:
    'Interactions: everything people and the assistant said or did, the building blocks of a conversation.',
  attributes: {
    actor: { type: 'string', values: ['user', 'bot'], meaning: 'Who acted: the person or the assistant.' },
    conversation_id: { type: 'string', meaning: 'The conversation it belongs to.' },
    created_time: { type: 'instant', meaning: 'When it happened.' },
    detail: {
      type: 'object',
      nullable: true,
      meaning: 'What was said or done; which keys are present depends on `type`.',
      attributes: {
        content: {
          type: 'string',
          nullable: true,
          meaning: 'The text that was typed or sent, the name of a button, or the URL of a link.',
        },
        detail: {
          type: 'string',
          nullable: true,
          meaning:
            'Form submissions: the title of the form, the ticket number (file_ticket), or the feedback value.',
        },
        domain: {
          type: 'string',
          nullable: true,
          values: DOMAINS,
          meaning: 'Domain of a free text; it may differ from the conversation’s primary domain.',
        },
        entity: { type: 'string', nullable: true, meaning: 'Topic of a free text.' },
        file_types: { type: 'strings', nullable: true, meaning: 'Kinds of the files that were uploaded.' },
        resource_id: {
          type: 'string',
          nullable: true,
          meaning:
            'Clicks: the resource or control (HELPFUL, UNHELPFUL, GET_HELP, INFO, UI_FORM). file_ticket: the ticket.',
        },
        type: { type: 'string', nullable: true, meaning: 'Clicks and file_ticket: kind of that resource.' },
      },
    },
    id: { type: 'string', meaning: 'Opaque id of the interaction.' },
    label: {
      type: 'string',
      nullable: true,
      values: ['feedback', 'file_ticket', 'handoff', 'mw_form'],
      meaning: 'Which form was submitted; null for everything that is not a form.',
    },
    last_updated_time: {
      type: 'instant',
      meaning: 'When the source last loaded the record; one value for a whole load.',
    },
    parent_interaction_id: {
      type: 'string',
      nullable: true,
      meaning:
        'A message of the assistant: the action it answers. Since 12 August 2025 a click or form: the message it reacts to.',
    },
    platform: {
      type: 'string',
      values: ['msteams', 'movewebchat', 'slack'],
      meaning: 'Where it took place.',
    },
    type: {
      type: 'string',
      values: [
        'INTERACTION_TYPE_BOT_MESSAGE',
        'INTERACTION_TYPE_BUTTON_CLICK',
        'INTERACTION_TYPE_CONTENT_UPLOAD',
        'INTERACTION_TYPE_FREE_TEXT',
        'INTERACTION_TYPE_LINK_CLICK',
        'INTERACTION_TYPE_UIFORM_SUBMISSION',
      ],
      meaning: 'What kind of interaction it is.',
    },
    user_id: { type: 'string', meaning: 'The person who acted, or whom the assistant answered.' },
  },
  relations: {
    conversation_id: { to: 'conversations', meaning: 'the conversation' },
    parent_interaction_id: {
      to: 'interactions',
      meaning: 'what it answers or reacts to',
      mayBeMissing: true,
    },
    user_id: { to: 'users', meaning: 'the person' },
  },
} as const satisfies Entity

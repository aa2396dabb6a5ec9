import { plain } from './plain.ts'
import { replayTexts } from './texts.ts'
import type { ReplayItem } from './types.ts'

/** What kind of thing an interaction is, as the page tells them apart. */
export type Kind = keyof typeof replayTexts.said

export function kindOf({ actor, type, label, turn }: ReplayItem): Kind {
  if (actor !== 'user') return 'message'
  if (turn?.ticket) return 'ticket'
  if (turn?.handoff) return 'handoff'
  if (turn?.feedback) return 'feedback'
  if (turn?.control) return 'control'
  if (type.endsWith('_FREE_TEXT')) return 'question'
  if (type.endsWith('_BUTTON_CLICK')) return 'button'
  if (type.endsWith('_LINK_CLICK')) return 'link'
  if (type.endsWith('_CONTENT_UPLOAD')) return 'upload'
  return type.endsWith('_UIFORM_SUBMISSION') || label !== null ? 'form' : 'other'
}

/** An interaction in a few words, for links to it. */
export function shortOf(item: ReplayItem): string {
  const text = plain(item.text ?? item.form ?? contentOf(item))
    .replace(/\s+/g, ' ')
    .trim()
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

/** What an interaction is when it has no text of its own. */
export function contentOf(item: ReplayItem): string {
  const { turn, file_types, resource_id, form, label } = item
  if (turn?.control) return replayTexts.controls[turn.control] ?? turn.control
  if (file_types.length > 0) return replayTexts.files(file_types.join(', '))
  if (item.type.endsWith('_CONTENT_UPLOAD')) return replayTexts.file
  if (form !== null) return replayTexts.submitted(form)
  if (label !== null) return replayTexts.formKinds[label] ?? label
  return resource_id === null ? replayTexts.noText : replayTexts.opened(resource_id)
}

/** `CONVERSATION_TYPE_COMMS_NOTIFICATION` as people read it: Comms notification. */
export function humanType(type: string): string {
  const words = type
    .replace(/^[A-Z]+_TYPE_/, '')
    .toLowerCase()
    .replaceAll('_', ' ')
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}

/** Only what a browser opens as a page; anything else in a record stays text. */
export function safeUrl(url: string | null): string | null {
  return url !== null && /^https?:\/\//i.test(url) && URL.canParse(url) ? url : null
}

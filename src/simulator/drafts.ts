import type { Conversation, Interaction, PluginCall, User } from '../schema/record.ts'
import { instantText } from './instants.ts'
import type { Resource } from './resource.ts'

/** A record as it happened: its time as a number, and not yet loaded by the source, so without `last_updated_time`. */
type Draft<R> = Omit<R, 'created_time' | 'last_updated_time'> & { readonly at: number }

export type ConversationDraft = Readonly<Draft<Conversation>>
/** `detail` may hold keys nobody documented. */
export type InteractionDraft = Readonly<
  Omit<Draft<Interaction>, 'detail'> & { detail: Interaction['detail'] & { readonly platform_name?: string } }
>
/** `used` and `updated` change while the call waits to be published. */
export type PluginCallDraft = Readonly<Omit<Draft<PluginCall>, 'plugin_update_time' | 'used'>> & {
  used: boolean
  updated: number
}

/** A person; `external_ids`, most of the bytes and always the same, as JSON already. */
export type UserDraft = Readonly<Omit<User, 'last_updated_time' | 'external_ids'>> & {
  readonly external_ids: string
}

/** One use of a resource. */
export interface ResourceDraft {
  readonly at: number
  readonly id: string
  readonly resource: Resource
  readonly cited: boolean
  readonly plugin_call_id: string | null
  readonly interaction_id: string
  readonly conversation_id: string
  readonly user_id: string
}

// The texts below are put together by hand, in alphabetical order of the keys: ids and times need no escaping, and this
// is the innermost loop. Whatever a person could have written goes through JSON.stringify.

/** A conversation's record, minified. */
export function conversationText(draft: ConversationDraft, loaded: string): string {
  const { at, detail, id, primary_domain, route, type, user_id } = draft
  return `{"created_time":"${instantText(at)}","detail":${JSON.stringify(detail)},"id":"${id}","last_updated_time":"${loaded}","primary_domain":${quoted(primary_domain)},"route":"${route}","type":${quoted(type)},"user_id":"${user_id}"}`
}

/** An interaction's record, minified. */
export function interactionText(draft: InteractionDraft, loaded: string): string {
  return `{"actor":"${draft.actor}","conversation_id":"${draft.conversation_id}","created_time":"${instantText(draft.at)}","detail":${JSON.stringify(draft.detail)},"id":"${draft.id}","label":${quoted(draft.label)},"last_updated_time":"${loaded}","parent_interaction_id":${quoted(draft.parent_interaction_id)},"platform":"${draft.platform}","type":"${draft.type}","user_id":"${draft.user_id}"}`
}

/** A plugin call's record, minified. */
export function pluginCallText(draft: PluginCallDraft, loaded: string): string {
  return `{"conversation_id":"${draft.conversation_id}","created_time":"${instantText(draft.at)}","id":"${draft.id}","interaction_id":"${draft.interaction_id}","last_updated_time":"${loaded}","plugin_name":${JSON.stringify(draft.plugin_name)},"plugin_update_time":"${instantText(draft.updated)}","served":${draft.served},"used":${draft.used},"user_id":"${draft.user_id}"}`
}

/** What stands before the detail in a plugin resource's record, minified. */
export function resourceBefore(draft: ResourceDraft): string {
  return `{"cited":${draft.cited},"conversation_id":"${draft.conversation_id}","created_time":"${instantText(draft.at)}","detail":`
}

/** What stands after it. */
export function resourceAfter(draft: ResourceDraft, loaded: string): string {
  const { resource } = draft
  return `,"id":"${draft.id}","interaction_id":"${draft.interaction_id}","last_updated_time":"${loaded}","plugin_call_id":${quoted(draft.plugin_call_id)},"resource_id":${JSON.stringify(resource.resourceId)},"type":"${resource.type}","user_id":"${draft.user_id}"}`
}

/** A user's record, minified. */
export function userText(user: UserDraft, loaded: string): string {
  const { email_addr, external_ids, first_interaction_time, first_name, latest_interaction_time } = user
  return `{"access_to_bot":${user.access_to_bot},"email_addr":${JSON.stringify(email_addr)},"external_ids":${external_ids},"first_interaction_time":${quoted(first_interaction_time)},"first_name":${JSON.stringify(first_name)},"id":"${user.id}","last_name":${JSON.stringify(user.last_name)},"last_updated_time":"${loaded}","latest_interaction_time":${quoted(latest_interaction_time)},"user_preferred_language":"${user.user_preferred_language}"}`
}

function quoted(text: string | null): string {
  return text === null ? 'null' : `"${text}"`
}

import type { Attribute, Attributes } from './attribute.ts'
import type { conversations } from './conversations.ts'
import type { interactions } from './interactions.ts'
import type { pluginCalls } from './plugin-calls.ts'
import type { pluginResources } from './plugin-resources.ts'
import type { users } from './users.ts'

type Present<A extends Attribute> = A extends { type: 'flag' }
  ? boolean
  : A extends { type: 'strings' }
    ? readonly string[]
    : A extends { type: 'object'; attributes: infer Nested extends Attributes }
      ? Partial<RecordOf<Nested>>
      : A extends { type: 'objects'; attributes: infer Nested extends Attributes }
        ? readonly Partial<RecordOf<Nested>>[]
        : string

/** The JSON value of an attribute, as the Data API writes it: instants are texts, flags are booleans. */
export type ValueOf<A extends Attribute> = A extends { nullable: true } ? Present<A> | null : Present<A>

/** A record with every attribute of `A`. */
export type RecordOf<A extends Attributes> = { -readonly [Name in keyof A]: ValueOf<A[Name]> }

export type Conversation = RecordOf<(typeof conversations)['attributes']>
export type Interaction = RecordOf<(typeof interactions)['attributes']>
export type PluginCall = RecordOf<(typeof pluginCalls)['attributes']>
export type PluginResource = RecordOf<(typeof pluginResources)['attributes']>
export type User = RecordOf<(typeof users)['attributes']>

import { ApiError } from '../../api/errors.ts'
import { type Engine, rows } from '../../store/engine.ts'
import type { Asked } from '../asked.ts'
import type { DashboardSettings } from '../settings.ts'
import { JOURNEY_SETTINGS, journeyQuery } from './journey-rows.ts'
import { isAboutPeople } from './small-groups.ts'
import { citationsOf, textsOf, ticketsOf } from './turn-records.ts'

/** One thing a person said or did, with what came of it. Texts are null for who may not read conversations. */
export interface TurnRow {
  readonly time: string
  readonly interaction_id: string
  readonly conversation_id: string
  readonly platform: string
  readonly route: string | null
  readonly domain: string | null
  readonly topic: string | null
  /** question, ticket, handoff, helpful, unhelpful, info, get_help, ui_form, link, button, form, upload, other. */
  readonly action: string
  /** The question it goes back to. */
  readonly question_id: string | null
  /** Of a question: what came of everything that goes back to it, and how far it came in the funnel. */
  readonly outcome: string | null
  readonly stage: string | null
  readonly plugins_used: readonly string[]
  readonly plugins_served: readonly string[]
  readonly plugins_unsuccessful: readonly string[]
  readonly resources: number
  readonly citations: number
  readonly first_answer_seconds: number | null
  readonly slowest_call_ms: number | null
  readonly form_title: string | null
  readonly question: string | null
  readonly answer: string | null
  /** Names of the resources its answer cites. */
  readonly cited: readonly string[]
  /** Tickets that were filed for it or for what goes back to it. */
  readonly tickets: readonly string[]
}

export interface TurnPage {
  readonly rows: readonly TurnRow[]
  /** What `after` has to be for the next page; null on the last one. */
  readonly after: string | null
  /** How many turns there are; on the first page only. */
  readonly total?: number
  /** Whether texts are in it. */
  readonly texts: boolean
}

export interface TurnSearch {
  /** Words that all have to be in the question or in its answer; or an id. */
  readonly q?: string | undefined
  readonly after?: string | undefined
  readonly limit: number
  /** Whether who asks may read what was said. */
  readonly texts: boolean
}

const KEY = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z),(.+)$/s
const MOST_WORDS = 8

/**
 * A page of the journey table: what people said and did, the latest first.
 *
 * @throws ApiError 400 when `after` is none of ours; 403 when the filters leave too few people, or when text is searched by
 *   somebody who may not read it
 */
export async function readTurns(
  engine: Engine,
  asked: Asked,
  settings: DashboardSettings,
  { q, after, limit, texts }: TurnSearch,
): Promise<TurnPage> {
  const where: string[] = []
  const params: { [name: string]: string | number | readonly string[] } = {}
  const search = q?.trim()
  if (search) Object.assign(params, searching(search, texts, where))
  const counted = after === undefined ? await count(engine, asked, settings, { where, params, texts }) : {}
  if (after !== undefined) {
    const [, time, id] = KEY.exec(after) ?? []
    if (time === undefined || id === undefined)
      throw new ApiError(400, 'InvalidPage', `after is "${after}"; it must be the one the page before gave.`)
    where.push("(time, interaction_id) < (toDateTime64({after_time:String}, 3, 'UTC'), {after_id:String})")
    Object.assign(params, { after_time: time.replace('T', ' ').replace('Z', ''), after_id: id })
  }
  const query = journeyQuery(
    'turns',
    asked,
    settings,
    from => `SELECT time, interaction_id, conversation_id, platform, route, domain, topic, action, question_id, outcome, stage,
  plugins_used, plugins_served, plugins_unsuccessful, resources, citations,
  if(first_answer_time >= time, dateDiff('millisecond', time, assumeNotNull(first_answer_time)) / 1000, NULL) AS first_answer_seconds,
  slowest_call_ms, form_title
${from}
ORDER BY time DESC, interaction_id DESC
LIMIT {limit:UInt32}`,
    { where, params: { ...params, limit: limit + 1 } },
  )
  const found = await rows<Omit<TurnRow, 'question' | 'answer' | 'cited' | 'tickets'>>(engine, {
    ...query,
    settings: JOURNEY_SETTINGS,
  })
  const shown = found.slice(0, limit)
  const last = shown.at(-1)
  return {
    rows: await withRecords(engine, shown, texts),
    after: found.length > limit && last ? `${last.time},${last.interaction_id}` : null,
    ...counted,
    texts,
  }
}

/** What a search means: an id finds its record and its conversation, anything else what was said. */
function searching(
  search: string,
  texts: boolean,
  where: string[],
): { [name: string]: string | readonly string[] } {
  const isId = '(interaction_id = {search:String} OR conversation_id = {search:String})'
  if (!texts) {
    if (!/^[\w-]{4,40}$/.test(search))
      throw new ApiError(
        403,
        'MissingRight',
        'Searching what was said needs the right "transcripts". You can search for the id of a conversation or an interaction.',
      )
    where.push(isId)
    return { search }
  }
  const words = search.toLowerCase().split(/\s+/).slice(0, MOST_WORDS)
  // Answers come after their question: the period's end is not theirs.
  where.push(`(${isId} OR interaction_id IN (
    SELECT if(actor = 'user', id, ifNull(parent_interaction_id, '')) FROM interactions FINAL
    WHERE created_time >= {from:DateTime64(3, 'UTC')} AND created_time < {to:DateTime64(3, 'UTC')} + toIntervalDay(1)
      AND arrayAll(word -> positionCaseInsensitiveUTF8(ifNull(detail.content, ''), word) > 0, {words:Array(String)})
  ))`)
  return { search, words }
}

async function count(
  engine: Engine,
  asked: Asked,
  settings: DashboardSettings,
  {
    where,
    params,
    texts,
  }: {
    where: readonly string[]
    params: { [name: string]: string | number | readonly string[] }
    texts: boolean
  },
): Promise<{ total: number }> {
  const query = journeyQuery(
    'turns',
    asked,
    settings,
    from => `SELECT count() AS total, uniqExact(user_id) AS people ${from}`,
    { where, params },
  )
  const [{ total, people } = { total: 0, people: 0 }] = await rows<{ total: number; people: number }>(
    engine,
    { ...query, settings: JOURNEY_SETTINGS },
  )
  const minimum = settings.minimum_group
  if (!texts && isAboutPeople(asked) && people > 0 && people < minimum)
    throw new ApiError(
      403,
      'GroupTooSmall',
      `These turns are about fewer than ${minimum} people, who could be recognised. Take a filter away, or a longer period.`,
    )
  return { total }
}

async function withRecords(
  engine: Engine,
  turns: readonly Omit<TurnRow, 'question' | 'answer' | 'cited' | 'tickets'>[],
  texts: boolean,
): Promise<TurnRow[]> {
  if (turns.length === 0) return []
  const [said, cited, tickets] = await Promise.all([
    texts ? textsOf(engine, turns) : undefined,
    texts ? citationsOf(engine, turns) : undefined,
    ticketsOf(engine, turns),
  ])
  return turns.map(turn => ({
    ...turn,
    // Of a form, what it says: a ticket's number, a rating, a title. What was written into it is in the conversation.
    question: said?.questions.get(turn.interaction_id) ?? null,
    answer: said?.answers.get(turn.interaction_id) ?? null,
    cited: cited?.get(turn.interaction_id) ?? [],
    tickets: tickets.get(turn.interaction_id) ?? [],
  }))
}

import { type Parameters, rows, type Session, type Settings } from '../store/engine.ts'

/** The conversations of the slice being derived. */
export const IN_SLICE = 'IN (SELECT conversation_id FROM touched WHERE slice = {slice:UInt32})'

/**
 * Interactions in the order of conversations and time, numbered through. Numbers are what the following steps join by, and a
 * conversation of any length costs as much as its interactions in short ones would.
 */
const ORDERED = `
CREATE TEMPORARY TABLE ordered ENGINE = Memory AS
SELECT row_number() OVER (ORDER BY conversation_id, time, own DESC, id) AS n, * FROM (
  SELECT
    conversation_id, created_time AS time, (actor = 'user' AND interactions.type = 'INTERACTION_TYPE_FREE_TEXT')::UInt8 AS own, id,
    (actor = 'user')::UInt8 AS is_action, ifNull(parent_interaction_id, '') AS parent_id, user_id, interactions.type::String AS type,
    interactions.label::Nullable(String) AS label, interactions.platform::String AS platform, detail.domain::Nullable(String) AS domain,
    detail.entity AS topic, detail.resource_id AS resource_id, detail.detail AS form_detail,
    ifNull(detail.content, '') != '' AS has_content
  FROM interactions FINAL
  WHERE conversation_id ${IN_SLICE}
)`

/** What stands around each interaction: the question at or before it, the one before that, and what the person does next. */
const AROUND = `
CREATE TEMPORARY TABLE around ENGINE = Memory AS
WITH conversation AS (
  SELECT arraySort(groupArray((n, own, is_action))) AS items FROM ordered GROUP BY conversation_id
)
SELECT place_n, earlier, previous, next, position
FROM (
  SELECT
    items.1 AS ns,
    arrayFill(n -> n > 0, arrayMap(item -> if(item.2, item.1, 0), items)) AS at_or_before,
    arrayShiftRight(at_or_before, 1, 0) AS before,
    arrayShiftLeft(arrayReverseFill(n -> n > 0, arrayMap(item -> if(item.3, item.1, 0), items)), 1, 0) AS after,
    arrayCumSum(items.2) AS counted
  FROM conversation
)
ARRAY JOIN ns AS place_n, at_or_before AS earlier, before AS previous, after AS next, counted AS position`

/** Each interaction whose parent is in its conversation. */
const PARENTS = `
CREATE TEMPORARY TABLE parents ENGINE = Memory AS
SELECT child.n AS child_n, parent.n AS parent_n, parent.own AS is_question, parent.is_action AS is_action, parent.id AS parent_id
FROM (SELECT n, conversation_id, parent_id FROM ordered WHERE parent_id != '') AS child
INNER JOIN ordered AS parent ON parent.conversation_id = child.conversation_id AND parent.id = child.parent_id`

/** How far the chain of parents of each interaction is followed: to a question, or to what has no parent. */
const CHAIN = `
CREATE TEMPORARY TABLE chain ENGINE = Memory AS
SELECT child_n AS link_n, parent_n AS target FROM parents WHERE child_n NOT IN (SELECT n FROM ordered WHERE own)`

/** Follows every chain twice as far: its target's target becomes its target. */
const FOLLOW = `
CREATE TEMPORARY TABLE followed_chain ENGINE = Memory AS
SELECT chain.link_n AS link_n, if(further.target = 0, chain.target, further.target) AS target, further.target != 0 AS moved
FROM chain LEFT JOIN chain AS further ON further.link_n = chain.target`

/** Interactions with all this, in the table `woven`. What feedback is about is the action its message answers, else its question. */
const WOVEN = `
CREATE TEMPORARY TABLE woven ENGINE = Memory AS
SELECT
  each.conversation_id AS conversation_id, each.time AS time, each.own AS own, each.id AS id, each.is_action AS is_action,
  each.user_id AS user_id, each.type AS type, each.label AS label, each.platform AS platform, each.has_content AS has_content,
  if(question.n = 0, NULL, question.id) AS question_id,
  multiIf(each.own, 'itself', question.n = 0, 'none', each.linked, 'parents', 'time') AS attributed_by,
  question.domain AS domain, question.topic AS topic,
  multiIf(NOT each.is_action, parent.parent_id, parent.parent_n = 0, question.id, parent.is_action, parent.parent_id,
    grandparent.parent_n > 0, grandparent.parent_id, question.id) AS subject_id,
  if(following.n = 0, 'end', following.type) AS next_step,
  if(each.own, each.position, 0) AS position,
  if(before.n = 0, NULL, before.time) AS previous_question_time,
  before.topic AS previous_topic,
  if(each.type = 'INTERACTION_TYPE_LINK_CLICK' AND lower(each.resource_id) IN ('helpful', 'unhelpful', 'info', 'get_help', 'ui_form'),
    lower(each.resource_id), NULL) AS control,
  if(each.type = 'INTERACTION_TYPE_UIFORM_SUBMISSION', ifNull(each.form_detail, ''), NULL) AS form_title,
  multiIf(
    each.is_action AND control IN ('helpful', 'unhelpful'), control,
    each.type = 'INTERACTION_TYPE_UIFORM_SUBMISSION' AND each.label = 'feedback' AND each.is_action,
      if(lower(coalesce(each.form_detail, each.resource_id, '') AS said) IN ('helpful', 'unhelpful'), lower(said), NULL),
    NULL) AS feedback,
  feedback IS NOT NULL AND each.type != 'INTERACTION_TYPE_LINK_CLICK' AND each.has_content AS has_comment
FROM (
  SELECT
    ordered.*, toUInt32(position) AS position, next, if(own, previous, 0) AS previous,
    target IN (SELECT n FROM ordered WHERE own) AS linked, multiIf(own, n, linked, target, earlier) AS question_n
  FROM ordered INNER JOIN around ON place_n = n LEFT JOIN chain ON link_n = n
) AS each
LEFT JOIN (SELECT n, id, domain, topic FROM ordered WHERE own) AS question ON question.n = each.question_n
LEFT JOIN (SELECT n, time, topic FROM ordered WHERE own) AS before ON before.n = each.previous
LEFT JOIN (SELECT n, type FROM ordered WHERE is_action) AS following ON following.n = each.next
LEFT JOIN parents AS parent ON parent.child_n = each.n
LEFT JOIN parents AS grandparent ON grandparent.child_n = parent.parent_n`

/** Everything that decides how interactions are woven. */
export const WEAVING = [ORDERED, AROUND, PARENTS, CHAIN, FOLLOW, WOVEN]

/** A chain this many doublings long would have more interactions than any store holds. */
const MOST_DOUBLINGS = 32

/**
 * Finds the question each interaction of the slice goes back to, and fills `woven`. Chains are followed twice as far in each
 * round, until none goes any further or only circles are left. A chain that ends anywhere but at a question (its parent is
 * missing, or it is a circle) counts for nothing: then it is the nearest earlier question of the conversation.
 */
export async function weave(session: Session, params: Parameters, settings: Settings): Promise<void> {
  const run = (sql: string): Promise<Buffer> => session.run({ sql, params, settings })
  await dropWoven(session)
  for (const sql of [ORDERED, AROUND, PARENTS, CHAIN]) await run(sql)
  const [size] = await rows<{ longest: number }>(session, {
    sql: 'SELECT max(interactions) AS longest FROM (SELECT count() AS interactions FROM ordered GROUP BY conversation_id)',
    settings,
  })
  const doublings = Math.min(MOST_DOUBLINGS, Math.ceil(Math.log2(size!.longest + 1)))
  for (let round = 0; round < doublings; round++) {
    await run(FOLLOW)
    const [moved] = await rows<{ any: number }>(session, {
      sql: 'SELECT max(moved) AS any FROM followed_chain',
      settings,
    })
    await run('DROP TEMPORARY TABLE chain')
    await run('CREATE TEMPORARY TABLE chain ENGINE = Memory AS SELECT link_n, target FROM followed_chain')
    await run('DROP TEMPORARY TABLE followed_chain')
    if (!moved!.any) break
  }
  await run(WOVEN)
  await drop(session, STEPS)
}

const STEPS = ['ordered', 'around', 'parents', 'chain', 'followed_chain']

export async function dropWoven(session: Session): Promise<void> {
  await drop(session, [...STEPS, 'woven'])
}

async function drop(session: Session, tables: readonly string[]): Promise<void> {
  for (const table of tables) await session.run({ sql: `DROP TEMPORARY TABLE IF EXISTS ${table}` })
}

/** Plugin calls and resources, by the interaction they were for. */
export const CALLS = `
CREATE TEMPORARY TABLE called ENGINE = Memory AS
SELECT
  id, conversation_id, interaction_id, user_id, created_time AS time, plugin_name AS plugin, served, used,
  multiIf(used, 'used', served, 'served', 'unsuccessful') AS outcome,
  if(plugin_update_time >= created_time, toUInt64(dateDiff('millisecond', created_time, plugin_update_time)), NULL) AS updated_ms
FROM plugin_calls FINAL
WHERE conversation_id ${IN_SLICE}`

export const RESOURCES = `
CREATE TEMPORARY TABLE brought ENGINE = Memory AS
SELECT
  conversation_id, interaction_id, ifNull(plugin_call_id, '') AS call_id,
  toUInt32(count()) AS resources, toUInt32(countIf(cited)) AS citations,
  toUInt32(countIf(type = 'RESOURCE_TYPE_APPROVAL')) AS approvals
FROM plugin_resources FINAL
WHERE conversation_id ${IN_SLICE}
GROUP BY conversation_id, interaction_id, call_id`

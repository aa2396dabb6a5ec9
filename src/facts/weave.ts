import { type Parameters, rows, type Session, type Settings } from '../store/engine.ts'

/** The conversations of the slice being derived. */
export const IN_SLICE = 'conversation_key BETWEEN {low:UInt64} AND {high:UInt64}'

/** What is one of a few words. */
const FEW_WORDS = ['type', 'label', 'platform', 'control', 'feedback']

/**
 * Interactions in the order of conversations and time, numbered through from 1. Numbers are what the following steps join by, and
 * a conversation of any length costs as much as its interactions in short ones would.
 *
 * Words become columns of low cardinality behind the sorting: runs that were gathered apart are merged row by row, which costs such a
 * column several times what it costs a text.
 */
const ORDERED = `
CREATE TEMPORARY TABLE ordered ENGINE = Memory AS
SELECT
  toUInt32(row_number() OVER (ORDER BY conversation_key, time, follows, id)) AS n, NOT follows AS own,
  * EXCEPT follows REPLACE (${FEW_WORDS.map(word => `toLowCardinality(${word}) AS ${word}`).join(', ')})
FROM said WHERE ${IN_SLICE}`

/** What stands around each interaction: the question at or before it, the one before that, and what the person does next. */
const AROUND = `
CREATE TEMPORARY TABLE around ENGINE = Memory AS
WITH conversation AS (
  SELECT arraySort(groupArray((n, own, is_action))) AS items FROM ordered GROUP BY conversation_key
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
SELECT child.n AS child_n, child.own AS is_own, parent.n AS parent_n, parent.own AS is_question, parent.is_action AS is_action
FROM (SELECT n, own, parent_key FROM ordered WHERE parent_key != 0) AS child
INNER JOIN (SELECT key, n, own, is_action FROM ordered) AS parent ON parent.key = child.parent_key`

/** How far the chain of parents of each interaction that does not begin with a question is followed: to the last before one. */
const CHAIN = `
CREATE TEMPORARY TABLE chain ENGINE = Memory AS
SELECT child_n AS link_n, parent_n AS target FROM parents WHERE NOT is_own AND NOT is_question`

/** The questions at which chains of parents end. */
const ROOTS = `
CREATE TEMPORARY TABLE roots ENGINE = Memory AS
SELECT child_n AS rooted_n, parent_n AS root FROM parents WHERE NOT is_own AND is_question
UNION ALL
SELECT link_n AS rooted_n, parent_n AS root
FROM chain INNER JOIN (SELECT child_n, parent_n FROM parents WHERE is_question AND NOT is_own) AS top ON top.child_n = chain.target`

/** Follows every chain twice as far: its target's target becomes its target. */
const FOLLOW = `
CREATE TEMPORARY TABLE followed_chain ENGINE = Memory AS
SELECT chain.link_n AS link_n, if(further.target = 0, chain.target, further.target) AS target, further.target != 0 AS moved
FROM chain ANY LEFT JOIN chain AS further ON further.link_n = chain.target`

/**
 * Interactions with all this, in the table `woven`; what belongs to them is told by number. What feedback is about is the action
 * its message answers, else its question.
 */
const WOVEN = `
CREATE TEMPORARY TABLE woven ENGINE = Memory AS
SELECT
  each.n AS n, each.key AS key, each.conversation_key AS conversation_key, each.conversation_id AS conversation_id, each.time AS time, each.own AS own, each.id AS id,
  each.is_action AS is_action, each.user_id AS user_id, each.type AS type, each.label AS label, each.platform AS platform, each.control AS control,
  each.form_title AS form_title, each.feedback AS feedback, each.has_comment AS has_comment, each.topic AS topic, each.next_n AS next_n, each.position AS position,
  each.linked AS linked, each.question_n AS question_n,
  multiIf(own, 'itself', question_n = 0, 'none', linked, 'parents', 'time') AS attributed_by,
  multiIf(NOT each.is_action, parent.parent_n, parent.parent_n = 0, question_n, parent.is_action, parent.parent_n,
    grandparent.parent_n > 0, grandparent.parent_n, question_n) AS subject_n,
  if(before.n = 0, NULL, before.time) AS previous_question_time,
  before.topic AS previous_topic
FROM (
  SELECT
    ordered.* EXCEPT parent_key, root, earlier, if(own, previous, 0) AS previous, next AS next_n,
    if(own, toUInt32(position), 0) AS position,
    root > 0 AS linked, multiIf(own, n, linked, root, earlier) AS question_n
  FROM ordered ANY LEFT JOIN around ON place_n = n ANY LEFT JOIN roots ON rooted_n = n
) AS each
ANY LEFT JOIN (SELECT n, time, topic FROM ordered WHERE own) AS before ON before.n = each.previous
ANY LEFT JOIN parents AS parent ON parent.child_n = each.n
ANY LEFT JOIN parents AS grandparent ON grandparent.child_n = parent.parent_n`

/** How often each action was answered, and when first. */
const ANSWERED = `
CREATE TEMPORARY TABLE answered ENGINE = Memory AS
SELECT subject_n, toUInt32(count()) AS answers, min(time) AS first_answer_time
FROM woven WHERE NOT is_action AND subject_n > 0 GROUP BY subject_n`

/** Plugins of the slice's calls in the order of their names: where a call's plugin stands in it is its `rank`. */
const PLUGINS = `
CREATE TEMPORARY TABLE plugins ENGINE = Memory AS
SELECT arraySort(groupUniqArray(plugin)) AS names FROM called WHERE ${IN_SLICE}`

/** Plugin calls of the slice, with the number of the interaction they were for. */
const CALLS = `
CREATE TEMPORARY TABLE calls ENGINE = Memory AS
SELECT
  call.conversation_key AS conversation_key, call.conversation_id AS conversation_id, call.time AS time, call.id AS id, call.key AS key, interaction_id, call.interaction_key AS interaction_key, user_id, plugin, served, used,
  updated_ms, multiIf(used, 'used', served, 'served', 'unsuccessful') AS outcome,
  4 * toUInt32(rank) + multiIf(used, 2, served, 1, 0) AS plugin_outcome, interaction.n AS interaction_n,
  interaction.question_n AS question_n
FROM (SELECT * FROM called WHERE ${IN_SLICE}) AS call
ANY LEFT JOIN (SELECT key, n, question_n FROM woven) AS interaction
  ON interaction.key = call.interaction_key
ANY LEFT JOIN (SELECT name, rank FROM plugins ARRAY JOIN names AS name, arrayEnumerate(names) AS rank) AS ranked ON ranked.name = call.plugin`

/**
 * Resources of the slice by the interaction and the call they were for, and the quarter of an hour, which is in one day of every zone.
 * The three are one number to group by, which takes a fifth less than they do.
 */
const RESOURCES = `
CREATE TEMPORARY TABLE resources ENGINE = Memory AS
SELECT
  any(each.conversation_key) AS conversation_key, any(each.interaction_key) AS interaction_key, any(each.call_key) AS call_key,
  toUInt32(length(cited_keys) + length(other_keys)) AS resources, toUInt32(length(cited_keys)) AS citations,
  toUInt32(countIf(is_approval)) AS approvals, min(time) AS brought_time, arraySort(groupArrayIf(article_key, cited)) AS cited_keys,
  arraySort(groupArrayIf(article_key, NOT cited)) AS other_keys
FROM brought AS each WHERE bucket BETWEEN bitShiftRight({low:UInt64}, 48) AND bitShiftRight({high:UInt64}, 48)
GROUP BY bitXor(each.interaction_key, 31 * each.call_key + intDiv(toUnixTimestamp64Milli(each.time), 900000))`

/** Everything that decides how interactions are woven. */
export const WEAVING = [
  ORDERED,
  AROUND,
  PARENTS,
  CHAIN,
  FOLLOW,
  ROOTS,
  WOVEN,
  ANSWERED,
  PLUGINS,
  CALLS,
  RESOURCES,
]

/** A chain this many doublings long would have more interactions than any store holds. */
const MOST_DOUBLINGS = 32

/**
 * Finds the question each interaction of the slice goes back to, and fills `woven`, `calls` and `resources`. Chains are followed
 * twice as far in each round, until none goes any further or only circles are left. A chain that ends anywhere but at a question
 * (its parent is missing, or it is a circle) counts for nothing: then it is the nearest earlier question of the conversation.
 */
export async function weave(session: Session, params: Parameters, settings: Settings): Promise<void> {
  const run = (sql: string): Promise<Buffer> => session.run({ sql, params, settings })
  await drop(session, WOVEN_TABLES)
  for (const sql of [ORDERED, AROUND, PARENTS, CHAIN]) await run(sql)
  const [size] = await rows<{ longest: number }>(session, {
    sql: 'SELECT max(interactions) AS longest FROM (SELECT count() AS interactions FROM ordered GROUP BY conversation_key)',
    settings,
  })
  const doublings = Math.min(MOST_DOUBLINGS, Math.ceil(Math.log2(size!.longest + 1)))
  for (let round = 0; round < doublings; round++) {
    await run(FOLLOW)
    const [moved] = await rows<{ any: number }>(session, {
      sql: 'SELECT max(moved) AS any FROM followed_chain',
      settings,
    })
    await drop(session, ['chain'])
    await run('CREATE TEMPORARY TABLE chain ENGINE = Memory AS SELECT link_n, target FROM followed_chain')
    await drop(session, ['followed_chain'])
    if (!moved!.any) break
  }
  for (const sql of [ROOTS, WOVEN, ANSWERED, PLUGINS, CALLS, RESOURCES]) await run(sql)
  await drop(session, STEPS)
}

const STEPS = ['around', 'parents', 'chain', 'followed_chain', 'roots']

/** The temporary tables that {@link weave} fills. */
export const WOVEN_TABLES: readonly string[] = [
  ...STEPS,
  'ordered',
  'woven',
  'answered',
  'plugins',
  'calls',
  'resources',
]

/** Drops those of these temporary tables that are there. */
export async function drop(session: Session, tables: readonly string[]): Promise<void> {
  await session.run({ sql: `DROP TEMPORARY TABLE IF EXISTS ${tables.join(', ')}` })
}

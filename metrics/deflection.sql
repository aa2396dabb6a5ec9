/*
title: Deflection
sentence: The share of questions after which the person filed no ticket, asked for no agent and gave no negative feedback.
unit: share
numerator: countIf(deflected)
denominator: count()
dimensions: [platform, domain, topic, ticket, handoff, unhelpful]
notes: |
  The base is every free text a person wrote in the period. A later ticket, hand-off or negative feedback is a signal
  against one of them, found by following parents from the signal back: form → message of the assistant → question, or
  through a button in between, up to 16 steps. Where a parent is missing (before 12 August 2025 people's actions had none;
  notifications have none still) the signal counts against the nearest earlier question of the same conversation.
  A signal without any earlier question counts against none. Signals count whenever they come, even after the period.

  Silence counts as success: this is the guide's definition, and an upper bound. Forms are recognised by their title
  without regard to case ("File an IT Ticket", "Live agent chat request"); a form with another title is not recognised.
source: "Metrics guide, Value Metrics: Deflections / Resolutions; parent ids as extended on 12 August 2025"
*/
WITH RECURSIVE
questions AS (
  SELECT id, created_time, conversation_id, user_id, platform, detail.domain AS domain, detail.entity AS topic
  FROM interactions FINAL
  WHERE actor = 'user' AND type = 'INTERACTION_TYPE_FREE_TEXT'
    AND created_time >= {from:DateTime64(3, 'UTC')} AND created_time < {to:DateTime64(3, 'UTC')}
),
-- Everything in the conversations those questions belong to: signals may come after the period, parents before it.
turns AS (
  SELECT
    id, conversation_id, created_time, parent_interaction_id,
    actor = 'user' AND type = 'INTERACTION_TYPE_FREE_TEXT' AS is_question,
    type = 'INTERACTION_TYPE_UIFORM_SUBMISSION' AND (
      label = 'file_ticket' OR (label IN ('handoff', 'mw_form') AND match(ifNull(detail.detail, ''), '(?i)file.*ticket'))
    ) AS is_ticket,
    type = 'INTERACTION_TYPE_UIFORM_SUBMISSION'
      AND label IN ('handoff', 'mw_form') AND match(ifNull(detail.detail, ''), '(?i)live agent') AS is_handoff,
    (type = 'INTERACTION_TYPE_LINK_CLICK' AND lower(ifNull(detail.resource_id, '')) = 'unhelpful')
      OR (type = 'INTERACTION_TYPE_UIFORM_SUBMISSION' AND label = 'feedback'
          AND lower(coalesce(detail.detail, detail.resource_id, '')) = 'unhelpful') AS is_unhelpful
  FROM interactions FINAL
  WHERE conversation_id IN (SELECT conversation_id FROM questions)
),
signals AS (
  SELECT * FROM turns WHERE is_ticket OR is_handoff OR is_unhelpful
),
-- From each signal, one parent a step, until a question is reached or the chain breaks.
chain AS (
  SELECT id AS signal_id, parent_interaction_id AS at, false AS found, 1 AS steps
  FROM signals WHERE parent_interaction_id IS NOT NULL
  UNION ALL
  SELECT chain.signal_id, if(turns.is_question, chain.at, turns.parent_interaction_id), turns.is_question, chain.steps + 1
  FROM chain INNER JOIN turns ON turns.id = chain.at
  WHERE NOT chain.found AND chain.at IS NOT NULL AND chain.steps <= 16
),
by_parents AS (
  SELECT signal_id, any(at) AS question_id FROM chain WHERE found GROUP BY signal_id
),
by_time AS (
  SELECT signals.id AS signal_id, turns.id AS question_id
  FROM signals ASOF INNER JOIN (SELECT * FROM turns WHERE is_question) AS turns
    ON turns.conversation_id = signals.conversation_id AND turns.created_time <= signals.created_time
),
attributed AS (
  SELECT
    ifNull(by_parents.question_id, by_time.question_id) AS question_id,
    max(signals.is_ticket) AS ticket,
    max(signals.is_handoff) AS handoff,
    max(signals.is_unhelpful) AS unhelpful
  FROM signals
  LEFT JOIN by_parents ON by_parents.signal_id = signals.id
  LEFT JOIN by_time ON by_time.signal_id = signals.id
  GROUP BY question_id
)
SELECT
  questions.created_time AS time,
  questions.id AS interaction_id,
  questions.conversation_id AS conversation_id,
  questions.user_id AS user_id,
  questions.platform AS platform,
  questions.domain AS domain,
  questions.topic AS topic,
  ifNull(attributed.ticket, false) AS ticket,
  ifNull(attributed.handoff, false) AS handoff,
  ifNull(attributed.unhelpful, false) AS unhelpful,
  NOT (ticket OR handoff OR unhelpful) AS deflected
FROM questions LEFT JOIN attributed ON attributed.question_id = questions.id

/*
title: Articles by feedback
sentence: Of the rated answers that cite an article, the share that was called helpful.
family: knowledge
unit: share
numerator: uniqExactIf(interaction_id, helpful AND NOT unhelpful)
denominator: uniqExact(interaction_id)
adds_up: false
grain: one row for each citation of an article in a rated answer
key: resource_record_id
by: [article, name]
dimensions: [article, name, article_domain, type, platform, domain, topic, helpful, unhelpful]
notes: |
  Feedback by click or form on the very answer. Feedback both ways counts as unhelpful.
blind_spots: |
  Feedback is about the answer, not about the article: several articles of one answer share it.
source: "Ours, over the guide's user feedback and citations"
example: |
  "VPN setup" is cited in three rated answers, two of them helpful: 2 / 3.
*/
WITH rated AS (
  SELECT
    id, platform, domain, topic,
    toBool(rated_helpful_clicks + rated_helpful_forms > 0) AS helpful, toBool(rated_unhelpful_clicks + rated_unhelpful_forms > 0) AS unhelpful
  FROM turn_facts FINAL
  WHERE (helpful OR unhelpful) AND turn_facts.time >= {from:DateTime64(3, 'UTC')} AND turn_facts.time < {to:DateTime64(3, 'UTC')}
),
-- Few of all resources, and of their details two: the others are not read.
resources AS (
  SELECT
    id, created_time, interaction_id, conversation_id, user_id, resource_id, detail.name AS name, detail.domain AS article_domain, type
  FROM plugin_resources FINAL
  WHERE cited AND match(type, {article_types:String}) AND interaction_id IN (SELECT id FROM rated)
)
SELECT
  created_time AS time, resources.id AS resource_record_id, interaction_id, conversation_id, user_id, resource_id AS article,
  name, article_domain, type, platform, rated.domain AS domain, topic, helpful, unhelpful
FROM resources INNER JOIN rated ON rated.id = resources.interaction_id

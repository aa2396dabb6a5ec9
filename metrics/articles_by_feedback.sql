/*
title: Articles by feedback
sentence: Of the rated answers that cite an article, the share that was called helpful.
family: knowledge
unit: share
numerator: uniqExactIf(interaction_key, helpful AND NOT unhelpful)
denominator: uniqExact(interaction_key)
adds_up: false
grain: one row for each citation of an article in a rated answer
key: interaction_id
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
SELECT
  time, interaction_id, interaction_key, conversation_id, user_id, user_key, article, name, article_domain, type, platform, citation.domain AS domain, topic,
  helpful, unhelpful
FROM (
  SELECT
    time, interaction_id, interaction_key, conversation_id, user_id, user_key, platform, domain, topic, arrayJoin(cited) AS article_key,
    toBool(rated_helpful_clicks > 0 OR rated_helpful_forms > 0) AS helpful, toBool(rated_unhelpful_clicks > 0 OR rated_unhelpful_forms > 0) AS unhelpful
  FROM resource_facts FINAL
  WHERE (helpful OR unhelpful) AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
) AS citation
INNER JOIN (
  SELECT article_key, article, nullIf(name, '') AS name, nullIf(domain, '') AS article_domain, type
  FROM articles FINAL WHERE match(type, {article_types:String})
) AS articles ON articles.article_key = citation.article_key

/*
title: Articles never cited
sentence: How many articles were brought by searches and never cited.
family: knowledge
unit: count
value: uniqExact(article) - uniqExactIf(article, cited)
adds_up: false
grain: one row for each article a search brought
key: resource_record_id
dimensions: [domain, type]
notes: |
  Among articles that searches brought in the period.
blind_spots: |
  Articles no search ever brought are not in the records: compare with the list of your knowledge base.
source: "Integration guide, Knowledge & Content Effectiveness"
example: |
  Searches brought 40 different articles, 15 of them were cited at least once: 25.
*/
SELECT
  created_time AS time, id AS resource_record_id, interaction_id, conversation_id, user_id,
  resource_id AS article, detail.name AS name, detail.domain AS domain, type, cited
FROM plugin_resources FINAL
WHERE match(type, {article_types:String})
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}

/*
title: Cited articles
sentence: How often answers cited each article.
family: knowledge
unit: count
value: countIf(cited)
grain: one row for each article a search brought
key: resource_record_id
by: [article, name]
dimensions: [article, name, domain, type, cited]
notes: |
  Articles are resources of the types in article_types: knowledge and files. An answer that cites one twice counts once for
  each record the source wrote.
blind_spots: |
  Names change: an article has as many lines as it had names, by article alone it has one.
source: "Integration guide, Knowledge & Content Effectiveness: most frequently cited articles"
example: |
  "VPN setup" cited in three answers: 3.
*/
SELECT
  created_time AS time, id AS resource_record_id, interaction_id, conversation_id, user_id,
  resource_id AS article, detail.name AS name, detail.domain AS domain, type, cited
FROM plugin_resources FINAL
WHERE match(type, {article_types:String})
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}

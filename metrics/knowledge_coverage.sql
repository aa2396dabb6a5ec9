/*
title: Knowledge coverage
sentence: Of the different articles searches brought, the share that was cited at least once.
family: knowledge
unit: share
numerator: uniqExactIf(article, cited)
denominator: uniqExact(article)
adds_up: false
grain: one row for each article a search brought
key: resource_record_id
by: [domain]
dimensions: [domain, type]
notes: |
  By the domain of the article. Few articles that answer much are a low share, and no fault.
blind_spots: |
  Files have no domain. Articles no search ever brought are not in the records.
source: "Integration guide, Knowledge & Content Effectiveness: content coverage by domain"
example: |
  Of 20 IT articles brought, 12 were cited: 12 / 20 = 0.6.
*/
SELECT
  created_time AS time, id AS resource_record_id, interaction_id, conversation_id, user_id,
  resource_id AS article, detail.name AS name, detail.domain AS domain, type, cited
FROM plugin_resources FINAL
WHERE match(type, {article_types:String})
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}

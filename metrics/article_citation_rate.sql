/*
title: Article citation rate
sentence: Of the articles searches brought, the share that was cited.
family: knowledge
unit: share
numerator: countIf(cited)
denominator: count()
grain: one row for each article a search brought
key: resource_record_id
dimensions: [article, name, domain, type, cited]
notes: |
  A search brings many articles and cites few. An article that is brought often and never cited is near what people ask,
  and does not answer it.
blind_spots: |
  Whether people read what was cited.
source: "Integration guide, Knowledge & Content Effectiveness"
example: |
  Ten articles brought, two cited: 2 / 10 = 0.2.
*/
SELECT
  created_time AS time, id AS resource_record_id, interaction_id, conversation_id, user_id,
  resource_id AS article, detail.name AS name, detail.domain AS domain, type, cited
FROM plugin_resources FINAL
WHERE match(type, {article_types:String})
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}

/*
title: Article citation rate
sentence: Of the articles searches brought, the share that was cited.
family: knowledge
unit: share
numerator: sumIf(uses, cited)
denominator: sum(uses)
grain: one row for each article a search brought
key: interaction_id
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
SELECT time, interaction_id, conversation_id, user_id, user_key, article, name, articles.domain AS domain, type, cited, 1 AS uses
FROM (
  SELECT time, interaction_id, conversation_id, user_id, user_key, true AS cited, arrayJoin(resource_facts.cited) AS article_key
  FROM resource_facts FINAL
  WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
  UNION ALL
  SELECT time, interaction_id, conversation_id, user_id, user_key, false AS cited, arrayJoin(not_cited) AS article_key
  FROM resource_facts FINAL
  WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
) AS brought
INNER JOIN (
  SELECT article_key, article, nullIf(name, '') AS name, nullIf(domain, '') AS domain, type
  FROM articles FINAL WHERE match(type, {article_types:String})
) AS articles ON articles.article_key = brought.article_key

/*
summary: one row for each article and quarter of an hour in which a search brought it, and whether it was cited
*/
SELECT time, article, name, articles.domain AS domain, type, cited, uses
FROM (
  SELECT time, article_key, true AS cited, use_facts.cited AS uses
  FROM use_facts FINAL
  WHERE use_facts.cited > 0 AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
  UNION ALL
  SELECT time, article_key, false AS cited, brought - use_facts.cited AS uses
  FROM use_facts FINAL
  WHERE brought > use_facts.cited AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
) AS brought
INNER JOIN (
  SELECT article_key, article, nullIf(name, '') AS name, nullIf(domain, '') AS domain, type
  FROM articles FINAL WHERE match(type, {article_types:String})
) AS articles ON articles.article_key = brought.article_key

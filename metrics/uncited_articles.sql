/*
title: Articles never cited
sentence: How many articles were brought by searches and never cited.
family: knowledge
unit: count
value: uniqExact(resource_key) - uniqExactIf(resource_key, cited)
adds_up: false
grain: one row for each day, article a search brought on it, and whether it was cited
key: article
people: false
dimensions: [domain, type, cited]
notes: |
  Among articles that searches brought in the period.
blind_spots: |
  Articles no search ever brought are not in the records: compare with the list of your knowledge base.
source: "Integration guide, Knowledge & Content Effectiveness"
example: |
  Searches brought 40 different articles, 15 of them were cited at least once: 25.
*/
WITH days AS (
  SELECT
    toDate(time, {tz:String}) AS day, groupUniqArrayArray(resource_facts.cited) AS cited_keys, groupUniqArrayArray(not_cited) AS other_keys
  FROM resource_facts FINAL
  WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
  GROUP BY day
)
SELECT
  greatest({from:DateTime64(3, 'UTC')}, toDateTime64(day, 3, {tz:String})) AS time, article, resource_key, name,
  articles.domain AS domain, type, cited
FROM (
  SELECT day, true AS cited, arrayJoin(cited_keys) AS article_key FROM days
  UNION ALL
  SELECT day, false AS cited, arrayJoin(other_keys) AS article_key FROM days
) AS brought
INNER JOIN (
  SELECT article_key, article, xxh3(article) AS resource_key, nullIf(name, '') AS name, nullIf(domain, '') AS domain, type
  FROM articles FINAL WHERE match(type, {article_types:String})
) AS articles ON articles.article_key = brought.article_key

/*
summary: one row for each article and quarter of an hour in which a search brought it, and whether it was cited
*/
SELECT time, article, resource_key, name, articles.domain AS domain, type, cited
FROM (
  SELECT time, article_key, true AS cited
  FROM use_facts FINAL
  WHERE use_facts.cited > 0 AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
  UNION ALL
  SELECT time, article_key, false AS cited
  FROM use_facts FINAL
  WHERE brought > use_facts.cited AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
) AS brought
INNER JOIN (
  SELECT article_key, article, xxh3(article) AS resource_key, nullIf(name, '') AS name, nullIf(domain, '') AS domain, type
  FROM articles FINAL WHERE match(type, {article_types:String})
) AS articles ON articles.article_key = brought.article_key

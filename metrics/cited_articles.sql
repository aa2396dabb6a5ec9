/*
title: Cited articles
sentence: How often answers cited each article.
family: knowledge
unit: count
value: sum(citations)
grain: one row for each citation of an article
key: interaction_id
by: [article, name]
dimensions: [article, name, domain, type]
notes: |
  Articles are resources of the types in article_types: knowledge and files. An answer that cites one twice counts once for
  each record the source wrote. What was never cited is not among them: see uncited_articles.
blind_spots: |
  Names change: an article has as many lines as it had names, by article alone it has one.
source: "Integration guide, Knowledge & Content Effectiveness: most frequently cited articles"
example: |
  "VPN setup" cited in three answers: 3.
*/
SELECT time, interaction_id, conversation_id, user_id, user_key, article, name, articles.domain AS domain, type, 1 AS citations
FROM (
  SELECT time, interaction_id, conversation_id, user_id, user_key, arrayJoin(cited) AS article_key
  FROM resource_facts FINAL
  WHERE notEmpty(cited) AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
) AS citation
INNER JOIN (
  SELECT article_key, article, nullIf(name, '') AS name, nullIf(domain, '') AS domain, type
  FROM articles FINAL WHERE match(type, {article_types:String})
) AS articles ON articles.article_key = citation.article_key

/*
summary: one row for each article and quarter of an hour in which it was cited
*/
SELECT time, article, name, articles.domain AS domain, type, citations
FROM (
  SELECT time, article_key, cited AS citations
  FROM use_facts FINAL
  WHERE cited > 0 AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
) AS citation
INNER JOIN (
  SELECT article_key, article, nullIf(name, '') AS name, nullIf(domain, '') AS domain, type
  FROM articles FINAL WHERE match(type, {article_types:String})
) AS articles ON articles.article_key = citation.article_key

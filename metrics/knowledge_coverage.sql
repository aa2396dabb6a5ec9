/*
title: Knowledge coverage
sentence: Of the different articles searches brought, the share that was cited at least once.
like: uncited_articles
summary: true
unit: share
numerator: uniqExactIf(resource_key, cited)
denominator: uniqExact(resource_key)
by: [domain]
notes: |
  By the domain of the article. Few articles that answer much are a low share, and no fault.
blind_spots: |
  Files have no domain. Articles no search ever brought are not in the records.
source: "Integration guide, Knowledge & Content Effectiveness: content coverage by domain"
example: |
  Of 20 IT articles brought, 12 were cited: 12 / 20 = 0.6.
*/

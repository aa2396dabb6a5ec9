/*
title: Article citation rate
sentence: Of the articles searches brought, the share that was cited.
like: cited_articles
unit: share
numerator: countIf(cited)
denominator: count()
notes: |
  A search brings many articles and cites few. An article that is brought often and never cited is near what people ask,
  and does not answer it.
blind_spots: |
  Whether people read what was cited.
source: "Integration guide, Knowledge & Content Effectiveness"
example: |
  Ten articles brought, two cited: 2 / 10 = 0.2.
*/

/*
title: Conversations by domain
sentence: What the conversations of the period were about.
like: conversations
value: count()
by: [domain]
notes: |
  The domain is the source's own: detected over all free texts of a conversation. Conversations without a free text,
  such as notifications nobody answered, have none. Every conversation has at most one, so the parts (with none) add up.
blind_spots: |
  A conversation about two things has one domain.
source: "Metrics guide, Conversation Metrics: Conversations by Domain"
example: |
  A question about a laptop, then one about holidays: one conversation, IT or HR as the source decided.
*/

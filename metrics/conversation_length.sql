/*
title: Length of conversations
sentence: How long conversations last, from their creation to their last interaction, on average.
family: conversations
unit: seconds
numerator: sum(length_ms) / 1000
denominator: count()
grain: one row for each conversation of people with an interaction
key: conversation_id
dimensions: [route, domain, platform]
variants:
  median:
    sentence: Half of the conversations are shorter.
    value: quantileExact(0.5)(length_ms) / 1000
notes: |
  A few that are taken up again the next day make the average long: read the median beside it.
blind_spots: |
  Reading after the last interaction leaves no trace.
source: "Integration guide, Assistant Behavior & Containment: conversation lifecycle"
example: |
  Created 09:00:00, last interaction 09:02:30: 150 seconds.
*/
SELECT
  time, conversation_id, user_id, user_key, route, domain, system_event, platform,
  greatest(0, dateDiff('millisecond', time, assumeNotNull(last_interaction_time))) AS length_ms
FROM conversation_facts FINAL
WHERE system_event IS NULL AND interactions > 0
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}

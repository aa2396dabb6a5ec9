/*
title: Repeat contact
sentence: The share of conversations after which the person began another one within 24 hours.
family: conversations
unit: share
numerator: countIf(returned)
denominator: count()
grain: one row for each conversation of people
key: conversation_id
dimensions: [route, domain, platform, returned]
variants:
  within_72h:
    sentence: Within 72 hours.
    parameters: {return_hours: 72}
    source: "Common in service desks"
notes: |
  From the beginning of one conversation to the beginning of the person's next. System events count on neither side.
blind_spots: |
  Another conversation may be about something else: a person who likes the assistant returns, too. Conversations of the
  last day have had no time for a return.
source: "First-contact resolution as service desks measure it; not in the guide"
example: |
  Conversations on Monday at 9:00 and on Tuesday at 8:00: the first is repeated within 24 hours, the second is not.
*/
SELECT
  time, conversation_id, user_id, user_key, route, domain, system_event, platform,
  toBool(ifNull(next_conversation_time <= time + toIntervalHour({return_hours:UInt32}), false)) AS returned
FROM conversation_facts FINAL
WHERE system_event IS NULL
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}

/*
title: Retention
sentence: The share of active users who did more than one thing in the period.
family: adoption
unit: share
numerator: countEqual(arrayEnumerateUniq(groupArray(user_key)), 2)
denominator: uniqExact(user_key)
adds_up: false
grain: one row for each thing a person said or did
key: interaction_id
dimensions: [platform]
variants:
  days:
    sentence: People retained are those who were active on more than one day.
    numerator: |-
      countEqual(arrayEnumerateUniq(arrayMap(day -> toUInt64(bitShiftRight(day, 16)),
        groupUniqArray(bitOr(bitShiftLeft(toUInt128(user_key), 16), toUInt16(toDate(time, {tz:String})))))), 2)
    source: "The usual meaning of returning; not the guide's"
notes: |
  The guide calls a person retained who appears more than once in the period. Two clicks in one conversation are enough,
  so nearly everybody is. The variant days asks for two different days.
blind_spots: |
  A person who joined on the last day cannot be retained by the variant days.
source: "Metrics guide, Adoption Metrics: User Retention Over Time"
example: |
  Ana did five things, Ben one: 1 / 2 = 0.5.
*/
SELECT time, id AS interaction_id, conversation_id, user_id, user_key, platform
FROM turn_facts FINAL
WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}

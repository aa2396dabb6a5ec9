/*
title: Uploads
sentence: How often people uploaded files.
family: interactions
unit: count
value: count()
grain: one row for each upload
key: interaction_id
dimensions: [platform, route, domain, topic]
notes: |
  One upload may hold several files. Names of files are not recorded.
blind_spots: |
  What was in them.
source: "Data dictionary, interaction types"
example: |
  Two pictures sent at once: one upload.
*/
SELECT time, id AS interaction_id, conversation_id, user_id, user_key, platform, route, domain, topic
FROM turn_facts FINAL
WHERE type = 'INTERACTION_TYPE_CONTENT_UPLOAD'
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}

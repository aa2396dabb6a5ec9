-- Facts: what metrics are computed from, derived from the records one conversation at a time and kept up as records change.
-- Read them with FINAL: a conversation that is derived again replaces its rows, and is_deleted marks those that are gone.

-- One row for each thing a person said or did. A thread is a question with everything that goes back to it.
CREATE TABLE IF NOT EXISTS turn_facts (
  time DateTime64(3, 'UTC') COMMENT 'when the person did it',
  id String COMMENT 'the interaction',
  conversation_id String,
  user_id String,
  type LowCardinality(String) COMMENT 'type of the interaction, as in the record',
  label LowCardinality(Nullable(String)) COMMENT 'label of a form, as in the record',
  platform LowCardinality(String),
  route LowCardinality(Nullable(String)) COMMENT 'of the conversation; null until its record is here',
  conversation_domain LowCardinality(Nullable(String)) COMMENT 'primary domain of the conversation',
  system_event LowCardinality(Nullable(String)) COMMENT 'type of the conversation when it is a system event',
  is_question Bool COMMENT 'a free text of a person',
  question_id Nullable(String) COMMENT 'the question it goes back to; of a question itself; null when there is none',
  attributed_by LowCardinality(String) COMMENT 'how: itself, parents (chain of parents), time (nearest earlier question), none',
  domain LowCardinality(Nullable(String)) COMMENT 'of the question it goes back to',
  topic LowCardinality(Nullable(String)) COMMENT 'of the question it goes back to',
  control LowCardinality(Nullable(String)) COMMENT 'the control that was clicked, in lower case: helpful, unhelpful, info, get_help, ui_form',
  form_title Nullable(String) COMMENT 'title of a submitted form; of an in-chat ticket form its ticket, of feedback what it says',
  feedback LowCardinality(Nullable(String)) COMMENT 'helpful or unhelpful, when it is feedback',
  has_comment Bool COMMENT 'feedback with words',
  position UInt32 COMMENT 'of a question: which one of its conversation, from 1',
  previous_question_time Nullable(DateTime64(3, 'UTC')) COMMENT 'of a question: the one before it in the conversation',
  previous_topic LowCardinality(Nullable(String)) COMMENT 'of a question: topic of the one before it',
  next_step LowCardinality(String) COMMENT 'type of what the person did next in the conversation; end when nothing',
  answers UInt32 COMMENT 'messages of the assistant that answer it',
  first_answer_time Nullable(DateTime64(3, 'UTC')),
  calls UInt32 COMMENT 'plugin calls for it',
  plugins_unsuccessful Array(String) COMMENT 'plugins called for it, not served; each once',
  plugins_served Array(String),
  plugins_used Array(String),
  slowest_call_ms Nullable(UInt64),
  resources UInt32,
  citations UInt32 COMMENT 'resources cited in the answer',
  rated_helpful_clicks UInt32 COMMENT 'feedback on the answer to this very action',
  rated_unhelpful_clicks UInt32,
  rated_helpful_forms UInt32,
  rated_unhelpful_forms UInt32,
  thread_actions UInt32 COMMENT 'of a question: things people did that go back to it',
  thread_links UInt32,
  thread_buttons UInt32,
  thread_uploads UInt32,
  thread_form_labels Array(String) COMMENT 'forms that go back to it, with thread_form_titles',
  thread_form_titles Array(String),
  thread_helpful_clicks UInt32,
  thread_unhelpful_clicks UInt32,
  thread_helpful_forms UInt32,
  thread_unhelpful_forms UInt32,
  thread_plugins_unsuccessful Array(String) COMMENT 'plugins called for it or what goes back to it',
  thread_plugins_served Array(String),
  thread_plugins_used Array(String),
  facts_time DateTime64(6, 'UTC'),
  is_deleted UInt8
) ENGINE = ReplacingMergeTree(facts_time, is_deleted)
PARTITION BY toYYYYMM(time)
ORDER BY (conversation_id, time, id)
SETTINGS index_granularity = 1024, fsync_after_insert = 1;

-- One row for each plugin call, with what it was called for.
CREATE TABLE IF NOT EXISTS call_facts (
  time DateTime64(3, 'UTC') COMMENT 'when the plugin was called',
  id String COMMENT 'the plugin call',
  conversation_id String,
  interaction_id String,
  user_id String,
  plugin LowCardinality(String),
  served Bool,
  used Bool,
  outcome LowCardinality(String) COMMENT 'unsuccessful, served (not used), used',
  updated_ms Nullable(UInt64) COMMENT 'milliseconds until its last update, whether that was its end or a later change of status',
  platform LowCardinality(Nullable(String)) COMMENT 'of the interaction; null when that is not here',
  route LowCardinality(Nullable(String)),
  conversation_domain LowCardinality(Nullable(String)),
  system_event LowCardinality(Nullable(String)),
  question_id Nullable(String),
  domain LowCardinality(Nullable(String)),
  topic LowCardinality(Nullable(String)),
  resources UInt32,
  citations UInt32,
  approvals UInt32 COMMENT 'approval resources of the call',
  rated_helpful_clicks UInt32 COMMENT 'feedback on the answer to the action it was called for',
  rated_unhelpful_clicks UInt32,
  rated_helpful_forms UInt32,
  rated_unhelpful_forms UInt32,
  facts_time DateTime64(6, 'UTC'),
  is_deleted UInt8
) ENGINE = ReplacingMergeTree(facts_time, is_deleted)
PARTITION BY toYYYYMM(time)
ORDER BY (conversation_id, time, id)
SETTINGS index_granularity = 1024, fsync_after_insert = 1;

-- One wide row for each conversation.
CREATE TABLE IF NOT EXISTS conversation_facts (
  time DateTime64(3, 'UTC') COMMENT 'when it was created',
  conversation_id String,
  user_id String,
  route LowCardinality(String),
  domain LowCardinality(Nullable(String)) COMMENT 'primary domain',
  system_event LowCardinality(Nullable(String)) COMMENT 'its type when it is a system event',
  platform LowCardinality(Nullable(String)) COMMENT 'of its first interaction; null when it has none',
  interactions UInt32,
  messages UInt32 COMMENT 'of the assistant',
  actions UInt32 COMMENT 'of people, questions among them',
  questions UInt32,
  rephrasings UInt32 COMMENT 'questions with the topic of the question before',
  buttons UInt32,
  links UInt32,
  forms UInt32,
  uploads UInt32,
  active_days Array(Date) COMMENT 'days (UTC) on which it has interactions',
  first_interaction_time Nullable(DateTime64(3, 'UTC')),
  last_interaction_time Nullable(DateTime64(3, 'UTC')),
  first_question_time Nullable(DateTime64(3, 'UTC')),
  last_question_time Nullable(DateTime64(3, 'UTC')),
  first_answer_time Nullable(DateTime64(3, 'UTC')) COMMENT 'first answer to the first question',
  last_answer_time Nullable(DateTime64(3, 'UTC')) COMMENT 'last message that answers something',
  last_helpful_time Nullable(DateTime64(3, 'UTC')),
  first_topic LowCardinality(Nullable(String)),
  topics Array(String) COMMENT 'topics of its questions, each once',
  first_step LowCardinality(String) COMMENT 'type of the first thing the person did; none when they did nothing',
  calls UInt32,
  plugins_unsuccessful Array(String),
  plugins_served Array(String),
  plugins_used Array(String),
  resources UInt32,
  citations UInt32,
  approvals UInt32 COMMENT 'approval resources of used calls',
  form_labels Array(String) COMMENT 'its forms, with form_titles',
  form_titles Array(String),
  helpful_clicks UInt32,
  unhelpful_clicks UInt32,
  helpful_forms UInt32,
  unhelpful_forms UInt32,
  next_conversation_time Nullable(DateTime64(3, 'UTC')) COMMENT 'when the person began their next conversation that is no system event',
  facts_time DateTime64(6, 'UTC'),
  is_deleted UInt8
) ENGINE = ReplacingMergeTree(facts_time, is_deleted)
PARTITION BY toYYYYMM(time)
ORDER BY (conversation_id, time)
SETTINGS index_granularity = 1024, fsync_after_insert = 1;

-- How far the facts follow the records, and by which definition they were derived.
CREATE TABLE IF NOT EXISTS facts_progress (
  name LowCardinality(String),
  mark DateTime64(6, 'UTC') COMMENT 'records stored before this instant are in the facts',
  parts UInt64 COMMENT 'fingerprint of the records tables at that time',
  definition UInt64 COMMENT 'fingerprint of the statements the facts were derived with',
  conversations UInt64 COMMENT 'how many the last refresh derived',
  duration_ms UInt64,
  loaded_time Nullable(DateTime64(3, 'UTC')) COMMENT 'last_updated_time of the newest interaction',
  orphans UInt64 COMMENT 'things people did whose conversation is not here',
  updated_time DateTime64(6, 'UTC')
) ENGINE = ReplacingMergeTree(updated_time)
ORDER BY name
SETTINGS fsync_after_insert = 1;

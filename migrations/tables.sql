-- The tables after migration 0022: what a new database gets at once. Written by npm run docs,
-- from what the migrations lead to; why a table is as it is stands there.

CREATE TABLE IF NOT EXISTS access_events
(
    `time` DateTime64(3, 'UTC'),
    `kind` LowCardinality(String),
    `user_id` String,
    `user_name` String,
    `about` String,
    `detail` String,
    `address` String,
    `user_agent` String
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(time)
ORDER BY time
TTL toDateTime(time) + toIntervalYear(2)
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS access_links
(
    `token_hash` String,
    `user_id` String,
    `created_time` DateTime64(3, 'UTC'),
    `expires_time` DateTime64(3, 'UTC'),
    `void` Bool,
    `version` DateTime64(6, 'UTC')
)
ENGINE = ReplacingMergeTree(version)
ORDER BY token_hash
TTL toDateTime(expires_time) + toIntervalDay(30)
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS access_log
(
    `time` DateTime64(3, 'UTC'),
    `credential_id` LowCardinality(String),
    `credential_name` LowCardinality(String),
    `kind` LowCardinality(String),
    `address` String,
    `method` LowCardinality(String),
    `path` String,
    `collection` LowCardinality(String),
    `query` String CODEC(ZSTD(1)),
    `status` UInt16,
    `error` LowCardinality(String),
    `complete` Bool,
    `rows` Nullable(UInt64),
    `bytes` UInt64,
    `duration_ms` Float64,
    `user_agent` LowCardinality(String)
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(time)
ORDER BY time
TTL toDateTime(time) + toIntervalDay(90)
SETTINGS index_granularity = 8192;

CREATE TABLE IF NOT EXISTS access_session_use
(
    `token_hash` String,
    `last_used_time` SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY token_hash
TTL toDateTime(last_used_time) + toIntervalDay(60)
SETTINGS index_granularity = 8192;

CREATE TABLE IF NOT EXISTS access_sessions
(
    `token_hash` String,
    `id` String,
    `user_id` String,
    `created_time` DateTime64(3, 'UTC'),
    `expires_time` DateTime64(3, 'UTC'),
    `address` String,
    `user_agent` String,
    `ended` Bool,
    `version` DateTime64(6, 'UTC')
)
ENGINE = ReplacingMergeTree(version)
ORDER BY token_hash
TTL toDateTime(expires_time) + toIntervalDay(30)
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS access_tokens
(
    `token_hash` String,
    `key_id` String,
    `secret_hash` String,
    `scopes` Array(String),
    `created_time` DateTime64(3, 'UTC'),
    `expires_time` DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(created_time)
ORDER BY token_hash
TTL toDateTime(expires_time) + toIntervalDay(1)
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS access_user_use
(
    `user_id` String,
    `last_sign_in_time` SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY user_id
SETTINGS index_granularity = 8192;

CREATE TABLE IF NOT EXISTS access_users
(
    `id` String,
    `name` String,
    `role` LowCardinality(String),
    `issuer` String,
    `subject` String,
    `password_hash` String,
    `disabled` Bool,
    `removed` Bool,
    `created_time` DateTime64(3, 'UTC'),
    `sessions_since` DateTime64(3, 'UTC'),
    `version` DateTime64(6, 'UTC')
)
ENGINE = ReplacingMergeTree(version)
ORDER BY id
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS annotations
(
    `id` String,
    `day` Date,
    `text` String,
    `by` String COMMENT 'name of who wrote it',
    `written_time` DateTime64(6, 'UTC'),
    `is_deleted` UInt8
)
ENGINE = ReplacingMergeTree(written_time, is_deleted)
ORDER BY id
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS api_keys
(
    `id` String,
    `name` String,
    `scopes` Array(String),
    `secret_hash` String,
    `created_time` DateTime64(3, 'UTC'),
    `revoked_time` Nullable(DateTime64(3, 'UTC')),
    `version` DateTime64(3, 'UTC'),
    `expires_time` Nullable(DateTime64(3, 'UTC')),
    `rotated_time` Nullable(DateTime64(3, 'UTC')),
    `previous_secret_hash` String,
    `previous_expires_time` Nullable(DateTime64(3, 'UTC'))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY id
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS articles
(
    `article_key` UInt64 COMMENT 'xxh3(article, type)',
    `article` String COMMENT 'resource_id of the records',
    `name` String,
    `domain` LowCardinality(String) COMMENT 'of the article',
    `type` LowCardinality(String),
    `used_time` DateTime64(3, 'UTC') COMMENT 'when it was brought last'
)
ENGINE = ReplacingMergeTree(used_time)
ORDER BY article_key
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS call_facts
(
    `time` DateTime64(3, 'UTC') COMMENT 'when the plugin was called' CODEC(NONE),
    `id` String COMMENT 'the plugin call',
    `conversation_id` String,
    `conversation_key` UInt64 COMMENT 'xxh3(conversation_id)' CODEC(NONE),
    `interaction_id` String,
    `interaction_key` UInt64 COMMENT 'xxh3(conversation_id, interaction_id)' CODEC(NONE),
    `user_id` String,
    `user_key` UInt64 COMMENT 'xxh3(user_id)' CODEC(NONE),
    `plugin` LowCardinality(String) CODEC(NONE),
    `served` Bool CODEC(NONE),
    `used` Bool CODEC(NONE),
    `outcome` LowCardinality(String) COMMENT 'unsuccessful, served (not used), used' CODEC(NONE),
    `updated_ms` Nullable(UInt64) COMMENT 'milliseconds until its last update, whether that was its end or a later change of status' CODEC(NONE),
    `platform` LowCardinality(Nullable(String)) COMMENT 'of the interaction; null when that is not here' CODEC(NONE),
    `route` LowCardinality(Nullable(String)) CODEC(NONE),
    `conversation_domain` LowCardinality(Nullable(String)) CODEC(NONE),
    `system_event` LowCardinality(Nullable(String)) CODEC(NONE),
    `question_id` Nullable(String),
    `domain` LowCardinality(Nullable(String)) CODEC(NONE),
    `topic` LowCardinality(Nullable(String)) CODEC(NONE),
    `resources` UInt32 CODEC(NONE),
    `citations` UInt32 CODEC(NONE),
    `approvals` UInt32 COMMENT 'approval resources of the call',
    `rated_helpful_clicks` UInt32 COMMENT 'feedback on the answer to the action it was called for',
    `rated_unhelpful_clicks` UInt32,
    `rated_helpful_forms` UInt32,
    `rated_unhelpful_forms` UInt32,
    `facts_time` DateTime64(6, 'UTC'),
    `is_deleted` UInt8
)
ENGINE = ReplacingMergeTree(facts_time, is_deleted)
PARTITION BY tuple()
ORDER BY (toDate(time), conversation_key, time, id)
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS conversation_facts
(
    `time` DateTime64(3, 'UTC') COMMENT 'when it was created' CODEC(NONE),
    `conversation_id` String,
    `conversation_key` UInt64 COMMENT 'xxh3(conversation_id)' CODEC(NONE),
    `user_id` String,
    `user_key` UInt64 COMMENT 'xxh3(user_id)' CODEC(NONE),
    `route` LowCardinality(String) CODEC(NONE),
    `domain` LowCardinality(Nullable(String)) COMMENT 'primary domain' CODEC(NONE),
    `system_event` LowCardinality(Nullable(String)) COMMENT 'its type when it is a system event' CODEC(NONE),
    `platform` LowCardinality(Nullable(String)) COMMENT 'of its first interaction; null when it has none' CODEC(NONE),
    `interactions` UInt32 CODEC(NONE),
    `messages` UInt32 COMMENT 'of the assistant' CODEC(NONE),
    `actions` UInt32 COMMENT 'of people, questions among them' CODEC(NONE),
    `questions` UInt32 CODEC(NONE),
    `rephrasings` UInt32 COMMENT 'questions with the topic of the question before',
    `buttons` UInt32 CODEC(NONE),
    `links` UInt32 CODEC(NONE),
    `forms` UInt32 CODEC(NONE),
    `uploads` UInt32,
    `active_times` Array(DateTime64(3, 'UTC')) COMMENT 'first and last interaction of each quarter of an hour that has some' CODEC(NONE),
    `first_interaction_time` Nullable(DateTime64(3, 'UTC')) CODEC(NONE),
    `last_interaction_time` Nullable(DateTime64(3, 'UTC')) CODEC(NONE),
    `first_question_time` Nullable(DateTime64(3, 'UTC')) CODEC(NONE),
    `last_question_time` Nullable(DateTime64(3, 'UTC')) CODEC(NONE),
    `first_answer_time` Nullable(DateTime64(3, 'UTC')) COMMENT 'first answer to the first question' CODEC(NONE),
    `last_answer_time` Nullable(DateTime64(3, 'UTC')) COMMENT 'last message that answers something' CODEC(NONE),
    `last_helpful_time` Nullable(DateTime64(3, 'UTC')) CODEC(NONE),
    `first_topic` LowCardinality(Nullable(String)) CODEC(NONE),
    `topics` Array(LowCardinality(String)) COMMENT 'topics of its questions, each once',
    `first_step` LowCardinality(String) COMMENT 'type of the first thing the person did; none when they did nothing' CODEC(NONE),
    `calls` UInt32 CODEC(NONE),
    `plugins_unsuccessful` Array(LowCardinality(String)),
    `plugins_served` Array(LowCardinality(String)),
    `plugins_used` Array(LowCardinality(String)),
    `resources` UInt32 CODEC(NONE),
    `citations` UInt32 CODEC(NONE),
    `approvals` UInt32 COMMENT 'approval resources of used calls',
    `form_keys` Array(UInt64) COMMENT 'its forms, by their keys in forms' CODEC(NONE),
    `helpful_clicks` UInt32,
    `unhelpful_clicks` UInt32,
    `helpful_forms` UInt32,
    `unhelpful_forms` UInt32,
    `next_conversation_time` Nullable(DateTime64(3, 'UTC')) COMMENT 'when the person began their next conversation that is no system event' CODEC(NONE),
    `facts_time` DateTime64(6, 'UTC'),
    `is_deleted` UInt8
)
ENGINE = ReplacingMergeTree(facts_time, is_deleted)
PARTITION BY tuple()
ORDER BY (toDate(time), conversation_key, time, conversation_id)
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS conversations
(
    `created_time` DateTime64(3, 'UTC'),
    `detail` Tuple(
        campaign_id Nullable(String),
        campaign_name Nullable(String),
        channel_id Nullable(String),
        channel_name Nullable(String),
        content Nullable(String),
        domain LowCardinality(Nullable(String)),
        source Nullable(String),
        ticket_id Nullable(String),
        type Nullable(String),
        usecase_id Nullable(String),
        usecase_name Nullable(String)),
    `id` String,
    `last_updated_time` DateTime64(3, 'UTC'),
    `primary_domain` LowCardinality(Nullable(String)),
    `route` LowCardinality(String),
    `type` LowCardinality(Nullable(String)),
    `user_id` String,
    `record` String CODEC(LZ4),
    `record_hash` UInt64,
    `stored_time` DateTime64(6, 'UTC') DEFAULT toDateTime64(0, 6, 'UTC'),
    `id_hash` UInt32 MATERIALIZED toUInt32(cityHash64(id)) CODEC(NONE),
    INDEX stored_times stored_time TYPE minmax GRANULARITY 1,
    PROJECTION by_user
    (
        SELECT
            user_id,
            id
        ORDER BY user_id
    )
)
ENGINE = ReplacingMergeTree(last_updated_time)
ORDER BY id
SETTINGS index_granularity = 1024, fsync_after_insert = 1, deduplicate_merge_projection_mode = 'rebuild', lightweight_mutation_projection_mode = 'rebuild';

CREATE TABLE IF NOT EXISTS conversations_left
(
    `conversation_id` String,
    `left_time` DateTime64(6, 'UTC')
)
ENGINE = MergeTree
ORDER BY left_time
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS credential_use
(
    `credential_id` String,
    `last_used_time` SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    `requests` SimpleAggregateFunction(sum, UInt64)
)
ENGINE = AggregatingMergeTree
ORDER BY credential_id
SETTINGS index_granularity = 8192;

CREATE TABLE IF NOT EXISTS facts_progress
(
    `name` LowCardinality(String),
    `mark` DateTime64(6, 'UTC') COMMENT 'records stored before this instant are in the facts',
    `parts` UInt64 COMMENT 'fingerprint of the records tables at that time',
    `definition` UInt64 COMMENT 'fingerprint of the statements the facts were derived with',
    `conversations` UInt64 COMMENT 'how many the last refresh derived',
    `duration_ms` UInt64,
    `loaded_time` Nullable(DateTime64(3, 'UTC')) COMMENT 'last_updated_time of the newest interaction',
    `orphans` UInt64 COMMENT 'things people did whose conversation is not here',
    `updated_time` DateTime64(6, 'UTC')
)
ENGINE = ReplacingMergeTree(updated_time)
ORDER BY name
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS forms
(
    `form_key` UInt64 COMMENT 'xxh3(label, title)',
    `label` LowCardinality(String) COMMENT 'of the form, as in the record; empty when it has none',
    `title` String COMMENT 'of a form of the service catalogue (labels handoff and mw_form), else empty: others say there what a person wrote'
)
ENGINE = ReplacingMergeTree
ORDER BY form_key
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS interactions
(
    `actor` LowCardinality(String),
    `conversation_id` String,
    `created_time` DateTime64(3, 'UTC'),
    `detail` Tuple(
        content Nullable(String),
        detail Nullable(String),
        domain LowCardinality(Nullable(String)),
        entity Nullable(String),
        file_types Array(String),
        resource_id Nullable(String),
        type Nullable(String)),
    `id` String,
    `label` LowCardinality(Nullable(String)),
    `last_updated_time` DateTime64(3, 'UTC'),
    `parent_interaction_id` Nullable(String),
    `platform` LowCardinality(String),
    `type` LowCardinality(String),
    `user_id` String,
    `record` String CODEC(LZ4),
    `record_hash` UInt64,
    `stored_time` DateTime64(6, 'UTC') DEFAULT toDateTime64(0, 6, 'UTC'),
    `id_hash` UInt32 MATERIALIZED toUInt32(cityHash64(id)) CODEC(NONE),
    INDEX stored_times stored_time TYPE minmax GRANULARITY 1,
    PROJECTION by_conversation
    (
        SELECT
            conversation_id,
            id
        ORDER BY conversation_id
    )
)
ENGINE = ReplacingMergeTree(last_updated_time)
ORDER BY id
SETTINGS index_granularity = 1024, fsync_after_insert = 1, deduplicate_merge_projection_mode = 'rebuild', lightweight_mutation_projection_mode = 'rebuild';

CREATE TABLE IF NOT EXISTS people
(
    `user_id` String,
    `valid_from` DateTime64(3, 'UTC') COMMENT 'from when on this is so; the year 1970 means always',
    `department` LowCardinality(Nullable(String)),
    `location` LowCardinality(Nullable(String)),
    `country` LowCardinality(Nullable(String)),
    `role` LowCardinality(Nullable(String)),
    `manager` LowCardinality(Nullable(String)),
    `tester` Bool COMMENT 'tries the assistant out, rather than uses it',
    `attributes` Map(String, String) COMMENT 'everything else',
    `imported_time` DateTime64(6, 'UTC')
)
ENGINE = ReplacingMergeTree(imported_time)
ORDER BY (user_id, valid_from)
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS plugin_calls
(
    `conversation_id` String,
    `created_time` DateTime64(3, 'UTC'),
    `id` String,
    `interaction_id` String,
    `last_updated_time` DateTime64(3, 'UTC'),
    `plugin_name` String,
    `plugin_update_time` Nullable(DateTime64(3, 'UTC')),
    `served` Bool,
    `used` Bool,
    `user_id` String,
    `record` String CODEC(LZ4),
    `record_hash` UInt64,
    `stored_time` DateTime64(6, 'UTC') DEFAULT toDateTime64(0, 6, 'UTC'),
    `id_hash` UInt32 MATERIALIZED toUInt32(cityHash64(id)) CODEC(NONE),
    INDEX stored_times stored_time TYPE minmax GRANULARITY 1,
    PROJECTION by_conversation
    (
        SELECT
            conversation_id,
            id
        ORDER BY conversation_id
    )
)
ENGINE = ReplacingMergeTree(last_updated_time)
ORDER BY id
SETTINGS index_granularity = 1024, fsync_after_insert = 1, deduplicate_merge_projection_mode = 'rebuild', lightweight_mutation_projection_mode = 'rebuild';

CREATE TABLE IF NOT EXISTS plugin_resources
(
    `cited` Bool,
    `conversation_id` String,
    `created_time` DateTime64(3, 'UTC'),
    `detail` Tuple(
        domain Nullable(String),
        external_resource_id Nullable(String),
        name Nullable(String),
        snippet Nullable(String),
        source Nullable(String),
        ticket_type Nullable(String),
        type Nullable(String),
        url Nullable(String)),
    `id` String,
    `interaction_id` String,
    `last_updated_time` DateTime64(3, 'UTC'),
    `plugin_call_id` Nullable(String),
    `resource_id` String,
    `type` LowCardinality(String),
    `user_id` String,
    `record` String CODEC(LZ4),
    `record_hash` UInt64,
    `stored_time` DateTime64(6, 'UTC') DEFAULT toDateTime64(0, 6, 'UTC'),
    `id_hash` UInt32 MATERIALIZED toUInt32(cityHash64(id)) CODEC(NONE),
    INDEX stored_times stored_time TYPE minmax GRANULARITY 1,
    PROJECTION by_conversation
    (
        SELECT
            conversation_id,
            id
        ORDER BY conversation_id
    )
)
ENGINE = ReplacingMergeTree(last_updated_time)
ORDER BY id
SETTINGS index_granularity = 1024, fsync_after_insert = 1, deduplicate_merge_projection_mode = 'rebuild', lightweight_mutation_projection_mode = 'rebuild';

CREATE TABLE IF NOT EXISTS quarantine
(
    `entity` LowCardinality(String),
    `reason` String,
    `record` String CODEC(ZSTD(1)),
    `record_hash` UInt64,
    `refused_time` DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(refused_time)
ORDER BY (entity, record_hash)
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS resource_facts
(
    `time` DateTime64(3, 'UTC') COMMENT 'when the first of them was brought' CODEC(NONE),
    `interaction_id` String COMMENT 'the interaction they were brought for; empty when it is not here',
    `interaction_key` UInt64 COMMENT 'xxh3(conversation_id, interaction_id)' CODEC(NONE),
    `call_key` UInt64 COMMENT 'xxh3(conversation_id, plugin_call_id); 0 without a call',
    `conversation_id` String COMMENT 'empty when the interaction is not here',
    `conversation_key` UInt64 COMMENT 'xxh3(conversation_id)' CODEC(NONE),
    `user_id` String COMMENT 'empty when the interaction is not here',
    `user_key` UInt64 COMMENT 'xxh3(user_id)' CODEC(NONE),
    `platform` LowCardinality(Nullable(String)) COMMENT 'of the interaction; null when that is not here' CODEC(NONE),
    `domain` LowCardinality(Nullable(String)) COMMENT 'of the question it goes back to' CODEC(NONE),
    `topic` LowCardinality(Nullable(String)) COMMENT 'of the question it goes back to' CODEC(NONE),
    `rated_helpful_clicks` UInt32 COMMENT 'feedback on the answer to this very action',
    `rated_unhelpful_clicks` UInt32,
    `rated_helpful_forms` UInt32,
    `rated_unhelpful_forms` UInt32,
    `cited` Array(UInt64) COMMENT 'keys of the resources the answer cites: article_key of articles' CODEC(NONE),
    `not_cited` Array(UInt64) COMMENT 'keys of the others' CODEC(NONE),
    `facts_time` DateTime64(6, 'UTC'),
    `is_deleted` UInt8
)
ENGINE = ReplacingMergeTree(facts_time, is_deleted)
ORDER BY (toDate(time), conversation_key, time, interaction_key, call_key)
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS signing_keys
(
    `id` String,
    `secret` String,
    `created_time` DateTime64(6, 'UTC')
)
ENGINE = ReplacingMergeTree(created_time)
ORDER BY id
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS store_notes
(
    `name` LowCardinality(String),
    `counted` String COMMENT 'JSON: the parts that were counted, what they hold, and the bounds of each',
    `noted_time` DateTime64(6, 'UTC')
)
ENGINE = ReplacingMergeTree(noted_time)
ORDER BY name
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS sync_absences
(
    `source` String,
    `entity` LowCardinality(String),
    `id` String,
    `last_updated_time` DateTime64(3, 'UTC'),
    `noticed_time` DateTime64(6, 'UTC'),
    `present` Bool
)
ENGINE = ReplacingMergeTree(noticed_time)
ORDER BY (source, entity, id)
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS sync_alarms
(
    `source` String,
    `entity` LowCardinality(String),
    `kind` LowCardinality(String),
    `subject` String,
    `raised` Bool,
    `text` String,
    `since` DateTime64(3, 'UTC'),
    `untold` Array(String),
    `updated_time` DateTime64(6, 'UTC')
)
ENGINE = ReplacingMergeTree(updated_time)
ORDER BY (source, entity, kind, subject)
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS sync_audits
(
    `source` String,
    `entity` LowCardinality(String),
    `audited_time` DateTime64(6, 'UTC'),
    `since` DateTime64(3, 'UTC'),
    `until` DateTime64(3, 'UTC'),
    `counted` UInt64,
    `stored` UInt64,
    `healed` UInt64,
    `absent` UInt64,
    `state` LowCardinality(String),
    `reason` String,
    `compared_until` DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(audited_time)
ORDER BY (source, entity)
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS sync_leases
(
    `source` String,
    `run_id` String,
    `host` String,
    `pid` UInt32,
    `claimed_time` DateTime64(6, 'UTC'),
    `alive_time` DateTime64(6, 'UTC'),
    `released` Bool
)
ENGINE = ReplacingMergeTree(alive_time)
ORDER BY (source, run_id)
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS sync_runs
(
    `run_id` String,
    `source` String,
    `state` LowCardinality(String),
    `started_time` DateTime64(3, 'UTC'),
    `updated_time` DateTime64(6, 'UTC'),
    `ended_time` Nullable(DateTime64(3, 'UTC')),
    `report` String,
    `cause` LowCardinality(String)
)
ENGINE = ReplacingMergeTree(updated_time)
ORDER BY (source, run_id)
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS sync_sources
(
    `name` String,
    `url` String,
    `credential` String,
    `options` String,
    `removed` Bool,
    `updated_time` DateTime64(6, 'UTC')
)
ENGINE = ReplacingMergeTree(updated_time)
ORDER BY name
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS sync_windows
(
    `source` String,
    `entity` LowCardinality(String),
    `window_id` String,
    `since` Nullable(DateTime64(3, 'UTC')),
    `until` DateTime64(3, 'UTC'),
    `state` LowCardinality(String),
    `next_link` String,
    `read` UInt64,
    `new` UInt64,
    `changed` UInt64,
    `unchanged` UInt64,
    `refused` UInt64,
    `started_time` DateTime64(3, 'UTC'),
    `updated_time` DateTime64(3, 'UTC'),
    `reason` String,
    `run_id` String,
    `last_id` String,
    `ids` UInt64,
    `ids_digest` String,
    `counted` Nullable(UInt64),
    `proof` LowCardinality(String),
    `readings` UInt32,
    `requests` UInt64,
    `retries` UInt64,
    `waited_ms` UInt64,
    `bytes` UInt64,
    `duration_ms` UInt64
)
ENGINE = ReplacingMergeTree(updated_time)
ORDER BY (source, entity, window_id)
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS tombstones
(
    `entity` LowCardinality(String),
    `id` String,
    `deleted_time` DateTime64(6, 'UTC')
)
ENGINE = ReplacingMergeTree(deleted_time)
ORDER BY (entity, id)
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS turn_facts
(
    `time` DateTime64(3, 'UTC') COMMENT 'when the person did it' CODEC(NONE),
    `id` String COMMENT 'the interaction',
    `conversation_id` String,
    `conversation_key` UInt64 COMMENT 'xxh3(conversation_id)' CODEC(NONE),
    `user_id` String,
    `user_key` UInt64 COMMENT 'xxh3(user_id): people are counted by it, which takes a third of what texts take' CODEC(NONE),
    `type` LowCardinality(String) COMMENT 'type of the interaction, as in the record' CODEC(NONE),
    `label` LowCardinality(Nullable(String)) COMMENT 'label of a form, as in the record' CODEC(NONE),
    `platform` LowCardinality(String) CODEC(NONE),
    `route` LowCardinality(Nullable(String)) COMMENT 'of the conversation; null until its record is here' CODEC(NONE),
    `conversation_domain` LowCardinality(Nullable(String)) COMMENT 'primary domain of the conversation' CODEC(NONE),
    `system_event` LowCardinality(Nullable(String)) COMMENT 'type of the conversation when it is a system event' CODEC(NONE),
    `is_question` Bool COMMENT 'a free text of a person' CODEC(NONE),
    `question_id` Nullable(String) COMMENT 'the question it goes back to; of a question itself; null when there is none',
    `attributed_by` LowCardinality(String) COMMENT 'how: itself, parents (chain of parents), time (nearest earlier question), none' CODEC(NONE),
    `domain` LowCardinality(Nullable(String)) COMMENT 'of the question it goes back to' CODEC(NONE),
    `topic` LowCardinality(Nullable(String)) COMMENT 'of the question it goes back to' CODEC(NONE),
    `control` LowCardinality(Nullable(String)) COMMENT 'the control that was clicked, in lower case: helpful, unhelpful, info, get_help, ui_form' CODEC(NONE),
    `form_title` Nullable(String) COMMENT 'title of a submitted form; of an in-chat ticket form its ticket, of feedback what it says',
    `feedback` LowCardinality(Nullable(String)) COMMENT 'helpful or unhelpful, when it is feedback' CODEC(NONE),
    `has_comment` Bool COMMENT 'feedback with words',
    `position` UInt32 COMMENT 'of a question: which one of its conversation, from 1' CODEC(NONE),
    `previous_question_time` Nullable(DateTime64(3, 'UTC')) COMMENT 'of a question: the one before it in the conversation',
    `previous_topic` LowCardinality(Nullable(String)) COMMENT 'of a question: topic of the one before it' CODEC(NONE),
    `next_step` LowCardinality(String) COMMENT 'type of what the person did next in the conversation; end when nothing' CODEC(NONE),
    `answers` UInt32 COMMENT 'messages of the assistant that answer it' CODEC(NONE),
    `first_answer_time` Nullable(DateTime64(3, 'UTC')),
    `calls` UInt32 COMMENT 'plugin calls for it' CODEC(NONE),
    `plugins` UInt32 COMMENT 'different plugins called for it' CODEC(NONE),
    `plugins_unsuccessful` Array(LowCardinality(String)) COMMENT 'plugins called for it, not served; each once',
    `plugins_served` Array(LowCardinality(String)),
    `plugins_used` Array(LowCardinality(String)),
    `slowest_call_ms` Nullable(UInt64),
    `resources` UInt32 CODEC(NONE),
    `citations` UInt32 COMMENT 'resources cited in the answer' CODEC(NONE),
    `rated_helpful_clicks` UInt32 COMMENT 'feedback on the answer to this very action',
    `rated_unhelpful_clicks` UInt32,
    `rated_helpful_forms` UInt32,
    `rated_unhelpful_forms` UInt32,
    `thread_actions` UInt32 COMMENT 'of a question: things people did that go back to it' CODEC(NONE),
    `thread_links` UInt32 CODEC(NONE),
    `thread_buttons` UInt32 CODEC(NONE),
    `thread_uploads` UInt32,
    `thread_form_keys` Array(UInt64) COMMENT 'forms that go back to it, by their keys in forms' CODEC(NONE),
    `thread_helpful_clicks` UInt32,
    `thread_unhelpful_clicks` UInt32,
    `thread_helpful_forms` UInt32,
    `thread_unhelpful_forms` UInt32,
    `thread_plugins_unsuccessful` Array(LowCardinality(String)) COMMENT 'plugins called for it or what goes back to it',
    `thread_plugins_served` Array(LowCardinality(String)),
    `thread_plugins_used` Array(LowCardinality(String)),
    `thread_served` LowCardinality(String) COMMENT 'thread_plugins_served, with the character 1F between them' CODEC(NONE),
    `thread_unsuccessful` LowCardinality(String) COMMENT 'thread_plugins_unsuccessful, likewise' CODEC(NONE),
    `facts_time` DateTime64(6, 'UTC'),
    `is_deleted` UInt8
)
ENGINE = ReplacingMergeTree(facts_time, is_deleted)
PARTITION BY tuple()
ORDER BY (toDate(time), conversation_key, time, id)
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS unknown_attributes
(
    `entity` LowCardinality(String),
    `attribute` String,
    `records` SimpleAggregateFunction(sum, UInt64),
    `first_seen_time` SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    `last_seen_time` SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    `example` SimpleAggregateFunction(anyLast, String)
)
ENGINE = AggregatingMergeTree
ORDER BY (entity, attribute)
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS unknown_values
(
    `entity` LowCardinality(String),
    `attribute` String,
    `value` String,
    `records` SimpleAggregateFunction(sum, UInt64),
    `first_seen_time` SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    `last_seen_time` SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    `example` SimpleAggregateFunction(anyLast, String)
)
ENGINE = AggregatingMergeTree
ORDER BY (entity, attribute, value)
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS use_facts
(
    `time` DateTime64(3, 'UTC') COMMENT 'when the quarter of an hour begins',
    `article_key` UInt64 COMMENT 'of articles',
    `brought` UInt32 COMMENT 'how often the resource was brought',
    `cited` UInt32 COMMENT 'how often of these the answer cited it',
    `facts_time` DateTime64(6, 'UTC'),
    `is_deleted` UInt8
)
ENGINE = ReplacingMergeTree(facts_time, is_deleted)
ORDER BY (time, article_key)
SETTINGS fsync_after_insert = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS users
(
    `access_to_bot` Bool,
    `email_addr` String,
    `external_ids` Array(Tuple(
        connector_name Nullable(String),
        external_id Nullable(String),
        source Nullable(String))),
    `first_interaction_time` Nullable(DateTime64(3, 'UTC')),
    `first_name` Nullable(String),
    `id` String,
    `last_name` Nullable(String),
    `last_updated_time` DateTime64(3, 'UTC'),
    `latest_interaction_time` Nullable(DateTime64(3, 'UTC')),
    `user_preferred_language` String,
    `record` String CODEC(LZ4),
    `record_hash` UInt64,
    `stored_time` DateTime64(6, 'UTC') DEFAULT toDateTime64(0, 6, 'UTC'),
    `id_hash` UInt32 MATERIALIZED toUInt32(cityHash64(id)) CODEC(NONE)
)
ENGINE = ReplacingMergeTree(last_updated_time)
ORDER BY id
SETTINGS index_granularity = 1024, fsync_after_insert = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS access_user_use_of_events TO access_user_use
(
    `user_id` String,
    `last_sign_in_time` DateTime64(3, 'UTC')
)
AS SELECT
    user_id,
    max(time) AS last_sign_in_time
FROM access_events
WHERE kind = 'sign_in'
GROUP BY user_id;

CREATE MATERIALIZED VIEW IF NOT EXISTS credential_use_of_access_log TO credential_use
(
    `credential_id` LowCardinality(String),
    `last_used_time` DateTime64(3, 'UTC'),
    `requests` UInt64
)
AS SELECT
    credential_id,
    max(time) AS last_used_time,
    count() AS requests
FROM access_log
WHERE credential_id != ''
GROUP BY credential_id;

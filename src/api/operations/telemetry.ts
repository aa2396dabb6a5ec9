import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** Numbers that are asked for when somebody looks, not counted as they come. */
export interface Gauges {
  readonly queriesRunning: () => number
  readonly queriesQueued: () => number
  readonly accessLogPending: () => number
  readonly accessLogDropped: () => number
}

/** Why a request was refused for its number. */
export type RateLimitReason = 'credential' | 'address' | 'queue' | 'overload'

/**
 * What the service tells of itself to Prometheus. Anybody may read it: routes, numbers and times, but no names of
 * credentials, no addresses, nothing of the records.
 */
export class Telemetry {
  readonly registry = new Registry()
  readonly requests: Counter<'method' | 'route' | 'status'>
  readonly durations: Histogram<'route'>
  readonly rows: Counter<'collection'>
  readonly bytes: Counter<'route'>
  readonly rateLimited: Counter<'reason'>
  readonly refused: Counter<'code'>
  readonly tokens: Counter
  readonly cut: Counter

  constructor(gauges: Gauges) {
    const registers = [this.registry]
    this.requests = new Counter({
      name: 'debrief_http_requests_total',
      help: 'Requests that were answered, by route and status; 499 when the client was gone before.',
      labelNames: ['method', 'route', 'status'],
      registers,
    })
    this.durations = new Histogram({
      name: 'debrief_http_request_duration_seconds',
      help: 'From the first line of a request to the last byte of its answer.',
      labelNames: ['route'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
      registers,
    })
    this.rows = new Counter({
      name: 'debrief_rows_total',
      help: 'Rows in answers, where they were counted.',
      labelNames: ['collection'],
      registers,
    })
    this.bytes = new Counter({
      name: 'debrief_http_response_bytes_total',
      help: 'Bytes of answers, before compression.',
      labelNames: ['route'],
      registers,
    })
    this.rateLimited = new Counter({
      name: 'debrief_rate_limited_total',
      help: 'Requests refused for their number: by the rate of a credential or an address, by a full queue.',
      labelNames: ['reason'],
      registers,
    })
    this.refused = new Counter({
      name: 'debrief_refused_credentials_total',
      help: 'Requests refused for their credential, by the code of the error.',
      labelNames: ['code'],
      registers,
    })
    this.tokens = new Counter({
      name: 'debrief_access_tokens_issued_total',
      help: 'OAuth access tokens that were issued.',
      registers,
    })
    this.cut = new Counter({
      name: 'debrief_responses_cut_total',
      help: 'Answers that were cut off because their client read too slowly.',
      registers,
    })
    this.gauge('debrief_queries_running', 'Queries that run.', gauges.queriesRunning)
    this.gauge('debrief_queries_queued', 'Queries that wait for their turn.', gauges.queriesQueued)
    this.gauge(
      'debrief_access_log_pending',
      'Entries of the access log not written yet.',
      gauges.accessLogPending,
    )
    this.gauge(
      'debrief_access_log_dropped',
      'Entries of the access log that were lost because the store could not take them.',
      gauges.accessLogDropped,
    )
  }

  /** A number that is asked for whenever somebody looks. */
  gauge(name: string, help: string, value: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(value())
      },
    })
  }

  /** The process itself: CPU, memory, event loop, garbage collection. Once for each server that shows them. */
  watchProcess(): void {
    collectDefaultMetrics({ register: this.registry })
  }
}

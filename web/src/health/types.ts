/** The shape of /api/health. Field names are the wire's. */

export interface Finding {
  level: 'bad' | 'watch' | 'good'
  sentence: string
  meaning: string
  action: string | null
  section: string
}

export interface EntityHealth {
  entity: string
  state: 'complete' | 'behind' | 'unequal' | 'removed'
  windows: number
  open: number
  counted: number
  read: number
  new: number
  changed: number
  refused: number
  complete_until: string | null
  days_left: number | null
  absent: number
  reason: string
  lag_hours: number | null
  audit: {
    time: string
    state: string
    counted: number
    stored: number
    healed: number
    absent: number
    reason: string
  } | null
}

export interface RunHealth {
  id: string
  state: string
  started: string
  seconds: number | null
  windows: number
  complete: number
  failures: string[]
}

export interface SourceHealth {
  source: string
  name: string | null
  entities: EntityHealth[]
  runs: RunHealth[]
  oldest: string | null
}

export interface DayOfRecords {
  day: string
  records: number
  late: number
  usual: number
  state: 'whole' | 'arriving' | 'missing' | 'thin'
}

export interface Health {
  database: string
  now: string
  findings: Finding[]
  holdings: {
    entity: string
    records: number
    first: string | null
    last: string | null
    loaded: string | null
    stored: string | null
  }[]
  sources: SourceHealth[]
  days: { entity: string; days: DayOfRecords[] }[]
  drift: {
    entity: string
    attribute: string
    value: string | null
    records: number
    first_seen: string
    last_seen: string
  }[]
  refusals: { entity: string; reason: string; records: number; first: string; last: string }[]
  facts: {
    conversations: number
    turns: number
    calls: number
    refreshed: string | null
    records_since: number
    seconds: number
  }
  people: { active: number; with_record: number; with_department: number; imported: string | null }
  orphans: { entity: string; missing: string; records: number; last: string }[]
}

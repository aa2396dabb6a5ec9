import { type Engine, type Parameters, rows } from '../../store/engine.ts'
import type { AccessEntry } from './access-log.ts'

/** An entry as it is read, with its time in ISO form. */
export type LoggedAccess = Omit<AccessEntry, 'time'> & { readonly time: string }

export interface AccessQuestion {
  /** Only requests from then on. */
  readonly since?: Date | undefined
  /** Only those of this credential, by its id or its name. */
  readonly credential?: string | undefined
  readonly limit: number
}

/** The latest requests, the latest first. */
export async function readAccessLog(
  engine: Engine,
  { since, credential, limit }: AccessQuestion,
): Promise<readonly LoggedAccess[]> {
  const conditions = ['true']
  const params: Record<string, Parameters[string]> = { limit }
  if (since) {
    conditions.push("time >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')")
    params.since = since.getTime()
  }
  if (credential !== undefined) {
    conditions.push('(credential_id = {credential:String} OR credential_name = {credential:String})')
    params.credential = credential
  }
  return rows(engine, {
    sql: `SELECT time, credential_id, credential_name, kind, address, method, path, collection, query, status, error,
            complete, rows, bytes, duration_ms, user_agent
          FROM access_log WHERE ${conditions.join(' AND ')} ORDER BY time DESC LIMIT {limit:UInt64}`,
    params,
    settings: { date_time_output_format: 'iso' },
  })
}

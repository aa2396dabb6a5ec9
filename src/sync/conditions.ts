import type { Engine } from '../store/engine.ts'
import type { Condition } from './alarms.ts'
import { type LedgerEntry, readLedger } from './ledger.ts'
import { describeLoss } from './losses.ts'
import type { ChangeKind } from './policies.ts'
import { readRuns } from './runs.ts'
import type { SyncReport } from './sync.ts'

const HOUR = 3600 * 1000

/** From when on being behind is wrong. */
export interface Tolerance {
  readonly lagMs: number
  readonly horizonDays: number
}

const MET: { readonly [kind in ChangeKind]: string } = {
  attributes: 'nobody documented the attribute',
  values: 'nobody documented the value',
  refused: 'in quarantine:',
}

/** What a run left undone, what it found lost, and what it met for the first time. */
export function conditionsOf({
  failures,
  losses,
  changes,
}: Pick<SyncReport, 'failures' | 'losses' | 'changes'>): Condition[] {
  return [
    ...Object.entries(failures).map(([entity, text]) => ({
      entity,
      kind: 'failure' as const,
      subject: '',
      text,
    })),
    ...Object.entries(losses).map(([entity, loss]) => ({
      entity,
      kind: 'loss' as const,
      subject: `${loss.since} ${loss.until}`,
      text: describeLoss(loss),
    })),
    ...Object.entries(changes).flatMap(([entity, all]) =>
      all.map(({ kind, subject, records }) => ({
        entity,
        kind: 'drift' as const,
        subject: `${kind} ${subject}`,
        text: `${MET[kind]} ${subject} (${records === 1 ? 'one record' : `${records} records`})`,
      })),
    ),
  ]
}

/**
 * Which entities of a source are too far behind, and of which the horizon is too near.
 *
 * @returns undefined while a run is under way, or is to be gone on with: then it is too early to say
 */
export async function lagOf(
  engine: Engine,
  source: string,
  tolerance: Tolerance,
  now: number,
): Promise<Condition[] | undefined> {
  const [last] = await readRuns(engine, 1, source)
  if (last?.state === 'running' && now - last.started < tolerance.lagMs) return undefined
  const entries = await readLedger(engine, source)
  return entries.flatMap(entry => [...lag(entry, tolerance, now), ...horizon(entry, tolerance)])
}

function lag({ entity, complete_until }: LedgerEntry, { lagMs }: Tolerance, now: number): Condition[] {
  if (complete_until === null || now - Date.parse(complete_until) <= lagMs) return []
  const text = `more than ${Math.round(lagMs / HOUR)} hours behind: complete until ${complete_until}`
  return [{ entity, kind: 'lag', subject: '', text }]
}

function horizon({ entity, days_left }: LedgerEntry, { horizonDays }: Tolerance): Condition[] {
  if (days_left === null || days_left >= horizonDays) return []
  const text = `less than ${horizonDays} days are left until the source’s horizon swallows what is not read`
  return [{ entity, kind: 'horizon', subject: '', text }]
}

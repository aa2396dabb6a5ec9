import type { Channel } from '../notify/channel.ts'
import { type Engine, rows } from '../store/engine.ts'
import { claimSource } from './lease.ts'
import { BusyError } from './sync-error.ts'

/**
 * `failure`: it could not be read to its end. `lag`, `horizon`: too much is unread. `loss`: some of it can never be read any
 * more. `drift`: it has what nobody documented.
 */
export type AlarmKind = 'failure' | 'lag' | 'horizon' | 'loss' | 'drift'

/** Something that is wrong, in the present. */
export interface Condition {
  /** Empty for the source as a whole. */
  readonly entity: string
  readonly kind: AlarmKind
  /** Tells apart what may be wrong in several ways at once. */
  readonly subject: string
  readonly text: string
}

export interface Alarm extends Condition {
  readonly source: string
  /** False once it is not wrong any more. */
  readonly raised: boolean
  readonly since: string
}

interface KeptAlarm extends Alarm {
  readonly untold: readonly string[]
}

/** Events: they do not end. */
export const EVENTS: readonly AlarmKind[] = ['loss', 'drift']

/** What is wrong at present, the latest first; of one source, or of all. */
export async function readAlarms(engine: Engine, source = ''): Promise<Alarm[]> {
  const kept = await read(engine, `raised AND {source:String} IN ('', source) ORDER BY since DESC`, source)
  return kept.filter(({ kind }) => !EVENTS.includes(kind)).map(({ untold: _, ...alarm }) => alarm)
}

/**
 * Compares what is wrong with what was: only a change of state is to be told.
 *
 * @param looked which alarms were looked for: the others stay as they are
 * @param channels the names of those that are to be told
 */
export async function reconcile(
  engine: Engine,
  source: string,
  looked: (alarm: Condition) => boolean,
  conditions: readonly Condition[],
  channels: readonly string[],
  now: number,
): Promise<void> {
  const kept = await read(engine, 'raised AND source = {source:String}', source)
  const open = new Map(kept.filter(looked).map(alarm => [keyOf(alarm), alarm]))
  const since = new Date(now).toISOString()
  const wrong = new Set(conditions.map(keyOf))
  const changes: KeptAlarm[] = [
    ...conditions
      .filter(condition => !open.has(keyOf(condition)))
      .map(condition => ({ ...condition, source, raised: true, since, untold: channels })),
    ...[...open.values()]
      .filter(alarm => !EVENTS.includes(alarm.kind) && !wrong.has(keyOf(alarm)))
      // Who was not told that it was wrong need not be told that it is not.
      .map(alarm => ({
        ...alarm,
        raised: false,
        since,
        untold: channels.filter(name => !alarm.untold.includes(name)),
      })),
  ]
  await save(engine, changes)
}

/** Ends all that is wrong with a source, and tells nobody of it: for a source that is not to be read any more. */
export async function endAlarms(engine: Engine, source: string): Promise<void> {
  const kept = await read(engine, 'source = {source:String} AND (raised OR notEmpty(untold))', source)
  await save(
    engine,
    kept.map(alarm => ({ ...alarm, raised: false, untold: [] })),
  )
}

/**
 * Tells each channel what it was not told yet, in one message. What cannot be told now is told the next time.
 *
 * @param nameOf what people call a source
 * @returns why channels could not be told
 */
export async function tell(
  engine: Engine,
  channels: readonly Channel[],
  nameOf: (source: string) => string,
): Promise<Error[]> {
  if (channels.length === 0) return []
  // Of several processes one tells.
  const lease = await claimSource(engine, 'alarms', `${process.pid}-${Date.now()}`).catch(
    (error: unknown) => {
      if (error instanceof BusyError) return undefined
      throw error
    },
  )
  const failures: Error[] = []
  try {
    let pending = lease ? await read(engine, 'notEmpty(untold) ORDER BY since, source, entity', '') : []
    for (const channel of channels) {
      const mine = pending.filter(({ untold }) => untold.includes(channel.name))
      if (mine.length === 0) continue
      try {
        await channel.tell(messageOf(mine, nameOf))
      } catch (error) {
        failures.push(error as Error)
        continue
      }
      const told = mine.map(alarm => ({
        ...alarm,
        untold: alarm.untold.filter(name => name !== channel.name),
      }))
      await save(engine, told)
      pending = [...pending.filter(alarm => !mine.includes(alarm)), ...told]
    }
  } finally {
    await lease?.release()
  }
  return failures
}

function messageOf(
  alarms: readonly KeptAlarm[],
  nameOf: (source: string) => string,
): Parameters<Channel['tell']>[0] {
  const sources = [...new Set(alarms.map(({ source }) => nameOf(source)))].join(', ')
  const wrong = alarms.filter(({ raised, kind }) => raised && !EVENTS.includes(kind)).length
  const recovered = alarms.filter(({ raised }) => !raised).length
  const what = [
    ...(wrong > 0 ? [wrong === 1 ? 'a problem' : `${wrong} problems`] : []),
    ...(alarms.some(({ kind }) => kind === 'loss') ? ['records that cannot be read any more'] : []),
    ...(alarms.some(({ kind }) => kind === 'drift') ? ['something new in the records'] : []),
    ...(recovered > 0 ? [recovered === 1 ? 'a recovery' : `${recovered} recoveries`] : []),
  ]
  return {
    title: `Debrief: ${what.join(', ')} (${sources})`,
    lines: alarms.map(({ source, entity, raised, text }) =>
      [nameOf(source), entity, raised ? text : `recovered. It was: ${text}`].filter(Boolean).join(': '),
    ),
    details: { alarms: alarms.map(({ untold: _, ...alarm }) => alarm) },
  }
}

const keyOf = ({ entity, kind, subject }: Condition): string => JSON.stringify([entity, kind, subject])

async function read(engine: Engine, where: string, source: string): Promise<KeptAlarm[]> {
  return rows(engine, {
    sql: `SELECT source, entity, kind, subject, raised, text, since, untold FROM sync_alarms FINAL WHERE ${where}`,
    params: { source },
    settings: { date_time_output_format: 'iso' },
  })
}

async function save(engine: Engine, alarms: readonly KeptAlarm[]): Promise<void> {
  for (const { source, entity, kind, subject, raised, text, since, untold } of alarms)
    await engine.run({
      sql: `INSERT INTO sync_alarms (source, entity, kind, subject, raised, text, since, untold, updated_time)
            SELECT {source:String}, {entity:String}, {kind:String}, {subject:String}, {raised:Bool}, {text:String},
              parseDateTime64BestEffort({since:String}, 3, 'UTC'), {untold:Array(String)}, now64(6)`,
      params: { source, entity, kind, subject, raised, text, since, untold: [...untold] },
    })
}

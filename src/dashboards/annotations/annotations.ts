import { randomUUID } from 'node:crypto'
import { type Engine, rows } from '../../store/engine.ts'

/** Something that happened on a day and explains what charts show: a launch, a campaign, an outage. */
export interface Annotation {
  readonly id: string
  readonly day: string
  readonly text: string
  /** Who wrote it down; `debrief.yaml` for those in that file. */
  readonly by: string
}

/** `by` of annotations that stand in the file. */
export const IN_FILE = 'debrief.yaml'

/** Every annotation, by day: those of `debrief.yaml`, and those that were added. */
export async function readAnnotations(
  engine: Engine,
  inFile: readonly { readonly day: string; readonly text: string }[],
): Promise<Annotation[]> {
  const added = await rows<Annotation>(engine, {
    sql: 'SELECT id, toString(day) AS day, text, by FROM annotations FINAL ORDER BY written_time',
  })
  const written = inFile.map((each, i): Annotation => ({ id: `file-${i + 1}`, ...each, by: IN_FILE }))
  return [...written, ...added].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
}

export async function addAnnotation(
  engine: Engine,
  { day, text, by }: Omit<Annotation, 'id'>,
): Promise<Annotation> {
  const id = randomUUID()
  await engine.run({
    sql: 'INSERT INTO annotations SELECT {id:String}, {day:Date}, {text:String}, {by:String}, now64(6), 0',
    params: { id, day, text, by },
  })
  return { id, day, text, by }
}

/** @returns false when there is none of this id */
export async function removeAnnotation(engine: Engine, id: string): Promise<boolean> {
  const [found] = await rows<{ found: number }>(engine, {
    sql: 'SELECT count() AS found FROM annotations FINAL WHERE id = {id:String}',
    params: { id },
  })
  if (!found?.found) return false
  await engine.run({
    sql: `INSERT INTO annotations SELECT id, day, '', '', now64(6), 1 FROM annotations FINAL WHERE id = {id:String}`,
    params: { id },
  })
  return true
}

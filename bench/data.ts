import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { simulateCompany } from '../src/simulator/index.ts'
import { Random } from '../src/simulator/random.ts'

const SEED = 20_260_105
const PEOPLE = 4_000
const CHUNK_BYTES = 1024 * 1024

/** One simulated company is told this many times, each time with ids of its own: eight times faster than eight companies. */
const TELLINGS = 'BHNTZflr'

/** What a bot's message says besides, so that a record has some 625 bytes and no two messages are alike. */
const SENTENCES = [
  'This applies to all employees except contractors. ',
  'The change takes effect at the next sign-in. ',
  'If it does not help, restart the device and try once more. ',
  'Keep the reference number until the request is closed. ',
  'Managers see the request in their inbox the same day. ',
  'The page was last reviewed by its owner this quarter. ',
  'It may take up to two working days in busy weeks. ',
  'People in other regions find the local rules at the end of the article. ',
  'Nothing has to be printed or signed by hand. ',
  'You get a message when somebody takes it over. ',
]

/** Writes `rows` interactions as NDJSON. The same number gives the same bytes on every machine. */
export async function writeInteractions(path: string, rows: number, signal: AbortSignal): Promise<void> {
  await pipeline(Readable.from(chunks(rows)), createWriteStream(path), { signal })
}

function* chunks(rows: number): Iterable<Buffer> {
  let lines: string[] = []
  let length = 0
  for (const record of interactions(rows)) {
    lines.push(record, '\n')
    length += record.length
    if (length < CHUNK_BYTES) continue
    yield Buffer.from(lines.join(''))
    lines = []
    length = 0
  }
  yield Buffer.from(lines.join(''))
}

function* interactions(rows: number): Iterable<string> {
  const random = Random.of(SEED)
  const plan = { seed: SEED, people: PEOPLE, start: '2026-01-05', days: 3650, irregularLoads: false }
  let left = rows
  for (const load of simulateCompany(plan))
    for (const record of load.interactions)
      for (const telling of TELLINGS) {
        if (left-- === 0) return
        yield retold(record, telling, random)
      }
  throw new Error(`The simulated company has fewer than ${rows} interactions.`)
}

// Neither pattern can match inside a JSON string, where quotes are escaped.
const IDS = /"(conversation_id|id|parent_interaction_id)":"/g
const CONTENT = '"content":"'

function retold(record: string, telling: string, random: Random): string {
  const text = record.replace(IDS, `$&${telling}`)
  if (!text.startsWith('{"actor":"bot"')) return text
  let more = ''
  for (let sentences = random.between(1, 5); sentences > 0; sentences--)
    more += SENTENCES[random.below(SENTENCES.length)]
  return text.replace(CONTENT, `${CONTENT}${more}`)
}

import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { ApiError } from '../api/errors.ts'
import type { Entity } from '../schema/attribute.ts'
import { deleteRecords } from '../store/delete-records.ts'
import type { Engine } from '../store/engine.ts'
import type { RefusedRecord, UpsertCounts } from '../store/upsert.ts'
import { ImportError, importRecords } from './import-records.ts'
import { stampRecords } from './stamp-records.ts'
import { Turnstile } from './turnstile.ts'

/** So many requests are stored at once; others wait, and their senders with them, because their bodies are not read. */
const AT_ONCE = 4
/** How many refused records an answer names; all of them are in quarantine. */
const MOST_REFUSALS = 100
/** How many ids one request may delete. */
const MOST_DELETIONS = 10_000

/** What became of the records of a request. */
export interface IngestAnswer extends UpsertCounts {
  readonly entity: string
  /** The first hundred that were refused: the record's place in the request, from 1, its id, and why. */
  readonly refusals: readonly RefusedRecord[]
}

export interface IngestApiOptions {
  readonly engine: Engine
  /** The entity a request is for, when its credential may write it; answers 401, 403 or 404 by throwing. */
  readonly authorize: (
    request: FastifyRequest<{ Params: { entity: string } }>,
    reply: FastifyReply,
  ) => Promise<Entity>
  /** Added to the routes before anything else: notes requests, and bounds them. */
  readonly guard?: (api: FastifyInstance) => void
  readonly now?: () => Date
}

const deletions = z.strictObject({ ids: z.array(z.string().min(1)).min(1).max(MOST_DELETIONS) })

/**
 * Adds the routes by which an assistant writes what it does: records in, and deletions.
 *
 *     POST   /ingest/v1/<entity>             a JSON array, NDJSON or a Data API response, plain or gzip
 *     POST   /ingest/v1/<entity>/deletions   {"ids": ["…"]}
 *     DELETE /ingest/v1/<entity>/<id>
 */
export function addIngestApi(server: FastifyInstance, options: IngestApiOptions): void {
  const { engine, authorize, guard = () => {}, now = () => new Date() } = options
  const turnstile = new Turnstile(AT_ONCE)
  type Params = { entity: string; id: string }

  server.register(
    async api => {
      guard(api)
      // Bodies are read here, piece by piece and whatever their type says.
      api.removeAllContentTypeParsers()
      api.addContentTypeParser('*', (_request, payload, done) => done(null, payload))

      api.post<{ Params: Params }>('/:entity', async (request, reply) => {
        const entity = await authorize(request, reply)
        return turnstile.pass(() => ingest(engine, entity, bodyOf(request), now))
      })

      api.post<{ Params: Params }>('/:entity/deletions', async (request, reply) => {
        const entity = await authorize(request, reply)
        const { ids } = readDeletions(await textOf(bodyOf(request)))
        return { entity: entity.name, ...(await turnstile.pass(() => deleteRecords(engine, entity, ids))) }
      })

      api.delete<{ Params: Params }>('/:entity/:id', async (request, reply) => {
        const entity = await authorize(request, reply)
        const { id } = request.params
        const { deleted } = await turnstile.pass(() => deleteRecords(engine, entity, [id]))
        if (deleted === 0)
          throw new ApiError(404, 'UnknownRecord', `There is no record "${id}" in ${entity.name}.`)
        return reply.code(204).send()
      })
    },
    { prefix: '/ingest/v1' },
  )
}

async function ingest(
  engine: Engine,
  entity: Entity,
  body: Readable,
  now: () => Date,
): Promise<IngestAnswer> {
  const refusals: RefusedRecord[] = []
  try {
    const counts = await importRecords(engine, entity, body, {
      prepare: batch => stampRecords(engine, entity, batch, now()),
      onRefused: refused => refusals.push(...refused.slice(0, MOST_REFUSALS - refusals.length)),
    })
    return { entity: entity.name, ...counts, refusals }
  } catch (error) {
    if (error instanceof ImportError) throw new ApiError(400, 'InvalidBody', error.message)
    throw error
  }
}

function bodyOf(request: FastifyRequest): Readable {
  if (request.body) return request.body as Readable
  throw new ApiError(400, 'InvalidBody', 'The request has no body: send a JSON array of records, or NDJSON.')
}

async function textOf(body: Readable): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > 2 * 1024 * 1024)
      throw new ApiError(413, 'BodyTooLarge', 'The list of ids is larger than 2 MB; send several.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function readDeletions(text: string): { ids: string[] } {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    body = undefined
  }
  const read = deletions.safeParse(body)
  if (read.success) return read.data
  throw new ApiError(400, 'InvalidBody', `Expected {"ids": ["…"]} with 1 to ${MOST_DELETIONS} ids.`)
}

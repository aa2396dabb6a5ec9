import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Dashboards } from './context.ts'
import type { Question } from './question.ts'

/** Ends the work for a request when its client has left before there is an answer. */
export function whileThere(reply: FastifyReply): AbortSignal {
  const leave = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) leave.abort()
  })
  return leave.signal
}

/**
 * Answers a question about the data as JSON: from what was answered before where the data is the same, with 304 where the client has
 * that already.
 *
 * @param present makes another representation of it than JSON
 */
export async function respond<Answer>(
  { answers }: Dashboards,
  request: FastifyRequest,
  reply: FastifyReply,
  { key, work }: Question<Answer>,
  present?: { readonly type: string; readonly write: (answer: Answer) => string },
): Promise<FastifyReply> {
  const gone = whileThere(reply)
  const version = await answers.version()
  const tag = answers.tagOf(version, key)
  // Representations of one answer have tags of their own.
  const etag = `W/"${tag}${present ? `-${present.type.replace(/[^a-z]/g, '')}` : ''}"`
  reply.header('ETag', etag).header('Cache-Control', 'private, no-cache').header('Vary', 'Accept')
  if (request.headers['if-none-match']?.includes(etag)) return reply.code(304).send()
  const json = await answers.json(tag, () => work(version), { viewer: request.viewer.id, gone })
  return present
    ? reply.type(present.type).send(present.write(JSON.parse(json) as Answer))
    : reply.type('application/json; charset=utf-8').send(json)
}

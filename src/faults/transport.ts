import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Random } from '../simulator/random.ts'
import { type Asked, receive } from './asked.ts'
import { Draw } from './draw.ts'
import type { Answer, Mishap, Tools } from './fault.ts'
import type { FaultPlan } from './plan.ts'
import type { SourceClock } from './source-clock.ts'

/** A fault of the transport at work. */
export interface Active {
  readonly name: string
  readonly draw: Draw
  readonly mishap: Mishap
}

/** Sets a plan's faults of the transport up, for one server. */
export function activate(plan: FaultPlan, tools: Tools): Active[] {
  return plan.faults.flatMap(({ fault, occasion, values }, index) => {
    if (fault.layer !== 'transport') return []
    const { from, until, ...rest } = occasion
    const when = {
      share: fault.share,
      on: fault.on,
      ...definedOf(rest),
      from: from?.(tools.clock.start),
      until: until?.(tools.clock.start),
    }
    const draw = new Draw(when, tools.clock, plan.seed, index)
    return [{ name: fault.name, draw, mishap: fault.setUp(values, tools) }]
  })
}

function definedOf<T extends object>(object: T): { [Name in keyof T]: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never
}

/** What a request met on its way in. */
interface Passage {
  readonly asked: Asked
  readonly strikes: readonly { readonly active: Active; readonly random: Random }[]
}

/**
 * Puts faults between a server's routes and its clients. Call it before routes are added.
 *
 * @param arrived called for every request, before anything else
 */
export function addTransportFaults(
  server: FastifyInstance,
  active: readonly Active[],
  clock: SourceClock,
  arrived: () => Promise<void>,
): void {
  const passages = new WeakMap<FastifyRequest, Passage>()

  server.addHook('onRequest', async (request, reply) => {
    if (!/^\/(?:export|oauth)\//.test(request.raw.url ?? '')) return
    const asked = receive(request)
    clock.tick()
    const strikes: { active: Active; random: Random }[] = []
    for (const one of active) {
      const random = one.draw.strike(asked)
      if (!random) continue
      const done = await one.mishap.before?.({ asked, random, request })
      if (typeof done === 'object') {
        reply.header('date', new Date(clock.now()).toUTCString())
        return reply
          .code(done.status)
          .headers({ 'content-type': 'application/json', ...done.headers })
          .send(Buffer.from(done.body))
      }
      if (one.mishap.after) strikes.push({ active: one, random })
      else if (done === undefined) one.draw.spare()
    }
    passages.set(request, { asked, strikes })
    await arrived()
  })

  server.addHook('onSend', async (request, reply, payload) => {
    const passage = passages.get(request)
    if (!passage) return payload
    reply.header('date', new Date(clock.now()).toUTCString())
    const body = typeof payload === 'string' ? Buffer.from(payload) : payload
    if (reply.statusCode !== 200 || !Buffer.isBuffer(body)) return payload
    const { asked, strikes } = passage
    let answer: Answer = { status: 200, headers: {}, body }
    for (const { active: one, random } of strikes) {
      const changed = answer.spoilt ? answer : await one.mishap.after!(answer, { asked, random, request })
      if (changed === answer) one.draw.spare()
      answer = changed
    }
    if (!answer.spoilt) for (const { mishap } of active) mishap.watch?.(answer, asked)
    return deliver(answer, request, reply)
  })
}

function deliver({ headers, body, deliver }: Answer, request: FastifyRequest, reply: FastifyReply): unknown {
  for (const [name, value] of Object.entries(headers))
    if (value === undefined) reply.removeHeader(name)
    else reply.header(name, value)
  if (!deliver) return body
  reply.header('content-length', body.length)
  return Readable.from(deliver(body, () => request.raw.socket.destroy()))
}

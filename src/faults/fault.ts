import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { EntityName } from '../schema/entities.ts'
import type { Random } from '../simulator/random.ts'
import type { Parameters } from '../store/engine.ts'
import type { Asked, RequestKind } from './asked.ts'
import type { SourceClock } from './source-clock.ts'

/** What every fault says about itself, for `debrief faults`. */
interface Described {
  /** As plans call it: `too-many-requests`. */
  readonly name: string
  /** What happens, in a sentence. */
  readonly meaning: string
  /** Its parameters with their defaults and meanings, by name. */
  readonly parameters: z.ZodRawShape
}

/** What a fault of the transport works with. */
export interface Tools {
  readonly clock: SourceClock
  /** Lets real time pass. */
  readonly wait: (ms: number) => Promise<unknown>
}

/** An answer in the place of the Data API's. */
export interface Refusal {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

/** The Data API's answer on its way to the client. */
export interface Answer {
  readonly status: number
  /** Lower case names; a header that is set to undefined is taken away. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
  /** Whether the body is no page any more: other faults leave it as it is. */
  readonly spoilt?: true
  /** How the body is sent; at once when absent. `cut` ends the connection. */
  readonly deliver?: (body: Buffer, cut: () => void) => AsyncIterable<Buffer>
}

/** A request that a fault strikes. */
export interface Struck {
  readonly asked: Asked
  /** Chance that belongs to this fault and this request alone. */
  readonly random: Random
  /** The request itself, which may be changed before the Data API sees it. */
  readonly request: FastifyRequest
}

/** A fault of the transport, set up for one server. It may remember what it saw. */
export interface Mishap {
  /** Before the Data API is asked: answers in its place, changes the request, or lets it pass. */
  readonly before?: (
    struck: Struck,
  ) => Refusal | 'changed' | undefined | Promise<Refusal | 'changed' | undefined>
  /** Changes a successful answer; gives it back as it is when there is nothing to change. */
  readonly after?: (answer: Answer, struck: Struck) => Answer | Promise<Answer>
  /** Sees every successful answer, struck or not, as the client gets it. */
  readonly watch?: (answer: Answer, asked: Asked) => void
}

/** Something that goes wrong between the Data API and its client. */
export interface TransportFault extends Described {
  readonly layer: 'transport'
  /** Which requests it strikes. */
  readonly on: readonly RequestKind[]
  /** The share of them that is struck unless a plan says otherwise, from 0 to 1. */
  readonly share: number
  setUp(values: unknown, tools: Tools): Mishap
}

/** Declares a fault of the transport. */
export function transportFault<Shape extends z.ZodRawShape>(
  fault: Omit<TransportFault, 'layer' | 'setUp' | 'parameters'> & {
    readonly parameters: Shape
    readonly setUp: (values: z.infer<z.ZodObject<Shape>>, tools: Tools) => Mishap
  },
): TransportFault {
  const schema = z.object(fault.parameters)
  return {
    ...fault,
    layer: 'transport',
    setUp: (values, tools) => fault.setUp(schema.parse(values), tools),
  }
}

/** SQL with the values that belong to it. */
export interface Sql {
  readonly sql: string
  readonly params: Parameters
}

/** What a fault of the data works with. */
export interface DataContext {
  readonly entity: EntityName
  /** When the source's clock begins, in milliseconds since 1970. */
  readonly start: number
  /** A number of its own for each fault of a plan and each `key`. */
  readonly random: (key: number) => Random
  /** Binds a value and gives its placeholder. */
  readonly bind: (type: string, value: string | number) => string
  /** SQL that is true for the fault's share of what `key`, an expression, tells apart: always for the same. */
  readonly chance: (key: string) => string
}

/**
 * Something about when and how a source shows its records.
 *
 * A source is a list of publications, a row each: `id`, `at` (when it is shown), `stamp` (the `last_updated_time` it has),
 * `record` (its text, whose own stamp is set last), `version` (which of one id's publications is the later), `gone` (whether it
 * is taken away) and `original` (the stamp in its text). A fault turns this list into another one, with columns in this order.
 */
export interface DataFault extends Described {
  readonly layer: 'data'
  /** The share of rows, days or whatever it strikes, from 0 to 1. */
  readonly share: number
  /** A query over `publications`, a query as well. */
  publish(values: unknown, publications: string, context: DataContext): string
  /** From which `last_updated_time` on records are shown at an instant; both in milliseconds. */
  horizon?(values: unknown, now: number): number
}

/** Declares a fault of the data. */
export function dataFault<Shape extends z.ZodRawShape>(
  fault: Omit<DataFault, 'layer' | 'publish' | 'horizon' | 'parameters'> & {
    readonly parameters: Shape
    readonly publish: (
      values: z.infer<z.ZodObject<Shape>>,
      publications: string,
      context: DataContext,
    ) => string
    readonly horizon?: (values: z.infer<z.ZodObject<Shape>>, now: number) => number
  },
): DataFault {
  const schema = z.object(fault.parameters)
  const { horizon, ...rest } = fault
  return {
    ...rest,
    layer: 'data',
    publish: (values, publications, context) => fault.publish(schema.parse(values), publications, context),
    ...(horizon ? { horizon: (values, now) => horizon(schema.parse(values), now) } : {}),
  }
}

export type Fault = TransportFault | DataFault

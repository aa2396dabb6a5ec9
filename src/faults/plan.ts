import { z } from 'zod'
import { lengthOfTime, timeSpan } from '../config/length-of-time.ts'
import { YamlText } from '../config/yaml-text.ts'
import { entityNames } from '../schema/entities.ts'
import { requestKinds } from './asked.ts'
import { faults, findFault } from './catalogue.ts'
import type { Fault } from './fault.ts'
import { moment } from './length-of-time.ts'

/** Raised for a plan that is not there or is written wrongly: the message names the file, and the line of each mistake. */
export class PlanError extends Error {
  override name = 'PlanError'
}

/** When a fault strikes, as plans say it: the same for every fault. */
const share = z.number().min(0).max(1)
const when = {
  share: share.optional(),
  entities: z.array(z.enum(entityNames)).min(1).optional(),
}
const whenOfTransport = {
  ...when,
  on: z.array(z.enum(requestKinds)).min(1).optional(),
  from: moment.optional(),
  until: moment.optional(),
  after: z.number().int().min(0).optional(),
  times: z.number().int().min(1).optional(),
  burst: z.number().int().min(1).max(1000).optional(),
}
const occasion = z.object(whenOfTransport)

/** Where the source's clock begins: an instant, or so long before the newest record of the store. */
const start = z.string().transform((text, context): ClockStart => {
  const before = text.startsWith('-') ? lengthOfTime(text.slice(1)) : undefined
  if (before !== undefined) return { beforeNewest: before }
  const instant = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text)
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(instant)) return { instant }
  context.addIssue(
    `"${text}" is no start; write an instant such as 2026-03-01T00:00:00Z, or -14d for so long before the newest record`,
  )
  return z.NEVER
})

export type ClockStart = { readonly instant: number } | { readonly beforeNewest: number }

const header = z.strictObject({
  about: z.string().optional(),
  seed: z.number().int().min(0).default(1),
  clock: z
    .strictObject({
      start: start.optional(),
      request: timeSpan.optional(),
      speed: z.number().min(0).max(1_000_000).optional(),
    })
    .default({}),
  faults: z.array(z.looseObject({ fault: z.string() })).default([]),
})

/** A fault of a plan: which, when it strikes, and its parameters as they were written. */
export interface PlannedFault {
  readonly fault: Fault
  readonly occasion: z.infer<typeof occasion>
  readonly values: unknown
}

/** What goes wrong with a source, and when. */
export interface FaultPlan {
  /** In words, for whoever chooses one. */
  readonly about: string | undefined
  /** Everything that is left to chance follows from it and the order of requests. */
  readonly seed: number
  readonly clock: {
    readonly start?: ClockStart | undefined
    /** Milliseconds of the source's time that each request takes. */
    readonly request?: number | undefined
    readonly speed?: number | undefined
  }
  readonly faults: readonly PlannedFault[]
}

/**
 * Reads a plan.
 *
 * @param name the file's name, for messages
 * @throws PlanError that lists every mistake with its line
 */
export function readPlan(name: string, text: string): FaultPlan {
  const file = new YamlText(name, text)
  const fail = (): never => {
    throw new PlanError(file.problems.join('\n'))
  }
  const read = file.check(header, file.value)
  if (!read || file.problems.length > 0) return fail()
  const planned = read.faults.map(({ fault: called, ...given }, index): PlannedFault | undefined => {
    const path = ['faults', index]
    const fault = findFault(called)
    if (!fault) {
      file.note(
        [...path, 'fault'],
        `there is no fault "${called}"; there are ${faults.map(known => known.name).join(', ')}`,
      )
      return undefined
    }
    const shape = { ...(fault.layer === 'transport' ? whenOfTransport : when), ...fault.parameters }
    if (!file.check(z.strictObject(shape), given, path, ['fault'])) return undefined
    return { fault, occasion: occasion.parse(given), values: given }
  })
  if (file.problems.length > 0) fail()
  const { about, seed, clock } = read
  return { about, seed, clock, faults: planned.filter(entry => entry !== undefined) }
}

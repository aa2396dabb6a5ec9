import { isMap, LineCounter, type Node, parseDocument } from 'yaml'
import { z } from 'zod'
import { entityNames } from '../schema/entities.ts'
import { requestKinds } from './asked.ts'
import { faults, findFault } from './catalogue.ts'
import type { Fault } from './fault.ts'
import { lengthOfTime, moment, timeSpan } from './length-of-time.ts'

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
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const problems: string[] = document.errors.map(
    ({ pos: [at], message }) => `${name}:${lines.linePos(at).line}: ${message}`,
  )
  const fail = (): never => {
    throw new PlanError(problems.join('\n'))
  }
  if (problems.length > 0) fail()

  /** Where something stands, or what it would have stood in. */
  const lineOf = (path: readonly PropertyKey[], key?: string): number => {
    for (let length = path.length; length >= 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as Node | undefined
      const pair =
        length === path.length && key !== undefined && isMap(node)
          ? node.items.find(item => String(item.key) === key)
          : undefined
      const at = (pair?.key as Node | undefined)?.range?.[0] ?? node?.range?.[0]
      if (at !== undefined) return lines.linePos(at).line
    }
    return 1
  }
  const note = (error: z.ZodError, before: readonly PropertyKey[], names: readonly string[]): void => {
    for (const issue of error.issues) {
      const path = [...before, ...issue.path]
      if (issue.code === 'unrecognized_keys')
        for (const key of issue.keys)
          problems.push(
            `${name}:${lineOf(path, key)}: there is no "${key}" here; there are ${names.join(', ')}`,
          )
      else problems.push(`${name}:${lineOf(path)}: ${path.join('.') || 'the plan'}: ${issue.message}`)
    }
  }

  const read = header.safeParse(document.toJS() ?? {})
  if (!read.success) {
    note(read.error, [], Object.keys(header.shape))
    return fail()
  }
  const planned = read.data.faults.map(({ fault: called, ...given }, index): PlannedFault | undefined => {
    const path = ['faults', index]
    const fault = findFault(called)
    if (!fault) {
      problems.push(
        `${name}:${lineOf([...path, 'fault'])}: there is no fault "${called}"; there are ${faults.map(known => known.name).join(', ')}`,
      )
      return undefined
    }
    const shape = { ...(fault.layer === 'transport' ? whenOfTransport : when), ...fault.parameters }
    const checked = z.strictObject(shape).safeParse(given)
    if (!checked.success) {
      note(checked.error, path, ['fault', ...Object.keys(shape)])
      return undefined
    }
    return { fault, occasion: occasion.parse(given), values: given }
  })
  if (problems.length > 0) fail()
  const { about, seed, clock } = read.data
  return { about, seed, clock, faults: planned.filter(entry => entry !== undefined) }
}

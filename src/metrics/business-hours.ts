import { z } from 'zod'
import { checkZone } from './calendar.ts'

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of the day in quotes, such as "08:30"')

const day = z
  .string()
  .refine(
    text => /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(text).toJSON()?.startsWith(text),
    'must be a day, such as 2026-12-25',
  )

/** When a company works: the part `business_hours` of `debrief.yaml`. */
export const businessHours = z
  .strictObject({
    days: z.array(z.enum(WEEKDAYS)).min(1).optional(),
    from: clock.optional(),
    to: clock.optional(),
    holidays: z.array(day).optional(),
    /** The zone of these clocks and days; that of the question when absent. */
    time_zone: z.string().optional(),
  })
  .refine(({ from = '09:00', to = '17:00' }) => from < to, {
    error: 'from must be before to; business that goes over midnight cannot be told',
    path: ['from'],
  })
  .superRefine(({ time_zone }, context) => {
    if (time_zone === undefined) return
    try {
      checkZone(time_zone)
    } catch (error) {
      context.addIssue({ code: 'custom', path: ['time_zone'], message: (error as Error).message })
    }
  })

/** The parameters of metrics that say the same. */
export function businessParameters(
  told: z.infer<typeof businessHours> | undefined,
): Record<string, string | string[]> {
  const { days, from, to, holidays, time_zone } = told ?? {}
  return {
    ...(days ? { business_days: days } : {}),
    ...(from ? { business_from: from } : {}),
    ...(to ? { business_to: to } : {}),
    ...(holidays ? { business_holidays: holidays } : {}),
    ...(time_zone ? { business_zone: time_zone } : {}),
  }
}

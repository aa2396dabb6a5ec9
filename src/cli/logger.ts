import { type Logger, pino } from 'pino'
import { UsageError } from './output.ts'

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

/**
 * Logs go to standard error, as JSON lines; DEBRIEF_LOG sets the level (warn by default).
 *
 * @throws UsageError when DEBRIEF_LOG is no level
 */
export function logger(): Logger {
  const level = process.env.DEBRIEF_LOG || 'warn'
  if (!LEVELS.includes(level))
    throw new UsageError(`DEBRIEF_LOG is "${level}"; it must be one of ${LEVELS.join(', ')}.`)
  return pino(
    {
      level,
      redact: ['req.headers.authorization', 'headers.authorization'],
    },
    pino.destination({ fd: 2, sync: true }),
  )
}

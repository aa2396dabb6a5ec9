import { type Command, InvalidArgumentError, Option } from 'commander'
import { DEFAULT_LIMITS, type Limits } from '../api/limits/limits.ts'

/** An option of `debrief serve` that sets a limit, and how its number becomes that of {@link Limits}. */
interface LimitOption {
  readonly flag: string
  readonly env: string
  readonly meaning: string
  readonly limit: keyof Limits
  /** What one of the option's units is in the limit's: 1000 where seconds become milliseconds. */
  readonly factor?: number
  readonly least?: number
}

const OPTIONS: readonly LimitOption[] = [
  {
    flag: '--rate <number>',
    env: 'DEBRIEF_RATE',
    meaning: 'requests a second that each credential may send on average',
    limit: 'requestRate',
    least: 0.001,
  },
  {
    flag: '--burst <number>',
    env: 'DEBRIEF_BURST',
    meaning: 'requests that each credential may send at once',
    limit: 'requestBurst',
  },
  {
    flag: '--failure-rate <number>',
    env: 'DEBRIEF_FAILURE_RATE',
    meaning: 'requests a second without a good credential that are heard from each address, on average',
    limit: 'failureRate',
    least: 0.001,
  },
  {
    flag: '--failure-burst <number>',
    env: 'DEBRIEF_FAILURE_BURST',
    meaning: 'the same, at once',
    limit: 'failureBurst',
  },
  {
    flag: '--queries <number>',
    env: 'DEBRIEF_QUERIES',
    meaning:
      'queries that run at once; the embedded engine runs 8 statements, some of which are the server’s own',
    limit: 'queries',
  },
  {
    flag: '--queries-per-credential <number>',
    env: 'DEBRIEF_QUERIES_PER_CREDENTIAL',
    meaning: 'queries of each credential that run at once',
    limit: 'queriesPerCredential',
  },
  {
    flag: '--queue <number>',
    env: 'DEBRIEF_QUEUE',
    meaning: 'queries that may wait for their turn',
    limit: 'queue',
    least: 0,
  },
  {
    flag: '--queue-per-credential <number>',
    env: 'DEBRIEF_QUEUE_PER_CREDENTIAL',
    meaning: 'queries of each credential that may wait for their turn',
    limit: 'queuePerCredential',
    least: 0,
  },
  {
    flag: '--queue-seconds <number>',
    env: 'DEBRIEF_QUEUE_SECONDS',
    meaning: 'how long a query waits for its turn',
    limit: 'queueMs',
    factor: 1000,
  },
  {
    flag: '--url-length <number>',
    env: 'DEBRIEF_URL_LENGTH',
    meaning: 'characters of a request’s address',
    limit: 'urlLength',
    least: 256,
  },
  {
    flag: '--headers-seconds <number>',
    env: 'DEBRIEF_HEADERS_SECONDS',
    meaning: 'how long a client may take to send the head of a request',
    limit: 'headersMs',
    factor: 1000,
  },
  {
    flag: '--request-seconds <number>',
    env: 'DEBRIEF_REQUEST_SECONDS',
    meaning: 'how long it may take to send all of a request, its body too',
    limit: 'requestMs',
    factor: 1000,
  },
  {
    flag: '--keep-alive-seconds <number>',
    env: 'DEBRIEF_KEEP_ALIVE_SECONDS',
    meaning: 'how long a connection stays open between requests; longer than a load balancer’s own time',
    limit: 'keepAliveMs',
    factor: 1000,
  },
  {
    flag: '--response-seconds <number>',
    env: 'DEBRIEF_RESPONSE_SECONDS',
    meaning: 'how long a client may take to read an answer',
    limit: 'responseMs',
    factor: 1000,
  },
  {
    flag: '--token-seconds <number>',
    env: 'DEBRIEF_TOKEN_SECONDS',
    meaning: 'how long an OAuth access token is good',
    limit: 'tokenSeconds',
  },
]

/** Timers of the runtime count no further, and nobody means as much. */
const MOST = 2_000_000

/** Adds an option for each limit. */
export function withLimits(command: Command): Command {
  for (const { flag, env, meaning, limit, factor = 1, least = 1 } of OPTIONS)
    command.addOption(
      new Option(flag, meaning)
        .env(env)
        .default(DEFAULT_LIMITS[limit] / factor)
        .argParser(text => numberFrom(text, least)),
    )
  return command
}

/** The limits that a command line, or its environment, sets. */
export function limitsOf(options: { readonly [name: string]: unknown }): Limits {
  const limits: { -readonly [name in keyof Limits]: number } = { ...DEFAULT_LIMITS }
  for (const { flag, limit, factor = 1 } of OPTIONS) {
    const value = options[new Option(flag).attributeName()]
    if (typeof value === 'number') limits[limit] = value * factor
  }
  return limits
}

/** Only rates, which may be below one, need a fraction. */
function numberFrom(text: string, least: number): number {
  const value = Number(text)
  const isRate = least > 0 && least < 1
  if (!/^\d+(\.\d+)?$/.test(text) || value < least || value > MOST || !(isRate || Number.isInteger(value)))
    throw new InvalidArgumentError(`It must be a ${isRate ? '' : 'whole '}number from ${least} to ${MOST}.`)
  return value
}

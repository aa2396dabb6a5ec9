import { z } from 'zod'
import type { Config } from '../config/config.ts'
import { timeSpan } from '../config/length-of-time.ts'
import {
  describeSecret,
  readSecret,
  resolvedIn,
  type SecretReference,
  secretReference,
} from '../config/secrets.ts'
import type { Channel } from './channel.ts'
import { mailChannel, mailSettings } from './mail.ts'
import { slack, webhook } from './webhook.ts'

const shape = {
  notify: z
    .strictObject({
      lag: timeSpan.optional(),
      horizon_days: z.int().min(1).max(365).optional(),
      channels: z
        .array(
          z.strictObject({
            slack: secretReference.optional(),
            webhook: secretReference.optional(),
            mail: z.array(z.email()).min(1).optional(),
          }),
        )
        .default([]),
    })
    .optional(),
}

/** Records of a day appear up to 42 hours later: a source that is read twice a day is never behind by more. */
const DEFAULT_LAG_MS = 36 * 3600 * 1000
const DEFAULT_HORIZON_DAYS = 7

/** Who is told, and of what. */
export interface Notifications {
  /** A source that is behind by more is told of, in milliseconds. */
  readonly lagMs: number
  /** As is one whose horizon is nearer than this to what was not read. */
  readonly horizonDays: number
  readonly channels: readonly Channel[]
}

/**
 * What `debrief.yaml` says of notifications. Their secrets are read when somebody is told, and not before.
 *
 * @throws ConfigError that lists everything wrong with it, each with its line
 */
export function notifications(config: Config): Notifications {
  const mail = mailSettings(config)
  const { notify } = config.sections(shape, (value, note) => {
    value.notify?.channels.forEach((channel, i) => {
      if (Object.values(channel).filter(way => way !== undefined).length !== 1)
        note(['notify', 'channels', i], 'a channel is one of slack, webhook and mail')
      if (channel.mail && !mail)
        note(['notify', 'channels', i, 'mail'], 'there is no mail: section that says how it is sent')
    })
  })
  return {
    lagMs: notify?.lag ?? DEFAULT_LAG_MS,
    horizonDays: notify?.horizon_days ?? DEFAULT_HORIZON_DAYS,
    channels: (notify?.channels ?? []).map(({ slack, webhook, mail: to }) => {
      if (to) return mailChannel(mail!, to)
      return hook(slack ? 'slack' : 'webhook', resolvedIn(config.folder, (slack ?? webhook)!))
    }),
  }
}

/** A channel to an address that is a secret. */
export function hook(kind: 'slack' | 'webhook', reference: SecretReference): Channel {
  const name = `${kind} ${describeSecret(reference)}`
  return {
    name,
    tell: message => {
      const address = readSecret(reference, 'the webhook’s URL')
      return (kind === 'slack' ? slack : webhook)(name, address).tell(message)
    },
  }
}

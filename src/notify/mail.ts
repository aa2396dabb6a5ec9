import { createTransport } from 'nodemailer'
import { z } from 'zod'
import type { Config } from '../config/config.ts'
import { readSecret, resolvedIn, type SecretReference, secretReference } from '../config/secrets.ts'
import { type Channel, NotifyError } from './channel.ts'

const TIMEOUT_MS = 15_000

const shape = {
  mail: z
    .strictObject({
      host: z.string().min(1),
      port: z.int().min(1).max(65_535).optional(),
      security: z.enum(['starttls', 'tls', 'none']).default('starttls'),
      user: z.string().min(1).optional(),
      password: secretReference.optional(),
      from: z.string().min(1),
    })
    .optional(),
}

/** How mail is sent: a server that takes it (SMTP). */
export interface MailSettings {
  readonly host: string
  readonly port: number
  /** `starttls`: encrypted after the greeting, or not at all sent. `tls`: from the beginning. `none`: in the clear. */
  readonly security: 'starttls' | 'tls' | 'none'
  readonly login: { readonly user: string; readonly password: SecretReference } | undefined
  /** `Debrief <debrief@example.com>` */
  readonly from: string
}

const PORTS = { starttls: 587, tls: 465, none: 25 } as const

/**
 * What `debrief.yaml` says of mail; undefined when it says nothing.
 *
 * @throws ConfigError that lists everything wrong with it, each with its line
 */
export function mailSettings(config: Config): MailSettings | undefined {
  const { mail } = config.sections(shape, (value, note) => {
    if ((value.mail?.user === undefined) !== (value.mail?.password === undefined))
      note(['mail'], 'user and password go together')
  })
  if (!mail) return undefined
  const { host, port, security, user, password, from } = mail
  return {
    host,
    port: port ?? PORTS[security],
    security,
    login: user && password ? { user, password: resolvedIn(config.folder, password) } : undefined,
    from,
  }
}

/** A mail to some people. */
export interface Mail {
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
}

/**
 * Sends a mail.
 *
 * @throws NotifyError when the server does not take it; SecretError when its password is not there
 */
export async function sendMail(settings: MailSettings, { to, subject, text }: Mail): Promise<void> {
  const { host, port, security, login, from } = settings
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    ...(login
      ? { auth: { user: login.user, pass: readSecret(login.password, 'the mail server’s password') } }
      : {}),
  })
  try {
    await transport.sendMail({ from, to: [...to], subject, text })
  } catch (error) {
    throw new NotifyError(`${host} did not take a mail: ${(error as Error).message}`, { cause: error })
  } finally {
    transport.close()
  }
}

/** A message as a mail. */
export function mailChannel(settings: MailSettings, to: readonly string[]): Channel {
  return {
    name: `mail ${to.join(', ')}`,
    tell: ({ title, lines }) =>
      sendMail(settings, { to, subject: title, text: `${[title, '', ...lines].join('\n')}\n` }),
  }
}

import { fetch } from 'undici'
import { type Channel, type Message, NotifyError } from './channel.ts'

const TIMEOUT_MS = 15_000

/** `{"text": …, "details": …}` to an address: Teams and Mattermost show the text, programs read the details. */
export function webhook(name: string, address: string): Channel {
  return {
    name,
    tell: ({ title, lines, details }) => post(address, { text: [title, ...lines].join('\n'), details }),
  }
}

/** A message as Slack’s incoming webhooks show it best. */
export function slack(name: string, address: string): Channel {
  return { name, tell: message => post(address, slackBody(message)) }
}

/** Slack takes no more than 3,000 characters in a section. */
const LONGEST_SECTION = 2_900

function slackBody({ title, lines }: Message): object {
  const text = lines.map(line => `• ${escaped(line)}`).join('\n')
  const section = text.length > LONGEST_SECTION ? `${text.slice(0, LONGEST_SECTION)} …` : text
  return {
    // What notifications on a phone show.
    text: escaped(title),
    blocks: [`*${escaped(title)}*`, section]
      .filter(Boolean)
      .map(each => ({ type: 'section', text: { type: 'mrkdwn', text: each } })),
  }
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

async function post(address: string, body: object): Promise<void> {
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
    throw new NotifyError('The webhook is not an http(s) URL.')
  let status: number
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    await response.body?.cancel()
    status = response.status
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    throw new NotifyError(
      `The webhook could not be told: ${(cause as NodeJS.ErrnoException).code ?? (cause as Error).name}.`,
    )
  }
  if (status >= 300) throw new NotifyError(`The webhook answered with status ${status}.`)
}

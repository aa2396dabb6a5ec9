import { fetch } from 'undici'
import { SyncError } from './sync-error.ts'

const TIMEOUT_MS = 15_000

/**
 * Tells a webhook something: `{"text": …}`, which Slack, Teams and Mattermost show, with `details` for programs.
 *
 * @throws SyncError when it cannot be told. The message does not name the address, which is a secret.
 */
export async function notify(webhook: string, text: string, details: object): Promise<void> {
  if (!URL.canParse(webhook) || !/^https?:$/.test(new URL(webhook).protocol))
    throw new SyncError('The webhook is not an http(s) URL.')
  let status: number
  try {
    const response = await fetch(webhook, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text, details }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    await response.body?.cancel()
    status = response.status
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    throw new SyncError(
      `The webhook could not be told: ${(cause as NodeJS.ErrnoException).code ?? (cause as Error).name}.`,
    )
  }
  if (status >= 300) throw new SyncError(`The webhook answered with status ${status}.`, status)
}

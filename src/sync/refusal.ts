import { excerpt } from './page-body.ts'

/** What an answer's body says of an error, in either of the documented forms or any other. */
export function errorText(text: string): string {
  try {
    const body = JSON.parse(text) as { message?: unknown; error?: { message?: unknown } }
    return String(body.error?.message ?? body.message ?? text).slice(0, 500)
  } catch {
    return excerpt(text)
  }
}

/** A refusal in words: which request, which status, what to do, and what the source said. */
export function refusal(status: number, path: string, told: string): string {
  const advice: Record<number, string> = {
    401: 'The source does not accept the key. Is it the right one, and for this region?',
    403: 'The key may not read this collection: it lacks the scope.',
    404: 'There is no such collection: does the address end in /export/v1/records, and is the region right?',
    410: 'The link or the version of the API is gone.',
    429: 'The source asks for fewer requests.',
  }
  return [`${path}: status ${status}.`, advice[status], told && `It said: ${told}`].filter(Boolean).join(' ')
}

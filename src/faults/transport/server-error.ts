import { z } from 'zod'
import { errorJson } from '../error-body.ts'
import { transportFault } from '../fault.ts'

/** Gateways answer for a server that does not: then the body is a page for people. */
export const serverError = transportFault({
  name: 'server-error',
  meaning: 'Requests fail with status 500, 502, 503 or 504.',
  on: ['page', 'count', 'record', 'token'],
  share: 0.1,
  parameters: {
    statuses: z
      .array(z.number().int().min(500).max(599))
      .min(1)
      .default([500, 502, 503, 504])
      .describe('one of these, by chance'),
    html: z.boolean().default(false).describe('the body is a page of HTML, as gateways have it'),
  },
  setUp: ({ statuses, html }) => ({
    before: ({ random }) => {
      const status = random.pick(statuses)
      return html
        ? {
            status,
            headers: { 'content-type': 'text/html' },
            body: `<html><head><title>${status} Bad Gateway</title></head><body><hr></body></html>`,
          }
        : { status, body: errorJson('INTERNAL', 'An unexpected error occurred.') }
    },
  }),
})

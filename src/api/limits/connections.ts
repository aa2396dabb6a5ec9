import type { FastifyReply, FastifyServerOptions } from 'fastify'
import type { Limits } from './limits.ts'

/** How often the server looks for connections whose time is over. */
const CHECK_MS = 5_000

/**
 * Closes connections that are silent, or send a request in drops: 408 for those that began one (RFC 9110 section 15.5.9).
 * These go into the options of Fastify; `http` into those of its server.
 */
export function connectionSettings(limits: Limits): {
  requestTimeout: number
  keepAliveTimeout: number
  http: { headersTimeout: number; requestTimeout: number; connectionsCheckingInterval: number }
} & Pick<FastifyServerOptions, 'requestTimeout' | 'keepAliveTimeout'> {
  const { headersMs, requestMs, keepAliveMs } = limits
  return {
    requestTimeout: requestMs,
    keepAliveTimeout: keepAliveMs,
    http: {
      headersTimeout: Math.min(headersMs, requestMs),
      requestTimeout: requestMs,
      connectionsCheckingInterval: Math.min(CHECK_MS, headersMs, requestMs),
    },
  }
}

/**
 * Cuts the connection of a client that takes longer than `ms` to read a response: what it does not fetch is held in
 * memory, and a client that takes a byte a minute would hold it for ever. Called when the response is ready to be sent.
 */
export function boundResponse(reply: FastifyReply, ms: number, onCut: () => void): void {
  const { raw } = reply
  // A client that is gone already takes no more time.
  if (raw.destroyed) return
  const timer = setTimeout(() => {
    onCut()
    raw.destroy()
  }, ms)
  timer.unref()
  raw.once('close', () => clearTimeout(timer))
}

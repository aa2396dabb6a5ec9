import { ApiError } from './errors.ts'
import type { ODataVersion } from './protocol-headers.ts'

/**
 * The page size a client prefers: `Prefer: odata.maxpagesize=100` or `maxpagesize=100`. Other preferences are ignored, as
 * RFC 7240 asks for.
 *
 * @throws ApiError 400 when it is not a whole number above zero
 */
export function preferredPageSize(prefer: string | undefined): number | undefined {
  const value = /(?:^|[,;\s])(?:odata\.)?maxpagesize\s*=\s*"?([^",;\s]*)/i.exec(prefer ?? '')?.[1]
  if (value === undefined) return undefined
  if (!/^\d+$/.test(value) || Number(value) === 0)
    throw new ApiError(
      400,
      'InvalidPreference',
      `Prefer: maxpagesize is "${value}"; it must be a whole number above zero.`,
      'Prefer',
    )
  return Number(value)
}

/** What `Preference-Applied` says of the page size: OData 4.0 knows the preference with its prefix only (8.2.8.6). */
export function appliedPageSize(size: number, version: ODataVersion): string {
  return `${version === '4.0' ? 'odata.' : ''}maxpagesize=${size}`
}

/** Whether a client wants to be told of changes later: `Prefer: odata.track-changes` or `track-changes` (8.2.8.8). */
export function prefersTracking(prefer: string | undefined): boolean {
  return /(?:^|[,;\s])(?:odata\.)?track-changes(?=$|[,;\s])/i.test(prefer ?? '')
}

/** What `Preference-Applied` says of it. */
export function appliedTracking(version: ODataVersion): string {
  return `${version === '4.0' ? 'odata.' : ''}track-changes`
}

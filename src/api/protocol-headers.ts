import type { IncomingHttpHeaders } from 'node:http'
import { ApiError } from './errors.ts'

export type ODataVersion = '4.0' | '4.01'

/**
 * The version to answer in: 4.0, which every client reads, unless the client allows 4.01 (OData 4.01 Protocol, 8.2.6 and
 * 8.2.7). `MaxDataServiceVersion`, which Power Query sends as well, is of OData 3 and means nothing here.
 *
 * @throws ApiError 400 for a client that reads nothing as new as 4.0, or writes what is newer than 4.01
 */
export function responseVersion(headers: IncomingHttpHeaders): ODataVersion {
  const most = versionIn(headers, 'OData-MaxVersion')
  const own = versionIn(headers, 'OData-Version')
  if (own !== undefined && own > 4.01)
    throw new ApiError(
      400,
      'UnsupportedVersion',
      `OData-Version ${own} is not supported; this service speaks 4.0 and 4.01.`,
      'OData-Version',
    )
  return most !== undefined && most >= 4.01 ? '4.01' : '4.0'
}

function versionIn(headers: IncomingHttpHeaders, name: string): number | undefined {
  const text = headers[name.toLowerCase()]?.toString().trim()
  if (text === undefined || text === '') return undefined
  const [, version] = /^(\d{1,2}\.\d{1,2})(?:;.*)?$/.exec(text) ?? []
  if (version === undefined)
    throw new ApiError(
      400,
      'UnsupportedVersion',
      `${name} is "${text}"; it must be a version such as 4.0.`,
      name,
    )
  if (Number(version) < 4)
    throw new ApiError(
      400,
      'UnsupportedVersion',
      `${name} ${version} is too old; this service speaks OData 4.0 and 4.01.`,
      name,
    )
  return Number(version)
}

/**
 * Refuses a request whose pages should all be of one moment: rows change while a client walks, and links are made so that
 * this loses nothing, but it is not isolation (OData 4.01 Protocol, 8.2.5).
 *
 * @throws ApiError 412
 */
export function refuseIsolation(headers: IncomingHttpHeaders): void {
  for (const name of ['Isolation', 'OData-Isolation'])
    if (headers[name.toLowerCase()]?.toString().trim().toLowerCase() === 'snapshot')
      throw new ApiError(
        412,
        'IsolationNotSupported',
        `${name}: snapshot is not supported; leave it out.`,
        name,
      )
}

/**
 * Refuses a request for text in other characters than UTF-8, which JSON has (OData 4.01 Protocol, 8.2.1; RFC 9110, 12.5.2).
 *
 * @throws ApiError 406
 */
export function refuseCharset(headers: IncomingHttpHeaders): void {
  const accepted = headers['accept-charset']?.toString()
  if (!accepted?.trim()) return
  const weights = new Map<string, number>()
  for (const part of accepted.toLowerCase().split(',')) {
    const [, name, weight = '1'] = /^\s*([\w*-]+)\s*(?:;\s*q\s*=\s*([\d.]+)\s*)?$/.exec(part) ?? []
    if (name !== undefined) weights.set(name, Number(weight))
  }
  if ((weights.get('utf-8') ?? weights.get('utf8') ?? weights.get('*') ?? 0) > 0) return
  throw new ApiError(
    406,
    'NotAcceptable',
    `Nothing that "Accept-Charset: ${accepted}" accepts can be given: everything here is UTF-8.`,
    'Accept-Charset',
  )
}

/**
 * Whether the client says that it speaks OData: libraries that check a context against `$metadata` do, scripts written
 * for the vendor's API do not.
 */
export function speaksOData(headers: IncomingHttpHeaders): boolean {
  return headers['odata-maxversion'] !== undefined || headers['odata-version'] !== undefined
}

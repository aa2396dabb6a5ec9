import { ApiError } from './errors.ts'
import { acceptedRanges, type MediaRange, mediaRange } from './media-type.ts'

/** How much control information a body has (OData JSON Format 4.01, 3.1). */
export type Metadata = 'full' | 'minimal' | 'none'

/** How data is written as JSON. */
export interface JsonRepresentation {
  readonly metadata: Metadata
  /** Numbers that may exceed what JavaScript keeps exactly are written as text (OData JSON Format 4.01, 3.2). */
  readonly ieee754: boolean
  /** What the body is, with the parameters that were asked for. */
  readonly contentType: string
}

const MINIMAL: JsonRepresentation = {
  metadata: 'minimal',
  ieee754: false,
  contentType: 'application/json;odata.metadata=minimal',
}

/** What most clients send; they shall not wait for it to be taken apart. */
const ANYTHING: ReadonlySet<string> = new Set(['', '*/*', 'application/json', 'application/json, */*'])

/**
 * The JSON that a client wants by its `$format` or, without one, its `Accept` header (OData 4.01 Protocol, 8.2.1 and
 * 11.2.12). An alternative with a parameter nobody knows is passed over.
 *
 * @throws ApiError 406 when nothing that it accepts can be given
 */
export function jsonRepresentation(
  accept: string | undefined,
  format: string | undefined,
): JsonRepresentation {
  if (format !== undefined) {
    if (format.toLowerCase() === 'json') return MINIMAL
    const range = mediaRange(format)
    return (range && jsonOf(range)) ?? notAcceptable(`$format=${format}`, '$format')
  }
  if (accept === undefined || ANYTHING.has(accept.trim())) return MINIMAL
  const ranges = acceptedRanges(accept)
  const refused = ranges.some(range => range.weight === 0 && isPlain(range, 'application/json'))
  let best: { json: JsonRepresentation; weight: number } | undefined
  for (const range of ranges) {
    if (range.weight === 0 || (refused && range.type.endsWith('*'))) continue
    const json = jsonOf(range)
    if (json && range.weight > (best?.weight ?? 0)) best = { json, weight: range.weight }
  }
  return best?.json ?? notAcceptable(`Accept: ${accept}`, 'Accept')
}

/** What `$metadata` may be written as. */
export type MetadataForm = 'json' | 'xml'

/**
 * XML whenever it is accepted at all, because clients that read JSON read it as well, and many that accept JSON do not
 * mean it here; JSON where it alone is accepted or asked for with `$format` (OData 4.01 Protocol, 11.1.2).
 *
 * @throws ApiError 406 when neither is accepted
 */
export function metadataForm(accept: string | undefined, format: string | undefined): MetadataForm {
  if (format !== undefined) {
    const name = format.toLowerCase()
    if (name === 'xml' || name === 'json') return name
    const range = mediaRange(format)
    if (range?.type === 'application/xml') return 'xml'
    if (range && range.type !== '*/*' && jsonOf(range)) return 'json'
    return notAcceptable(`$format=${format}`, '$format')
  }
  const ranges = acceptedRanges(accept ?? '')
  if (ranges.length === 0) return 'xml'
  const accepts = (type: string, fits: (range: MediaRange) => boolean): boolean => {
    const exact = ranges.filter(range => range.type === type)
    if (exact.length > 0) return exact.some(range => range.weight > 0 && fits(range))
    return ranges.some(range => range.weight > 0 && (range.type === '*/*' || range.type === 'application/*'))
  }
  if (accepts('application/xml', () => true)) return 'xml'
  if (accepts('application/json', range => jsonOf(range) !== undefined)) return 'json'
  return notAcceptable(`Accept: ${accept}`, 'Accept')
}

function isPlain({ type, parameters }: MediaRange, name: string): boolean {
  return type === name && parameters.size === 0
}

/** The JSON that a media type describes; undefined when it describes none that can be written. */
function jsonOf({ type, parameters }: MediaRange): JsonRepresentation | undefined {
  if (type !== 'application/json' && type !== 'application/*' && type !== '*/*') return undefined
  let metadata: Metadata = 'minimal'
  const more: string[] = []
  for (const [name, text] of parameters) {
    const value = text.toLowerCase()
    switch (name) {
      case 'metadata':
      case 'odata.metadata':
        if (value !== 'full' && value !== 'minimal' && value !== 'none') return undefined
        metadata = value
        break
      case 'ieee754compatible':
        if (!isFlag(value)) return undefined
        more.push(`;IEEE754Compatible=${value}`)
        break
      case 'streaming':
      case 'odata.streaming':
        if (!isFlag(value)) return undefined
        more.push(`;odata.streaming=${value}`)
        break
      case 'exponentialdecimals':
        if (!isFlag(value)) return undefined
        break
      case 'charset':
        if (value !== 'utf-8' && value !== 'utf8') return undefined
        more.push(';charset=utf-8')
        break
      default:
        return undefined
    }
  }
  if (metadata === 'minimal' && more.length === 0) return MINIMAL
  return {
    metadata,
    ieee754: more.includes(';IEEE754Compatible=true'),
    contentType: `application/json;odata.metadata=${metadata}${more.join('')}`,
  }
}

const isFlag = (value: string): boolean => value === 'true' || value === 'false'

function notAcceptable(what: string, target: string): never {
  throw new ApiError(
    406,
    'NotAcceptable',
    `Nothing that "${what}" accepts can be given. Data is application/json, with odata.metadata=none, minimal or full, IEEE754Compatible, odata.streaming and charset=utf-8 as parameters; $metadata is application/xml or application/json.`,
    target,
  )
}

import {
  type EntitySetModel,
  findNavigation,
  findProperty,
  type NavigationProperty,
  ODataError,
  type Property,
  parseKey,
  type ServiceModel,
  targetOf,
} from '../odata/index.ts'
import { entityNames, findEntity } from '../schema/entities.ts'
import { ApiError } from './errors.ts'

/** A relation that a path follows: `/interactions` or `/interactions('id')`. */
export interface Step {
  readonly navigation: NavigationProperty
  readonly set: EntitySetModel
  readonly key: string | undefined
}

/** What a path behind `/records/` leads to (OData 4.01 URL Conventions, 4). */
export interface ResourcePath {
  /** The path as the client wrote it, for links: `plugin-calls`, `conversations('abc')/interactions`. */
  readonly text: string
  /** The entity set it begins at. */
  readonly set: EntitySetModel
  /** The name the client gave the set, `plugin-calls` or `plugin_calls`. */
  readonly name: string
  readonly key: string | undefined
  readonly steps: readonly Step[]
  /** The attribute it ends at, and the objects around that. Empty when it is about whole records. */
  readonly properties: readonly Property[]
  readonly ending: '$count' | '$value' | undefined
}

/** The set whose records a path leads to. */
export function lastSet({ set, steps }: ResourcePath): EntitySetModel {
  return steps.at(-1)?.set ?? set
}

/** All sets whose records a path tells something of. */
export function setsOf({ set, steps }: ResourcePath): EntitySetModel[] {
  return [set, ...steps.map(step => step.set)]
}

/** Whether a path leads to one record, or to something of one. */
export function isOne({ key, steps }: ResourcePath): boolean {
  const last = steps.at(-1)
  return last ? last.key !== undefined || !last.navigation.many : key !== undefined
}

/** Resources of OData that a service need not have (URL Conventions, 4.1 to 4.16). */
const UNSUPPORTED = /^\$(?:all|batch|crossjoin\(.*\)|each|entity|filter\(.*\)|query|ref|root)$/s

/**
 * Reads the path behind `/records/`, still percent-encoded.
 *
 * @returns undefined when no resource can have such a path
 * @throws ApiError 404 for a name that is not there, ODataError for a malformed key and for what is not supported
 */
export function parseResourcePath(text: string, service: ServiceModel): ResourcePath | undefined {
  const [first, ...rest] = text.split('/').map(decodeSegment)
  refuseUnsupported(first!)
  const { name, key: keyText } = cut(first!)
  const set = service.sets.get(findEntity(name)?.table ?? '')
  if (!set)
    throw new ApiError(
      404,
      'UnknownCollection',
      `There is no collection "${name}"; there are ${entityNames.join(', ')}.`,
    )
  const key = keyText === '' ? undefined : parseKey(keyText, set)
  const steps: Step[] = []
  const properties: Property[] = []
  let ending: ResourcePath['ending']
  for (const segment of rest) {
    refuseUnsupported(segment)
    const path = { text, set, name, key, steps, properties, ending }
    if (ending !== undefined || segment === '') return undefined
    if (segment === '$count' || segment === '$value') {
      if (!fits(segment, path)) return undefined
      ending = segment
    } else if (!isOne(path)) return undefined
    else if (!addNavigation(segment, path, steps) && !addProperty(segment, path, properties))
      throw nothingCalled(segment, path)
  }
  return { text, set, name, key, steps, properties, ending }
}

/** `/$count` is of something there may be several of, `/$value` of a single value. */
function fits(ending: '$count' | '$value', path: ResourcePath): boolean {
  const property = path.properties.at(-1)
  if (ending === '$value') return property?.kind === 'primitive' || property?.kind === 'enum'
  return property ? property.kind === 'collection' : !isOne(path)
}

function addNavigation(segment: string, path: ResourcePath, steps: Step[]): boolean {
  if (path.properties.length > 0) return false
  const { name, key } = cut(segment)
  const from = lastSet(path)
  const navigation = findNavigation(from, name)
  if (!navigation) return false
  const set = targetOf(from, navigation)
  steps.push({ navigation, set, key: key === '' ? undefined : parseKey(key, set) })
  return true
}

function addProperty(segment: string, path: ResourcePath, properties: Property[]): boolean {
  const owner = path.properties.at(-1)
  if (owner && owner.kind !== 'complex') return false
  const property = findProperty(owner ? owner.properties : lastSet(path).properties, segment)
  if (!property) return false
  properties.push(property)
  return true
}

function nothingCalled(segment: string, path: ResourcePath): ApiError {
  const owner = path.properties.at(-1)?.name ?? lastSet(path).name
  return new ApiError(404, 'NotFound', `There is no attribute or relation "${segment}" in ${owner}.`)
}

/** A name, and the key in parentheses behind it. */
function cut(segment: string): { name: string; key: string } {
  const at = segment.indexOf('(')
  return at < 0 ? { name: segment, key: '' } : { name: segment.slice(0, at), key: segment.slice(at) }
}

function refuseUnsupported(segment: string): void {
  if (UNSUPPORTED.test(segment))
    throw new ODataError('NotSupported', `/${segment.replace(/\(.*/s, '')} is not supported`)
}

/** A segment's text: split first, then decoded, so that an encoded slash belongs to a key (URL Conventions, 2). */
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new ApiError(400, 'BadRequest', `The path has malformed percent-encoding: "${segment}".`)
  }
}

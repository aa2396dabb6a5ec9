import {
  type EntitySetModel,
  findNavigation,
  findProperty,
  type NavigationProperty,
  ODataError,
  type Property,
  parseKey,
  parseRule,
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
  /**
   * The path as the client wrote it, for links: `plugin-calls`, `conversations('abc')/interactions`. Without its filters,
   * which links have among their options.
   */
  readonly text: string
  /** The entity set it begins at. */
  readonly set: EntitySetModel
  /** The name the client gave the set, `plugin-calls` or `plugin_calls`. */
  readonly name: string
  readonly key: string | undefined
  readonly steps: readonly Step[]
  /** The attribute it ends at, and the objects around that. Empty when it is about whole records. */
  readonly properties: readonly Property[]
  /** What `/$filter(…)` demands, as it stands between the parentheses. */
  readonly filters: readonly string[]
  /** What is wanted of it: how many there are, the plain text of an attribute, or only what refers to the records. */
  readonly ending: '$count' | '$ref' | '$value' | undefined
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

/** Resources of OData that this service does not have (URL Conventions, 4.2 to 4.17). */
const UNSUPPORTED = /^\$(?:all|batch|crossjoin\(.*\)|each|entity|query|root)$/s
/** A type or an operation, of which the service has none that could stand in a path. */
const QUALIFIED = /^[A-Za-z_]\w*\.[\w.]+(?:\(.*\))?$/s

/**
 * Reads the path behind `/records/`, still percent-encoded.
 *
 * @param aliases texts of parameter aliases, which may be keys
 * @returns undefined when no resource can have such a path
 * @throws ApiError 404 for a name that is not there, ODataError for a malformed key and for what is not supported
 */
export function parseResourcePath(
  text: string,
  service: ServiceModel,
  aliases?: ReadonlyMap<string, string>,
): ResourcePath | undefined {
  const encoded = text.split('/')
  const [first, ...rest] = encoded.map(decodeSegment)
  refuseUnsupported(first!, UNSUPPORTED)
  const { name, key: keyText } = cut(first!)
  const set = service.sets.get(findEntity(name)?.table ?? '')
  if (!set)
    throw new ApiError(
      404,
      'UnknownCollection',
      `There is no collection "${name}"; there are ${entityNames.join(', ')}.`,
    )
  const key = keyText === '' ? undefined : parseKey(keyText, set, aliases)
  const steps: Step[] = []
  const properties: Property[] = []
  const filters: string[] = []
  let ending: ResourcePath['ending']
  for (const segment of rest) {
    refuseUnsupported(segment, UNSUPPORTED)
    refuseUnsupported(segment, QUALIFIED)
    const path = { text, set, name, key, steps, properties, filters, ending }
    if (ending !== undefined || segment === '') return undefined
    if (segment === '$count' || segment === '$ref' || segment === '$value') {
      if (!fits(segment, path)) return undefined
      ending = segment
    } else if (isFilter(segment)) {
      if (!isSeveral(path)) return undefined
      filters.push(filterIn(segment))
    } else if (!isOne(path)) return undefined
    else if (!addNavigation(segment, path, steps, aliases) && !addProperty(segment, path, properties))
      throw nothingCalled(segment, path)
  }
  const kept =
    filters.length === 0 ? text : encoded.filter((_, i) => i === 0 || !isFilter(rest[i - 1]!)).join('/')
  return { text: kept, set, name, key, steps, properties, filters, ending }
}

const isFilter = (segment: string): boolean => segment.startsWith('$filter(')

/** @throws ODataError when there is no condition between the parentheses */
function filterIn(segment: string): string {
  const text = segment.slice('$filter('.length, -1)
  if (!segment.endsWith(')'))
    throw new ODataError(
      'InvalidSyntax',
      `"/${segment}" is not closed; a slash in a condition does not fit a path: write /$filter(@c) and, among the options, @c=…`,
    )
  const read = parseRule('boolCommonExpr', encodeURIComponent(text))
  if (read.kind === 'failed')
    throw new ODataError('InvalidSyntax', `in /$filter: ${read.message}`, { target: '/$filter' })
  return text
}

/** `/$count` is of something there may be several of, `/$ref` of records, `/$value` of a single value. */
function fits(ending: '$count' | '$ref' | '$value', path: ResourcePath): boolean {
  const property = path.properties.at(-1)
  if (ending === '$ref') return property === undefined
  if (ending === '$value') return property?.kind === 'primitive' || property?.kind === 'enum'
  return isSeveral(path)
}

/** Whether a path leads to several records, or to a list in one. */
function isSeveral(path: ResourcePath): boolean {
  const property = path.properties.at(-1)
  return property ? property.kind === 'collection' : !isOne(path)
}

function addNavigation(
  segment: string,
  path: ResourcePath,
  steps: Step[],
  aliases: ReadonlyMap<string, string> | undefined,
): boolean {
  if (path.properties.length > 0) return false
  const { name, key } = cut(segment)
  const from = lastSet(path)
  const navigation = findNavigation(from, name)
  if (!navigation) return false
  const set = targetOf(from, navigation)
  steps.push({ navigation, set, key: key === '' ? undefined : parseKey(key, set, aliases) })
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

function refuseUnsupported(segment: string, pattern: RegExp): void {
  if (pattern.test(segment))
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

import type { EdmPrimitive, EntitySetModel, NavigationProperty, Property, ServiceModel } from './model.ts'
import { findProperty } from './model.ts'

/**
 * What `$metadata` says of a service, whatever the form it is written in (OData 4.01 CSDL XML and CSDL JSON).
 */
export interface Schema {
  readonly namespace: string
  readonly types: readonly StructuredType[]
  readonly enumerations: readonly EnumerationType[]
  readonly container: string
  readonly sets: readonly EntitySet[]
}

/** An entity type, which has a key, or a complex type. */
export interface StructuredType {
  readonly name: string
  /**
   * Whether its values may have properties that are not declared, as records that are served as they came. Clients refuse
   * such properties in a type that is not open.
   */
  readonly open: boolean
  readonly key: string | undefined
  readonly description: string | undefined
  readonly properties: readonly StructuralProperty[]
  readonly navigation: readonly TypedNavigation[]
}

export interface StructuralProperty {
  readonly name: string
  /** With its namespace. */
  readonly type: string
  readonly collection: boolean
  /** Whether the value or, in a collection, an item can be null. */
  readonly nullable: boolean
  readonly precision: number | undefined
  readonly scale: 'variable' | undefined
  readonly description: string | undefined
}

export interface TypedNavigation extends NavigationProperty {
  readonly type: string
  readonly nullable: boolean
}

export interface EnumerationType {
  readonly name: string
  readonly members: readonly string[]
}

export interface EntitySet {
  readonly name: string
  readonly type: string
  readonly description: string | undefined
  readonly bindings: readonly { readonly path: string; readonly target: string }[]
}

/** Term of the descriptions: plain text is the one annotation that every client can read. */
export const DESCRIPTION = 'Core.Description'
export const CORE = {
  uri: 'https://oasis-tcs.github.io/odata-vocabularies/vocabularies/Org.OData.Core.V1',
  namespace: 'Org.OData.Core.V1',
  alias: 'Core',
} as const
export const CAPABILITIES = {
  uri: 'https://oasis-tcs.github.io/odata-vocabularies/vocabularies/Org.OData.Capabilities.V1',
  namespace: 'Org.OData.Capabilities.V1',
  alias: 'Capabilities',
} as const

/** What clients may expect of a service (OData 4.01 Protocol, 13.2.1): in words and flags, as any client can read. */
export const EXPECTATIONS = [
  { vocabulary: CORE, term: 'ODataVersions', value: '4.0 4.01' },
  { vocabulary: CAPABILITIES, term: 'BatchSupported', value: false },
  { vocabulary: CAPABILITIES, term: 'CrossJoinSupported', value: false },
] as const

/** The schema of a service: one entity type for each set, one complex type for each object in it. */
export function schemaOf(service: ServiceModel): Schema {
  const { namespace, container } = service
  const sets = [...service.sets]
  const enumerations = new Map<string, EnumerationType>()
  const types = sets.flatMap(([name, set]) => typesOf(service, entityType(name, set), set, enumerations))
  return {
    namespace,
    types,
    enumerations: [...enumerations.values()],
    container,
    sets: sets.map(([name, set]) => ({
      name,
      type: qualified(service, entityType(name, set)),
      description: set.description,
      bindings: (set.navigation ?? []).map(navigation => ({
        path: navigation.name,
        target: navigation.target,
      })),
    })),
  }
}

function entityType(name: string, { entityType }: EntitySetModel): string {
  return entityType ?? `${name}_entity`
}

function qualified({ namespace }: ServiceModel, name: string): string {
  return `${namespace}.${name}`
}

function typesOf(
  service: ServiceModel,
  name: string,
  set: EntitySetModel,
  enumerations: Map<string, EnumerationType>,
): StructuredType[] {
  const { description, key } = set
  const navigation = (set.navigation ?? []).map(one => navigationOf(service, set, one))
  const open = set.record !== undefined
  const [entity, ...complex] = structured(service, name, open, set.properties, enumerations)
  return [...complex, { ...entity!, key, description, navigation }]
}

/**
 * One entity is null in a response where it is missing. That it may be so is said where the referring property can be null:
 * a constraint on one that cannot be null demands one entity (CSDL 8.5), and clients refuse metadata that contradicts it.
 */
function navigationOf(
  service: ServiceModel,
  set: EntitySetModel,
  navigation: NavigationProperty,
): TypedNavigation {
  const { target, property, many } = navigation
  const type = qualified(service, entityType(target, service.sets.get(target)!))
  return { ...navigation, type, nullable: !many && findProperty(set.properties, property)!.nullable }
}

/** A type for an object, before the types for the objects in it. */
function structured(
  service: ServiceModel,
  name: string,
  open: boolean,
  properties: readonly Property[],
  enumerations: Map<string, EnumerationType>,
): StructuredType[] {
  const inner: StructuredType[] = []
  const own = properties.map(property => {
    const { name: propertyName, description } = property
    const type = typeOf(property)
    if (typeof type !== 'string')
      inner.push(...structured(service, `${name}_${propertyName}`, open, type, enumerations))
    if (property.kind === 'enum')
      enumerations.set(property.type, { name: property.type.split('.').at(-1)!, members: property.members })
    const collection = property.kind === 'collection'
    return {
      name: propertyName,
      type: typeof type === 'string' ? type : qualified(service, `${name}_${propertyName}`),
      collection,
      nullable: property.nullable && !collection,
      precision: typeof type === 'string' ? precisions[type] : undefined,
      scale: type === 'Edm.Decimal' ? ('variable' as const) : undefined,
      description,
    }
  })
  return [{ name, open, key: undefined, description: undefined, properties: own, navigation: [] }, ...inner]
}

function typeOf(property: Property): string | readonly Property[] {
  switch (property.kind) {
    case 'complex':
      return property.properties
    case 'collection':
      return property.element
    default:
      return property.type
  }
}

/** Digits after the second that columns hold. */
const precisions: { readonly [type: string]: number } = {
  'Edm.DateTimeOffset': 3,
  'Edm.Duration': 6,
  'Edm.TimeOfDay': 6,
} satisfies { readonly [type in EdmPrimitive]?: number }

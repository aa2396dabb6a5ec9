import type {
  EntitySet,
  EnumerationType,
  StructuralProperty,
  StructuredType,
  TypedNavigation,
} from './csdl.ts'
import { CORE, EXPECTATIONS, schemaOf } from './csdl.ts'
import type { ServiceModel } from './model.ts'

type Attributes = { readonly [name: string]: string | number | boolean | undefined }

/** `$metadata` as XML (OData 4.01 CSDL XML). Clients of version 4.0 read nothing newer than 4.0. */
export function metadataXml(service: ServiceModel, version: '4.0' | '4.01' = '4.0'): string {
  const { namespace, types, enumerations, container, sets } = schemaOf(service)
  const schema = element(
    'Schema',
    { xmlns: 'http://docs.oasis-open.org/odata/ns/edm', Namespace: namespace },
    [
      ...enumerations.map(enumeration),
      ...types.map(structuredType),
      element('EntityContainer', { Name: container }, [...sets.map(entitySet), ...expectations()]),
    ],
  )
  const edmx = element(
    'edmx:Edmx',
    { 'xmlns:edmx': 'http://docs.oasis-open.org/odata/ns/edmx', Version: version },
    [element('edmx:DataServices', {}, [schema])],
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n${edmx}`
}

function structuredType({ name, open, key, description, properties, navigation }: StructuredType): string {
  const keys = key === undefined ? [] : [element('Key', {}, [element('PropertyRef', { Name: key })])]
  return element(
    key === undefined ? 'ComplexType' : 'EntityType',
    { Name: name, OpenType: open || undefined },
    [
      ...keys,
      ...properties.map(structuralProperty),
      ...navigation.map(navigationProperty),
      ...annotation(description),
    ],
  )
}

function structuralProperty({
  name,
  type,
  collection,
  nullable,
  precision,
  scale,
  description,
}: StructuralProperty): string {
  const attributes = {
    Name: name,
    Type: collection ? `Collection(${type})` : type,
    // Nullable is true where nothing is said.
    Nullable: nullable ? undefined : false,
    Precision: precision,
    Scale: scale,
  }
  return element('Property', attributes, annotation(description))
}

function navigationProperty(navigation: TypedNavigation): string {
  const { name, type, many, nullable, partner, property, targetProperty, description } = navigation
  const attributes = {
    Name: name,
    Type: many ? `Collection(${type})` : type,
    // A collection of entities cannot say it.
    Nullable: many || nullable ? undefined : false,
    Partner: partner,
  }
  const constraint = element('ReferentialConstraint', {
    Property: property,
    ReferencedProperty: targetProperty,
  })
  return element('NavigationProperty', attributes, [
    ...(many ? [] : [constraint]),
    ...annotation(description),
  ])
}

function enumeration({ name, members }: EnumerationType): string {
  return element(
    'EnumType',
    { Name: name },
    members.map((member, i) => element('Member', { Name: member, Value: i })),
  )
}

function entitySet({ name, type, description, bindings }: EntitySet): string {
  return element('EntitySet', { Name: name, EntityType: type }, [
    ...bindings.map(({ path, target }) =>
      element('NavigationPropertyBinding', { Path: path, Target: target }),
    ),
    ...annotation(description),
  ])
}

function expectations(): string[] {
  return EXPECTATIONS.map(({ vocabulary, term, value }) =>
    element('Annotation', {
      Term: `${vocabulary.namespace}.${term}`,
      ...(typeof value === 'string' ? { String: value } : { Bool: value }),
    }),
  )
}

/**
 * The vocabulary's own name, and no reference to where it is published: clients fetch what is referred to before anything
 * else, with the credential for us, and read no metadata at all where that address cannot be reached.
 */
const TERM = `${CORE.namespace}.Description`

function annotation(description: string | undefined): string[] {
  return description === undefined ? [] : [element('Annotation', { Term: TERM, String: description })]
}

function element(name: string, attributes: Attributes, content: readonly string[] = []): string {
  const words = Object.entries(attributes).map(([key, value]) =>
    value === undefined ? '' : ` ${key}="${escaped(value)}"`,
  )
  const open = `<${name}${words.join('')}`
  return content.length === 0 ? `${open}/>` : `${open}>${content.join('')}</${name}>`
}

const entities: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

function escaped(value: string | number | boolean): string {
  return String(value).replace(/[&<>"]/g, character => entities[character]!)
}

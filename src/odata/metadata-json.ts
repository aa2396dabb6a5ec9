import type { EntitySet, StructuralProperty, StructuredType, TypedNavigation } from './csdl.ts'
import { CAPABILITIES, CORE, DESCRIPTION, EXPECTATIONS, schemaOf } from './csdl.ts'
import type { ServiceModel } from './model.ts'

type Json = { readonly [name: string]: unknown }

/** `$metadata` as JSON (OData 4.01 CSDL JSON); there is no JSON form of an older version. */
export function metadataJson(service: ServiceModel): Json {
  const { namespace, types, enumerations, container, sets } = schemaOf(service)
  return {
    $Version: '4.01',
    $EntityContainer: `${namespace}.${container}`,
    $Reference: Object.fromEntries(
      [CORE, CAPABILITIES].map(({ uri, namespace: $Namespace, alias: $Alias }) => [
        `${uri}.json`,
        { $Include: [{ $Namespace, $Alias }] },
      ]),
    ),
    [namespace]: {
      ...named(enumerations, ({ members }) => ({
        $Kind: 'EnumType',
        ...Object.fromEntries(members.map((member, i) => [member, i])),
      })),
      ...named(types, structuredType),
      [container]: { $Kind: 'EntityContainer', ...named(sets, entitySet), ...expectations() },
    },
  }
}

function named<T extends { readonly name: string }>(items: readonly T[], write: (item: T) => Json): Json {
  return Object.fromEntries(items.map(item => [item.name, write(item)]))
}

function structuredType({ open, key, description, properties, navigation }: StructuredType): Json {
  return {
    $Kind: key === undefined ? 'ComplexType' : 'EntityType',
    ...(key === undefined ? {} : { $Key: [key] }),
    ...(open ? { $OpenType: true } : {}),
    ...named(properties, structuralProperty),
    ...named(navigation, navigationProperty),
    ...annotation(description),
  }
}

/** What is not said has its default: `Edm.String`, one value, never null. */
function structuralProperty({
  type,
  collection,
  nullable,
  precision,
  scale,
  description,
}: StructuralProperty): Json {
  return {
    ...(type === 'Edm.String' ? {} : { $Type: type }),
    ...(collection ? { $Collection: true } : {}),
    ...(nullable ? { $Nullable: true } : {}),
    ...(precision === undefined ? {} : { $Precision: precision }),
    ...(scale === undefined ? {} : { $Scale: scale }),
    ...annotation(description),
  }
}

function navigationProperty(navigation: TypedNavigation): Json {
  const { type, many, nullable, partner, property, targetProperty, description } = navigation
  return {
    $Kind: 'NavigationProperty',
    $Type: type,
    ...(many ? { $Collection: true } : {}),
    ...(nullable ? { $Nullable: true } : {}),
    ...(partner === undefined ? {} : { $Partner: partner }),
    ...(many ? {} : { $ReferentialConstraint: { [property]: targetProperty } }),
    ...annotation(description),
  }
}

function entitySet({ type, description, bindings }: EntitySet): Json {
  return {
    $Collection: true,
    $Type: type,
    ...(bindings.length === 0
      ? {}
      : {
          $NavigationPropertyBinding: Object.fromEntries(bindings.map(({ path, target }) => [path, target])),
        }),
    ...annotation(description),
  }
}

function expectations(): Json {
  return Object.fromEntries(
    EXPECTATIONS.map(({ vocabulary, term, value }) => [`@${vocabulary.alias}.${term}`, value]),
  )
}

function annotation(description: string | undefined): Json {
  return description === undefined ? {} : { [`@${DESCRIPTION}`]: description }
}

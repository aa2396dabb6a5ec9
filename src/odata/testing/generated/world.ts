import { type NavigationProperty, type Property, type ServiceModel, targetOf } from '../../model.ts'
import { type Scalar, scalarOf, scalarTypes } from './scalars.ts'

/** What a property holds: a single value, an object, or a list of either. Null lists and objects are null. */
export type Held = Scalar | HeldObject | readonly Held[]
export interface HeldObject {
  readonly [name: string]: Held
}

/** A record in memory, of which a set's name tells the properties. */
export interface Entity {
  readonly set: string
  readonly values: HeldObject
}

/** All records of a service in memory, with their relations: what queries are evaluated on. */
export class World {
  readonly service: ServiceModel
  private readonly sets: ReadonlyMap<string, readonly Entity[]>
  private readonly found = new Map<string, ReadonlyMap<Scalar, readonly Entity[]>>()

  constructor(service: ServiceModel, sets: { readonly [name: string]: readonly HeldObject[] }) {
    this.service = service
    this.sets = new Map(
      Object.entries(sets).map(([set, records]) => [set, records.map(values => ({ set, values }))]),
    )
  }

  entities(set: string): readonly Entity[] {
    return this.sets.get(set)!
  }

  /** The entities that a relation leads to: of a relation to one, one or none. */
  related({ set, values }: Entity, navigation: NavigationProperty): readonly Entity[] {
    const value = values[navigation.property] as Scalar
    if (value === null) return []
    const target = targetOf(this.service.sets.get(set)!, navigation)
    const [name] = [...this.service.sets].find(([, known]) => known === target)!
    return this.index(name, navigation.targetProperty).get(value) ?? []
  }

  private index(set: string, property: string): ReadonlyMap<Scalar, readonly Entity[]> {
    const place = `${set}/${property}`
    const known = this.found.get(place)
    if (known) return known
    const index = new Map<Scalar, Entity[]>()
    for (const entity of this.entities(set)) {
      const value = entity.values[property] as Scalar
      index.set(value, [...(index.get(value) ?? []), entity])
    }
    this.found.set(place, index)
    return index
  }
}

/** What the properties of a JSON object hold. */
export function heldOf(
  properties: readonly Property[],
  json: { readonly [name: string]: unknown },
): HeldObject {
  return Object.fromEntries(
    properties.map(property => [property.name, heldBy(property, json[property.name])]),
  )
}

function heldBy(property: Property, json: unknown): Held {
  if (json === null || json === undefined) return null
  switch (property.kind) {
    case 'primitive':
      return scalarOf(scalarTypes[property.type], json)
    case 'enum':
      return scalarOf('enum', json)
    case 'complex':
      return heldOf(property.properties, json as { [name: string]: unknown })
    case 'collection': {
      const { element } = property
      return (json as unknown[]).map(item =>
        typeof element === 'string'
          ? scalarOf(scalarTypes[element], item)
          : heldOf(element, item as { [name: string]: unknown }),
      )
    }
  }
}

import type { CollectionProperty, EdmPrimitive, EntitySetModel, Property, ServiceModel } from './model.ts'
import { serviceOf } from './model.ts'

/** Between the items of a list that is written as one text. */
const SEPARATOR = ', '

/**
 * The model without anything nested, for tools that read neither objects nor lists: `detail/content` is `detail_content`,
 * a list is its items joined by commas, and a list of objects is one such text for each of their attributes, in which the
 * items stand at the same places. The rows' JSON is made of the columns, so that attributes nobody knew are not in it.
 *
 * @throws TypeError when two attributes would have one name: a mistake of the author, not of a client
 */
export function flatModel(model: EntitySetModel): EntitySetModel {
  const properties = model.properties.flatMap(property => flattened(property))
  const names = properties.map(({ name }) => name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw new TypeError(`${model.name} has two attributes "${twice}" when it is flat`)
  return { ...model, properties, record: undefined }
}

/** A service of the flat variants of its sets, under the same names and with the same relations. */
export function flatService(service: ServiceModel): ServiceModel {
  const sets = [...service.sets].map(([name, set]) => [name, flatModel(set)] as const)
  return serviceOf({ ...service, namespace: `${service.namespace}.Flat`, sets: Object.fromEntries(sets) })
}

function flattened(property: Property): Property[] {
  switch (property.kind) {
    case 'complex':
      return property.properties.flatMap(inner => flattened(within(property, inner)))
    case 'collection':
      return listTexts(property)
    default:
      return [property]
  }
}

/** A property of an object as one of the object's owner. Where the object is null, so is every part of it. */
function within(owner: Property & { kind: 'complex' }, inner: Property): Property {
  const column = `${owner.column}.${inner.column}`
  const name = `${owner.name}_${inner.name}`
  const nullable = inner.nullable || owner.nullable
  if (inner.kind !== 'primitive' && inner.kind !== 'enum') return { ...inner, name, column, nullable }
  // A part that cannot be null itself does not say that there is no object.
  const hidden = owner.isNull !== undefined && !inner.nullable
  return { ...inner, name, nullable, column: hidden ? `if(${owner.isNull}, NULL, ${column})` : column }
}

function listTexts(list: CollectionProperty): Property[] {
  const { name, element, column, nullable, isNull, description } = list
  const text = (name: string, items: string, more: string | undefined): Property => {
    const joined = `arrayStringConcat(${items}, '${SEPARATOR}')`
    const whole = isNull === undefined ? joined : `if(${isNull}, NULL, ${joined})`
    const words = [description, more].filter(part => part !== undefined).join(' ')
    const described = words === '' ? {} : { description: words }
    return { kind: 'primitive', type: 'Edm.String', name, column: whole, nullable, ...described }
  }
  if (typeof element === 'string') return [text(name, itemTexts(element, column), undefined)]
  return element.flatMap(part =>
    part.kind === 'primitive' || part.kind === 'enum'
      ? [text(`${name}_${part.name}`, `arrayMap(_part -> ${partText(part)}, ${column})`, part.description)]
      : [],
  )
}

function itemTexts(element: EdmPrimitive, column: string): string {
  return element === 'Edm.String' ? column : `arrayMap(_part -> toString(_part), ${column})`
}

/** A part that is null is an empty text, so that the others keep their places. */
function partText(part: Property): string {
  const text = `toString(_part.${part.column})`
  return part.nullable ? `ifNull(${text}, '')` : text
}

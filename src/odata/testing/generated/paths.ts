import { type EdmPrimitive, findNavigation, type NavigationProperty, type Property } from '../../model.ts'
import { type Scalar, type ScalarType, scalarTypes } from './scalars.ts'
import type { Entity, Held, HeldObject, World } from './world.ts'

/** Where a path leads from something: what is written, and what is there. */
interface Path<T> {
  readonly text: string
  readonly read: (from: unknown) => T
}

export interface ScalarPath extends Path<Scalar> {
  readonly type: ScalarType
  /** The name and members of an enumeration. */
  readonly members?: readonly [type: string, members: readonly string[]]
}

/** A list, which is null as a whole where the object that has it is. */
export interface ListPath extends Path<readonly Held[] | null> {
  readonly element: EdmPrimitive | readonly Property[]
}

/** A relation to several. */
export interface RelationPath extends Path<readonly Entity[]> {
  readonly set: string
}

/** All that paths can lead to from one thing. */
export interface Paths {
  readonly scalars: readonly ScalarPath[]
  readonly lists: readonly ListPath[]
  /** Objects and entities: they can be compared with null. */
  readonly objects: readonly Path<boolean>[]
  readonly relations: readonly RelationPath[]
}

const none: Paths = { scalars: [], lists: [], objects: [], relations: [] }

/** The paths from an entity of a set, over `hops` relations to one at most. */
export function pathsOfSet(world: World, set: string, hops: number): Paths {
  const model = world.service.sets.get(set)!
  const own = pathsOf(model.properties, entity => (entity as Entity).values)
  const names = (model.navigation ?? []).map(({ name }) => findNavigation(model, name)!)
  return names.reduce((paths, navigation) => merged(paths, related(world, navigation, hops)), own)
}

function related(world: World, navigation: NavigationProperty, hops: number): Paths {
  const { name, target, many } = navigation
  const to = (from: unknown) => world.related(from as Entity, navigation)
  if (many) return { ...none, relations: [{ text: name, set: target, read: to }] }
  const itself: Paths = { ...none, objects: [{ text: name, read: from => to(from).length > 0 }] }
  if (hops === 0) return itself
  const { scalars, lists, objects, relations } = pathsOfSet(world, target, hops - 1)
  const through =
    <P extends Path<unknown>>(absent: unknown) =>
    (path: P): P => ({
      ...path,
      text: `${name}/${path.text}`,
      read: (from: unknown) => {
        const [entity] = to(from)
        return entity ? path.read(entity) : absent
      },
    })
  return merged(itself, {
    scalars: scalars.map(through(null)),
    lists: lists.map(through(null)),
    objects: objects.map(through(false)),
    relations: relations.map(through([])),
  })
}

/** The paths from an item of a list: an object's properties, or the item itself. */
export function pathsOfItem(element: ListPath['element']): Paths {
  if (typeof element !== 'string') return pathsOf(element, item => item as HeldObject)
  return { ...none, scalars: [{ text: '', type: scalarTypes[element], read: item => item as Scalar }] }
}

function pathsOf(properties: readonly Property[], owner: (from: unknown) => HeldObject | null): Paths {
  return properties.map(property => pathsOfProperty(property, owner)).reduce(merged, none)
}

function pathsOfProperty(property: Property, owner: (from: unknown) => HeldObject | null): Paths {
  const { name: text } = property
  const held = (from: unknown) => owner(from)?.[text] ?? null
  switch (property.kind) {
    case 'primitive':
      return {
        ...none,
        scalars: [{ text, type: scalarTypes[property.type], read: from => held(from) as Scalar }],
      }
    case 'enum': {
      const members = [property.type, property.members] as const
      return { ...none, scalars: [{ text, type: 'enum', members, read: from => held(from) as Scalar }] }
    }
    case 'collection': {
      const { element } = property
      return { ...none, lists: [{ text, element, read: from => held(from) as readonly Held[] | null }] }
    }
    case 'complex': {
      const inner = pathsOf(property.properties, from => held(from) as HeldObject | null)
      const below = <P extends Path<unknown>>(path: P): P => ({ ...path, text: `${text}/${path.text}` })
      return {
        scalars: inner.scalars.map(below),
        lists: inner.lists.map(below),
        objects: [{ text, read: from => held(from) !== null }, ...inner.objects.map(below)],
        relations: [],
      }
    }
  }
}

export function merged(a: Paths, b: Paths): Paths {
  return {
    scalars: [...a.scalars, ...b.scalars],
    lists: [...a.lists, ...b.lists],
    objects: [...a.objects, ...b.objects],
    relations: [...a.relations, ...b.relations],
  }
}

import type { Property } from '../../model.ts'
import { type Scalar, type ScalarType, sameScalar, scalarOf, scalarTypes } from './scalars.ts'
import type { Held, HeldObject } from './world.ts'

/** A single value of a result. */
export class Single {
  readonly type: ScalarType
  readonly value: Scalar

  constructor(type: ScalarType, value: Scalar) {
    this.type = type
    this.value = value
  }
}

/** What a result should be: its objects and lists as in JSON, its single values with their types. */
export type Expected = Single | null | readonly Expected[] | { readonly [name: string]: Expected }

/** What is selected of an object: all of it, or some properties and what of each. */
export type Chosen = 'all' | { readonly [name: string]: Chosen }

/** The result that an object should give. */
export function expectedObject(
  properties: readonly Property[],
  object: HeldObject,
  chosen: Chosen = 'all',
): { [name: string]: Expected } {
  const members = properties.filter(({ name }) => chosen === 'all' || name in chosen)
  return Object.fromEntries(
    members.map(property => {
      const { name } = property
      return [name, expectedOf(property, object[name]!, chosen === 'all' ? 'all' : chosen[name]!)]
    }),
  )
}

function expectedOf(property: Property, held: Held, chosen: Chosen): Expected {
  if (property.kind === 'primitive') return new Single(scalarTypes[property.type], held as Scalar)
  if (property.kind === 'enum') return new Single('enum', held as Scalar)
  if (held === null) return null
  if (property.kind === 'complex') return expectedObject(property.properties, held as HeldObject, chosen)
  const { element } = property
  return (held as readonly Held[]).map(item =>
    typeof element === 'string'
      ? new Single(scalarTypes[element], item as Scalar)
      : expectedObject(element, item as HeldObject, chosen),
  )
}

/** Where a result differs from what it should be; undefined where it does not. */
export function difference(expected: Expected, actual: unknown, place = ''): string | undefined {
  if (expected instanceof Single) return singleDifference(expected, actual, place)
  if (expected === null || actual === null || typeof actual !== 'object')
    return actual === expected ? undefined : `${place}: ${JSON.stringify(actual)}`
  if (Array.isArray(expected) !== Array.isArray(actual)) return `${place}: an object or a list`
  const [wanted, given] = [Object.keys(expected).sort(), Object.keys(actual).sort()]
  if (wanted.join() !== given.join()) return `${place}: has ${given}, should have ${wanted}`
  for (const name of wanted) {
    const inner = (expected as { [name: string]: Expected })[name]!
    const found = difference(inner, (actual as { [name: string]: unknown })[name], `${place}/${name}`)
    if (found) return found
  }
  return undefined
}

function singleDifference({ type, value }: Single, actual: unknown, place: string): string | undefined {
  const wrong = () => `${place}: ${JSON.stringify(actual)}, should be ${type} ${String(value)}`
  try {
    return sameScalar(value, scalarOf(type, actual)) ? undefined : wrong()
  } catch {
    return wrong()
  }
}

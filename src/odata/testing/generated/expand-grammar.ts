import { type NavigationProperty, targetOf } from '../../model.ts'
import { condition } from './condition-grammar.ts'
import { type Expected, expectedObject, Single } from './expected.ts'
import type { Grammar } from './grammar.ts'
import { recordRoots } from './list-grammar.ts'
import { ordering, relationsOf, searching, selecting } from './option-grammar.ts'
import { pathsOfSet } from './paths.ts'
import { compareScalars, type Scalar } from './scalars.ts'
import type { Entity } from './world.ts'

/** What `$expand` adds to a record. */
export interface Expanding {
  readonly text: string
  readonly members: (entity: Entity) => { readonly [name: string]: Expected }
}

/** `$expand`: some relations, with options of their own. */
export function expanding(g: Grammar, set: string, depth = 2): Expanding {
  const items = g.random.some(relationsOf(g, set), 2).map(relation => expandItem(g, set, relation, depth))
  return {
    text: items.map(({ text }) => text).join(','),
    members: entity => Object.assign({}, ...items.map(({ members }) => members(entity))),
  }
}

function expandItem(outer: Grammar, set: string, relation: NavigationProperty, depth: number): Expanding {
  const { world, random } = outer
  const { name, many, target } = relation
  const model = targetOf(world.service.sets.get(set)!, relation)
  const g = { ...outer, roots: recordRoots(pathsOfSet(world, target, 1)), slots: 1 }
  const options: string[] = []
  const add = (option: string, text: string) =>
    options.push(`${random.pick(['$', '$', ''])}${option}=${text}`)

  const filter = random.chance(0.4) ? condition(g, 1) : undefined
  if (filter) add('filter', filter.text)
  const search = many && random.chance(0.1) ? searching(g, model.properties) : undefined
  if (search && !/["\\]/.test(search.text)) add('search', search.text)
  const found = (entity: Entity) =>
    world
      .related(entity, relation)
      .filter(other => !filter || filter.of([other]) === true)
      .filter(other => !search || /["\\]/.test(search.text) || search.found(other.values))
  if (many && random.chance(0.1)) {
    const text = `${name}/$count${options.length > 0 ? `(${options.join(';')})` : ''}`
    return { text, members: entity => ({ [`${name}@odata.count`]: count(found(entity).length) }) }
  }
  const order = many && random.chance(0.5) ? ordering(g) : undefined
  if (order) add('orderby', order.text)
  const skip = many && random.chance(0.2) ? random.below(2) : 0
  if (skip > 0) add('skip', String(skip))
  const top = many && random.chance(0.4) ? random.below(4) : Infinity
  if (top < Infinity) add('top', String(top))
  const counted = many && random.chance(0.3)
  if (counted) add('count', 'true')
  const select = random.chance(0.6) ? selecting(g, model.properties, []) : undefined
  if (select) add('select', select.text)
  const inner = depth > 1 && random.chance(0.3) ? expanding(outer, target, depth - 1) : undefined
  if (inner) add('expand', inner.text)

  const written = (entity: Entity): Expected => ({
    ...expectedObject(model.properties, entity.values, select?.chosen),
    ...inner?.members(entity),
  })
  const members = (entity: Entity) => {
    const all = found(entity)
    if (!many) return { [name]: all[0] ? written(all[0]) : null }
    const key = (other: Entity) => other.values[model.key] as NonNullable<Scalar>
    const sorted = all.toSorted((a, b) => order?.order([a], [b]) || compareScalars(key(a), key(b)))
    return {
      ...(counted ? { [`${name}@odata.count`]: count(all.length) } : {}),
      [name]: sorted.slice(skip, skip + top).map(written),
    }
  }
  return { text: `${name}${options.length > 0 ? `(${options.join(';')})` : ''}`, members }
}

function count(number: number): Single {
  return new Single('integer', BigInt(number))
}

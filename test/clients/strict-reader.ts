import { type Edm, type Edmx, oData } from 'ts-odatajs'
import { expect } from 'vitest'
import type { Page } from '../support/data-api.ts'

type Type = Edm.EntityType | Edm.ComplexType

/** What is read of a page: records, and whatever else may be in one. */
type Json = { readonly [name: string]: unknown }

/**
 * Reads answers as Microsoft's OData library does, on which Power BI, Excel, Azure Data Factory and .NET's own client
 * stand: the context must lead to a set of `$metadata`, and a record may have what its type declares and nothing else,
 * unless the type is open.
 */
export class StrictReader {
  readonly #root: string
  readonly #schema: Edm.Schema

  /** @param root the service's address as the client knows it, with a slash at the end */
  constructor(root: string, metadata: string) {
    this.#root = root
    this.#schema = (oData.parseMetadata(metadata) as Edmx.Edmx).dataServices.schema![0]!
  }

  /** The records of a page, which must be sound. */
  records(page: Page): readonly Json[] {
    const type = this.#typeOf(page['@odata.context'])
    for (const record of page.value) this.#check(record, type)
    const next = page['@odata.nextLink']
    if (next !== undefined)
      expect(next.startsWith(this.#root), `${next} begins with ${this.#root}`).toBe(true)
    return page.value
  }

  /** The type of what a context describes. */
  #typeOf(context: string): Type {
    const start = `${this.#root}$metadata#`
    expect(context.startsWith(start), `${context} begins with ${start}`).toBe(true)
    const [, set, selected = '', single] =
      /^(\w+)(\([^']*\))?(\/\$entity)?$/.exec(context.slice(start.length)) ?? []
    const known = this.#schema.entityContainer.entitySet!.find(({ name }) => name === set)
    expect(known, `${context} names a set of $metadata (${single ?? 'collection'})`).toBeDefined()
    const type = this.#type(known!.entityType)!
    for (const item of selected.slice(1, -1).split(',').filter(Boolean)) {
      const [first] = item.replace(/\(.*$/, '').split('/')
      expect(first === '*' || declared(type, first!) !== undefined, `${item} is in ${type.name}`).toBe(true)
    }
    return type
  }

  #type(name: string): Type | undefined {
    const plain = name.replace(/^Collection\((.*)\)$/, '$1').replace(`${this.#schema.namespace}.`, '')
    return [...(this.#schema.entityType ?? []), ...(this.#schema.complexType ?? [])].find(
      type => type.name === plain,
    )
  }

  #check(record: Json, type: Type): void {
    for (const [name, value] of Object.entries(record)) {
      if (name.includes('@')) continue
      const property = declared(type, name)
      if (!property) {
        expect((type as { openType?: string }).openType, `${name} is declared in ${type.name}`).toBe('true')
        continue
      }
      const inner = this.#type(property.type)
      const values = property.type.startsWith('Collection(') ? (value as unknown[] | null) : [value]
      for (const item of values ?? [])
        if (item !== null && inner) this.#check(item as Json, inner)
        else if (item !== null) expect([name, typeof item]).toEqual([name, jsonType(property.type)])
    }
  }
}

function declared(type: Type, name: string): { readonly type: string } | undefined {
  const { property = [], navigationProperty = [] } = type as Edm.EntityType
  return [...property, ...navigationProperty].find(one => one.name === name)
}

function jsonType(edm: string): string {
  if (edm === 'Edm.Boolean') return 'boolean'
  return /Int|Double|Decimal/.test(edm) ? 'number' : 'string'
}

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestService } from './testing/service.ts'
import { shopService } from './testing/shop.ts'

/** Lists in columns, of plain values and of objects; the Data API’s own tests do the same with lists in a record's text. */

let shop: TestService
let lists: { Tags: string[]; Grades: number[]; Parts: { Name: string; Number: number | null }[] }[]
beforeAll(async () => {
  shop = shopService()
  lists = (await shop.values('Products', '$select=Tags,Grades,Parts')) as typeof lists
})
afterAll(() => shop.close())

const selected = (select: string) => shop.values('Products', `$select=${select}`)

describe('part of a list', () => {
  test('of plain values, which are $this', async () => {
    expect(lists.some(({ Grades }) => Grades.some(grade => grade > 1))).toBe(true)
    expect(await selected('Grades($filter=$this gt 1;$count=true)')).toEqual(
      lists.map(({ Grades }) => {
        const chosen = Grades.filter(grade => grade > 1)
        return { 'Grades@odata.count': chosen.length, Grades: chosen }
      }),
    )
    expect(await selected('Grades($orderby=$this desc;$top=1)')).toEqual(
      lists.map(({ Grades }) => ({ Grades: [...Grades].sort((a, b) => b - a).slice(0, 1) })),
    )
    expect(await selected("Tags($filter=contains($this,'e');$skip=1)")).toEqual(
      lists.map(({ Tags }) => ({ Tags: Tags.filter(tag => tag.includes('e')).slice(1) })),
    )
  })

  test('of objects, and of these a part', async () => {
    expect(lists.some(({ Parts }) => Parts.length > 1)).toBe(true)
    expect(await selected('Parts($select=Name;$filter=Number ne null;$orderby=Number,Name)')).toEqual(
      lists.map(({ Parts }) => ({
        Parts: Parts.filter(part => part.Number !== null)
          .sort((a, b) => a.Number! - b.Number! || (a.Name < b.Name ? -1 : 1))
          .map(({ Name }) => ({ Name })),
      })),
    )
    const byNumber = (a: number | null, b: number | null) => (a ?? -1e9) - (b ?? -1e9)
    for (const direction of ['asc', 'desc'])
      expect(await selected(`Parts($orderby=Number ${direction};$select=Number)`)).toEqual(
        lists.map(({ Parts }) => {
          const numbers = Parts.map(part => part.Number).sort(byNumber)
          return {
            Parts: (direction === 'asc' ? numbers : numbers.reverse()).map(number => ({ Number: number })),
          }
        }),
      )
  })

  test.each([
    ['Name($top=1)', 'InvalidSyntax'],
    ['Size($filter=Height gt 1)', 'InvalidSyntax'],
    ['Tags($top=1),Tags', 'InvalidSyntax'],
    ['Tags,Tags($top=1)', 'InvalidSyntax'],
    ['*,Tags($top=1)', 'NotSupported'],
    ['Tags($select=x)', 'TypeMismatch'],
    ['Tags($expand=x)', 'NotSupported'],
    ['Parts($orderby=Name,Number desc)', 'NotSupported'],
    ['Parts($filter=Nothing eq 1)', 'UnknownName'],
    ['Parts($filter=Name)', 'TypeMismatch'],
  ])('%s is refused: %s', (select, code) => {
    expect(() => shop.compile('Products', `$select=${select}`)).toThrow(expect.objectContaining({ code }))
  })
})

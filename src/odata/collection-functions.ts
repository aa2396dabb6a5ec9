import { level } from './operand.ts'
import type { Overloads } from './overload.ts'

/** The functions on collections, here of text (OData 4.01 URL Conventions 5.1.1.5 and 5.1.1.6). */
export const collectionFunctions: Overloads = {
  contains: [{ types: ['strings', 'strings'], result: 'boolean', sql: (a, b) => `hasSubstr(${a}, ${b})` }],
  endswith: [{ types: ['strings', 'strings'], result: 'boolean', sql: (a, b) => `endsWith(${a}, ${b})` }],
  // The items in this order, others between them allowed: walk `a`, counting how many of `b` were met.
  hassubsequence: [
    {
      types: ['strings', 'strings'],
      result: 'boolean',
      sql: (a, b) =>
        `arrayFold((met, item) -> met + toUInt64(${b}[met + 1] = item AND met < length(${b})), ${a}, toUInt64(0)) = length(${b})`,
      level: level.comparison,
    },
  ],
  // Every item as often as it is in `b`.
  hassubset: [
    {
      types: ['strings', 'strings'],
      result: 'boolean',
      sql: (a, b) => `arrayAll(item -> countEqual(${a}, item) >= countEqual(${b}, item), ${b})`,
    },
  ],
  indexof: [
    {
      types: ['strings', 'strings'],
      result: 'integer',
      sql: (a, b) =>
        `toInt64(arrayFirstIndex(i -> arraySlice(${a}, i, length(${b})) = ${b}, arrayEnumerate(${a}))) - 1`,
      level: level.sum,
    },
  ],
  length: [{ types: ['strings'], result: 'integer', sql: a => `toInt64(length(${a}))` }],
  startswith: [{ types: ['strings', 'strings'], result: 'boolean', sql: (a, b) => `startsWith(${a}, ${b})` }],
}

import type { Context } from './context.ts'
import { fail, unsupported } from './context.ts'
import type { Node } from './nodes.ts'
import { level } from './operand.ts'
import type { Overloads } from './overload.ts'

/** OData counts characters where ClickHouse's plain functions count bytes, and from 0 where they count from 1. */
export const textFunctions: Overloads = {
  concat: [{ types: ['string', 'string'], result: 'string', sql: (a, b) => `concat(${a}, ${b})` }],
  contains: [
    {
      types: ['string', 'string'],
      result: 'boolean',
      sql: (a, b) => `position(${a}, ${b}) > 0`,
      level: level.comparison,
    },
  ],
  endswith: [{ types: ['string', 'string'], result: 'boolean', sql: (a, b) => `endsWith(${a}, ${b})` }],
  indexof: [
    {
      types: ['string', 'string'],
      result: 'integer',
      sql: (a, b) => `toInt64(positionUTF8(${a}, ${b})) - 1`,
      level: level.sum,
    },
  ],
  length: [{ types: ['string'], result: 'integer', sql: a => `toInt64(lengthUTF8(${a}))` }],
  // Without (?-s) a dot would match a line break, which it does not in ECMAScript.
  matchespattern: [
    { types: ['string', 'string'], result: 'boolean', sql: (a, b) => `match(${a}, concat('(?-s)', ${b}))` },
  ],
  startswith: [{ types: ['string', 'string'], result: 'boolean', sql: (a, b) => `startsWith(${a}, ${b})` }],
  // A negative start counts from the end, and is the beginning when the text is shorter (5.1.1.5.7): so does the engine,
  // as long as it is not given a length as well.
  substring: [
    { types: ['string', 'integer'], result: 'string', sql: from },
    {
      types: ['string', 'integer', 'integer'],
      result: 'string',
      sql: (a, start, length) => `substringUTF8(${from(a, start)}, 1, greatest(${length}, 0))`,
    },
  ],
  tolower: [{ types: ['string'], result: 'string', sql: a => `lowerUTF8(${a})` }],
  toupper: [{ types: ['string'], result: 'string', sql: a => `upperUTF8(${a})` }],
  // White space by Unicode, where trimBoth knows only the space (5.1.1.7.4).
  trim: [
    {
      types: ['string'],
      result: 'string',
      sql: a => `replaceRegexpAll(${a}, '^[\\\\s\\\\pZ]+|[\\\\s\\\\pZ]+$', '')`,
    },
  ],
}

function from(text: string, start: string): string {
  return `substringUTF8(${text}, ${start} + (${start} >= 0))`
}

/**
 * Refuses patterns the engine cannot run. It runs RE2, in time linear to the text, which has no backreferences and no
 * lookaround.
 */
export function checkPattern(ctx: Context, node: Node): void {
  if (node.kind !== 'literal')
    throw unsupported(ctx, 'matchesPattern with a pattern that is no literal', node)
  try {
    new RegExp(node.value, 'u')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    fail(ctx, 'InvalidValue', `${node.text} is not a regular expression: ${reason}`, node)
  }
  const beyond = /\(\?(?:<?[=!])|\\[1-9]|\\k<|\\u|\\c/.exec(node.value)
  if (beyond) unsupported(ctx, `"${beyond[0]}" in a pattern`, node)
}

import type { Context } from './context.ts'
import { fail, unsupported } from './context.ts'
import type { Node } from './nodes.ts'
import { level } from './operand.ts'
import type { Overloads } from './overload.ts'

// White space by Unicode, as a class in a regular expression in SQL.
const WHITE = '[\\\\s\\\\v\\\\x{85}\\\\pZ]'

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
      sql: (a, start, length) => `substringUTF8(${from(a, start)}, 1, if((${length}) < 0, 0, ${length}))`,
    },
  ],
  tolower: [{ types: ['string'], result: 'string', sql: a => `lowerUTF8(${a})` }],
  toupper: [{ types: ['string'], result: 'string', sql: a => `upperUTF8(${a})` }],
  // All white space, where trimBoth knows only the space (5.1.1.7.4).
  trim: [
    {
      types: ['string'],
      result: 'string',
      sql: a => `replaceRegexpAll(${a}, '^${WHITE}+|${WHITE}+$', '')`,
    },
  ],
}

function from(text: string, start: string): string {
  return `substringUTF8(${text}, ${start} + (${start} >= 0))`
}

/**
 * Refuses patterns the engine cannot run. It runs RE2, in time linear to the text, which has no backreferences and no
 * lookaround, knows Unicode only by its categories, and repeats at most a thousand times.
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
  const pattern = node.value.replaceAll('\\\\', '')
  const beyond = BEYOND.exec(pattern)
  if (beyond) unsupported(ctx, `"${beyond[0]}" in a pattern`, node)
  const most = /\\p/i.test(pattern) ? REPETITIONS.category : REPETITIONS.any
  if (repetitions(pattern) > most)
    fail(
      ctx,
      'LimitExceeded',
      `the pattern repeats something more than ${most} times; write it shorter`,
      node,
    )
}

const CATEGORY = '(?:C[cfos]?|L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?)'
const BEYOND = new RegExp(
  `\\(\\?(?:<?[=!])|\\\\[1-9]|\\\\k<|\\\\[uc]|\\\\p\\{(?!${CATEGORY}\\})[^}]*\\}?|(?<!\\\\)\\[\\^?\\]|\\[(?:\\\\[^b]|[^\\]\\\\])*\\\\b`,
  'i',
)

// A category is hundreds of ranges, and the engine bounds the size of the whole.
const REPETITIONS = { any: 1000, category: 10 }

/** How often the most repeated part may be repeated: as if all repetitions stood in one another. */
function repetitions(pattern: string): number {
  const counts = [...pattern.matchAll(/(?<!\\)\{(\d+)(?:,(\d*))?\}/g)]
  return counts.reduce(
    (product, [, least, most]) => product * Math.max(1, Number(least), Number(most ?? 0)),
    1,
  )
}

import { describe, expect, test } from 'vitest'
import { Cursor } from './cursor.ts'
import { ODataError } from './error.ts'
import { parseExpression } from './expression.ts'
import type { Node, PathNode, Segment } from './nodes.ts'
import { parseOption } from './options.ts'
import { splitQuery } from './query-string.ts'
import { publishedLines } from './testing/published-cases.ts'

function parse(text: string): Node {
  const c = new Cursor(text, '$filter')
  const node = parseExpression(c)
  c.expectEnd()
  return node
}

/** A tree as text, every node in angle brackets, which makes precedence and order visible. */
function show(node: Node): string {
  switch (node.kind) {
    case 'literal':
      return node.type === 'enum' ? `<${node.text.replace(/'(.*)'/, '<$1>')}>` : `<${node.text}>`
    case 'path':
      return showPath(node)
    case 'logical':
      return node.operands.map(show).reduce((left, right) => `<${left} ${node.operator} ${right}>`)
    case 'binary':
      return `<${show(node.left)} ${node.operator} ${show(node.right)}>`
    case 'unary':
      return `<${node.operator === 'not' ? 'not' : '-'} ${show(node.operand)}>`
    case 'call':
      return `<${node.name}(${node.args.map(show).join(',')})>`
    case 'type':
      return `<${node.operator}(${node.operand ? `${show(node.operand)},` : ''}<${node.type}>)>`
    case 'list':
      return `[${node.items.map(show).join(',')}]`
    case 'case':
      return `<case(${node.branches.map(b => `${show(b.when)}:${show(b.result)}`).join(',')})>`
    case 'object':
      return `{${node.members.map(([name, value]) => `${name}:${show(value)}`).join(',')}}`
  }
}

function showPath({ segments }: PathNode): string {
  const named = segments.filter(segment => segment.kind !== 'key')
  // The published trees leave out a type that the path begins with, and the namespaces of functions.
  const [first] = named
  const shown =
    first?.kind === 'name' && first.name.includes('.') && named.length > 1 ? named.slice(1) : named
  return `<${shown.map(showSegment).join('/')}>`
}

function showSegment(segment: Segment): string {
  switch (segment.kind) {
    case 'name':
    case 'variable':
      return segment.name
    case 'function':
      return segment.name.slice(segment.name.lastIndexOf('.') + 1)
    case 'at':
      return `@${segment.name}`
    case 'lambda':
      return `<${segment.operator.toUpperCase()};${segment.predicate ? show(segment.predicate) : ''}>`
    default:
      return `$${segment.kind}`
  }
}

describe('precedence', () => {
  const cases: [text: string, tree: string][] = [
    ['a or b and c', '<<a> or <<b> and <c>>>'],
    ['a eq b gt c', '<<a> eq <<b> gt <c>>>'],
    ['10 sub 2 sub 3', '<<<10> sub <2>> sub <3>>'],
    ['1 add 2 mul 3 divby 4', '<<1> add <<<2> mul <3>> divby <4>>>'],
    ['not (a) and b', '<<not <a>> and <b>>'],
    ['not(a) and b', '<<not <a>> and <b>>'],
    ['not a in (1)', '<not <<a> in [<1>]>>'],
    ['-a mul b', '<<- <a>> mul <b>>'],
    ['-1 sub -2', '<<-1> sub <-2>>'],
    ['a AND b Or NOT c', '<<<a> and <b>> or <not <c>>>'],
    ['nullable eq null and order eq inside', '<<<nullable> eq <null>> and <<order> eq <inside>>>'],
    ['not eq true', '<<not> eq <true>>'],
    ['trueish and nulls/x', '<<trueish> and <nulls/x>>'],
    ["x has Ns.T'a,b' eq true", '<<<x> has <Ns.T<a,b>>> eq <true>>'],
    ["case(a eq 1:'x',true:'y')", "<case(<<a> eq <1>>:<'x'>,<true>:<'y'>)>"],
    ['Contains(a,b)', '<contains(<a>,<b>)>'],
    ['a in ()', '<<a> in []>'],
    ['a in (b)', '<<a> in <b>>'],
    ['[1,{"x":[]}]', '[<1>,{x:[]}]'],
  ]
  for (const [text, tree] of cases) test(text, () => expect(show(parse(text))).toBe(tree))

  test('a long chain is one flat node', () => {
    const node = parse(Array.from({ length: 200 }, (_, i) => `a eq ${i}`).join(' or '))
    expect(node.kind === 'logical' && node.operands.length).toBe(200)
  })
})

describe('mistakes are named, with their place', () => {
  const cases: [text: string, position: number, message: string][] = [
    ['', 0, 'expected an attribute, a literal or a function, found the end'],
    [' true', 0, 'found a space'],
    ['a eq', 4, 'expected a space after "eq", found the end'],
    ['a eq  ', 6, 'found the end'],
    ["a eq 'b", 5, 'the string that begins here has no end'],
    ['a eq b)', 6, '")" does not belong here'],
    ['(a eq b', 7, 'expected ")" to close the parenthesis'],
    ["containz(a,'b')", 0, 'there is no function "containz"; did you mean "contains"?'],
    ["contains(a,'b','c')", 14, 'contains(…), which takes 2 arguments'],
    ['contains(a)', 10, 'contains takes 2 arguments, not 1'],
    ["a eq datetime'2024-01-01T00:00:00'", 5, 'is a literal of OData 2 and 3'],
    ['a eq 2024-13-01', 5, '"2024-13-01" is not a date'],
    ['a eq 2024-02-30T00:00:00Z', 5, 'is not an instant'],
    ['any(x:x)', 3, 'any needs a collection before it'],
    ['a/', 2, 'expected the name of an attribute after "/"'],
    ['a/all()', 7, 'all() needs a condition'],
    ['a in (b,c)', 7, 'expected ")"'],
    ['$root', 5, 'expected "/"'],
    ['a eq "b"', 5, "text is written in single quotes: 'text'"],
    ['a == b', 2, '"==" is no operator of OData; write eq'],
    ['a=b', 1, 'write eq'],
    ["a like 'b%'", 2, 'write contains(…)'],
    ['a && b', 2, 'write and'],
    ['a b', 2, '"b" does not belong here'],
    ['a ', 1, 'there is a space at the end; leave it out'],
    ['a ge 2024-01-01T00:00:00', 5, 'an instant needs an offset'],
    ['a & b', 2, '"&" does not belong here'],
  ]
  for (const [text, position, message] of cases)
    test(text, () => {
      const error = mistake(() => parse(text))
      expect(error).toMatchObject({ status: 400, position, target: '$filter' })
      expect(error.message).toContain(message)
    })
})

describe('budgets', () => {
  const cases: [what: string, text: string][] = [
    ['parentheses', `${'('.repeat(100)}a${')'.repeat(100)}`],
    ['not', `${'not '.repeat(5000)}a`],
    ['minus', `${'-'.repeat(5000)}a`],
    ['arrays', `${'['.repeat(5000)}`],
    ['calls', `${'trim('.repeat(5000)}`],
    ['a long sum', `1${' add 1'.repeat(100)}`],
    ['a long path', `a${'/a'.repeat(100)}`],
    ['lambdas', 'a/any(x:'.repeat(5000)],
    ['nodes', `a${' or a'.repeat(3000)}`],
    ['a long list', `a in (${Array(1001).fill(1).join(',')})`],
  ]
  for (const [what, text] of cases)
    test(what, () => expect(mistake(() => parse(text))).toMatchObject({ status: 400, code: 'LimitExceeded' }))
})

function mistake(run: () => unknown): ODataError {
  try {
    run()
  } catch (error) {
    if (error instanceof ODataError) return error
    throw error
  }
  throw new Error('expected a mistake')
}

interface PublishedExpression {
  readonly kind: 'filter' | 'orderby'
  readonly input: string
  readonly ast?: string
  readonly accept?: true
  readonly reject?: 'semantic' | 'syntax' | 'validation'
}

// `…()/Type(a=1,b=2)` is a type with a key, which looks like a function with parameters to whoever does not know the model.
const TYPE_WITH_KEY =
  /(?<=Nav\/)olingo\.odata\.test1\.ETBaseTwoKeyNav(?=\/PropertyString> eq <'SomeString'>>$)/

const published = publishedLines<PublishedExpression>('olingo-expressions.jsonl')

describe.skipIf(published.length === 0)(
  'the Olingo cases (skipped where they are not beside the project)',
  () => {
    for (const { kind, input, ast, accept } of published.filter(c => !c.reject))
      test(input, () => {
        // Aliases stand behind the expression, as in a query string.
        const [text] = input.split(/&(?=@)/)
        if (kind === 'filter' && ast)
          expect(show(parse(text!))).toBe(ast.replace(TYPE_WITH_KEY, 'ETBaseTwoKeyNav'))
        else {
          expect(accept).toBe(true)
          const c = new Cursor(text!, `$${kind}`)
          parseOption(c, `$${kind}`, {})
          c.expectEnd()
        }
      })

    test('what is no expression at all is refused', () => {
      const hopeless = published.filter(
        c => c.reject === 'syntax' && /\/$|^Property\w+ (?!asc,)|asc desc|^any\(/.test(c.input),
      )
      expect(hopeless.length).toBeGreaterThan(3)
      for (const { kind, input } of hopeless) {
        const c = new Cursor(input, `$${kind}`)
        expect(() => {
          parseOption(c, `$${kind}`, {})
          c.expectEnd()
        }, input).toThrow(ODataError)
      }
    })
  },
)

const urls = publishedLines<{ input: string }>('odata-query-urls.jsonl').filter(({ input }) =>
  input.startsWith('?'),
)

describe.skipIf(urls.length === 0)(
  'what a popular client builds (skipped where it is not beside the project)',
  () => {
    for (const { input } of urls)
      test(input, () => {
        for (const [option, text] of splitQuery(input).options) {
          const c = new Cursor(text, option)
          parseOption(c, option, {})
          c.expectEnd()
        }
      })
  },
)

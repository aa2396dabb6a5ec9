import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { odataCommand } from './odata.ts'
import type { Output } from './output.ts'

/** Runs `debrief odata …` with this standard input and gives what it prints. */
async function run(args: readonly string[], input = ''): Promise<string[]> {
  const printed: string[] = []
  const collecting: Output = {
    print: text => printed.push(text),
    json: value => printed.push(JSON.stringify(value)),
    note: () => {},
    fail: () => {},
    progress: () => {},
    onFailure: () => {},
    close: () => {},
  }
  await odataCommand(collecting, Readable.from([input])).parseAsync(['node', 'odata', ...args])
  return printed
}

const lines = (...cases: [rule: string, input: string][]) =>
  cases.map(([rule, input]) => JSON.stringify({ rule, input })).join('\n')

describe('debrief odata parse', () => {
  const cases = lines(
    ['filter', "$filter=a eq 'x'"],
    ['boolCommonExpr', 'a eq'],
    ['commonExpr', '%FF'],
    ['apply', '$apply=concat(identity,identity)'],
    ['queryOptions', 'a=b&$top=x'],
    ['searchExpr', 'a AND b'],
    ['resourcePath', 'a/b'],
  )

  test('answers every line', async () => {
    const answers = (await run(['parse', '--json'], `${cases}\n\n`)).map(line => JSON.parse(line))
    expect(answers).toEqual([
      { ok: true },
      { ok: false, at: 4, message: expect.stringContaining('expected') },
      { ok: false, at: 0, message: 'the percent-encoding is not that of any text' },
      { ok: true },
      { ok: false, at: 9, message: expect.stringContaining('expected a whole number') },
      { ok: true },
      { ok: true, unsupported: 'the rule resourcePath' },
    ])
  })

  test('says the same in words', async () => {
    const [first, second, , , , , last] = await run(['parse'], cases)
    expect(first).toBe("ok: filter $filter=a eq 'x'")
    expect(second).toMatch(/^wrong at 4 \(.*\): boolCommonExpr a eq$/)
    expect(last).toBe('not supported (the rule resourcePath): resourcePath a/b')
  })

  test('stops at a line that asks nothing', async () => {
    await expect(run(['parse', '--json'], `${lines(['filter', '$filter=a'])}\n{"rule":1}`)).rejects.toThrow(
      'Line 2 is not {"rule": "…", "input": "…"}.',
    )
  })
})

describe('debrief odata explain', () => {
  test('prints the tree, the SQL and its parameters', async () => {
    const [text] = await run(['explain', "conversations?$filter=route eq 'DM'&$top=5&$count=true&$select=id"])
    expect(text).toBe(
      [
        'conversations',
        '  $filter binary',
        '    operator "eq"',
        '    left path',
        '      segments',
        '        - name',
        '          name "route"',
        '    right literal',
        '      type "string"',
        '      value "DM"',
        `      text "'DM'"`,
        '  $top 5',
        '  $count true',
        '  $select',
        '    - path',
        '      path',
        '        - property',
        '          name "id"',
        '',
        `SELECT concat('{"id":', ifNull(nullIf(JSONExtractRaw(record, 'id'), ''), 'null'), '}') AS _text, ` +
          `concat('[', toJSONString(id), ']') AS _keys FROM conversations FINAL WHERE route = {p0:String} ` +
          'ORDER BY id ASC LIMIT {row_limit:UInt64} OFFSET {row_skip:UInt64}',
        'p0 "DM"',
        'row_limit 5',
        'row_skip 0',
        '',
        'SELECT count() FROM conversations FINAL WHERE route = {p0:String}',
        'p0 "DM"',
      ].join('\n'),
    )
  })

  test('is one line of JSON for programs', async () => {
    const [text] = await run(['explain', '--json', 'plugin-calls?$expand=user($select=id)&@a=1&x=y'])
    const explanation = JSON.parse(text!)
    expect(explanation).toMatchObject({
      entity: 'plugin-calls',
      options: {
        $expand: [{ path: ['user'], part: 'entities' }],
        '@a': { kind: 'literal', value: '1' },
        x: 'y',
      },
      params: { row_limit: 1000, row_skip: 0 },
    })
    expect(explanation.sql).toContain('FROM users FINAL PREWHERE id IN')
  })

  test('needs no options, and says what is wrong', async () => {
    const [text] = await run(['explain', 'plugin_calls'])
    expect(text).toMatch(/^plugin-calls\n\nSELECT record AS _text/)
    await expect(run(['explain', 'calls'])).rejects.toThrow('calls')
    await expect(run(['explain', "users?$filter=nam eq 'x'"])).rejects.toThrow(
      'there is no attribute "nam" in users',
    )
  })
})

import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { Command } from 'commander'
import {
  compileCount,
  compilePage,
  dataService,
  pageRows,
  parseQuery,
  parseRule,
  type Query,
  type RuleResult,
  treeText,
} from '../odata/index.ts'
import { entityNamed } from './options.ts'
import { type Output, UsageError } from './output.ts'

const EXAMPLES = `
Examples:
  debrief odata explain 'conversations?$orderby=created_time desc'
  debrief odata parse --json < cases.jsonl

Neither needs a store: nothing is read.`

const EXPLAIN_EXAMPLES = `
Examples:
  debrief odata explain "conversations?$filter=route eq 'DM'"
  debrief odata explain 'interactions?$apply=groupby((actor),aggregate($count as n))' --json`

const PARSE_EXAMPLES = `
Examples:
  debrief odata parse < cases.jsonl
  debrief odata parse --json < cases.jsonl     {"ok":true}, {"ok":false,"at","message"} or {"ok":true,"unsupported"}

A line is {"rule","input"}. A rule is one of the OData grammar: filter, orderby, select, expand, search, compute, apply,
queryOptions, boolCommonExpr, commonExpr, …; "at" is the position of the first character that is wrong.`

/** `debrief odata`: what the query language makes of a text. For those who write clients, and for testing the grammar. */
export function odataCommand(output: Output, input: Readable = process.stdin): Command {
  const command = new Command('odata')
    .description('try the query language of the Data API')
    .addHelpText('after', EXAMPLES)
  command.addCommand(parse(output, input))
  command.addCommand(explain(output))
  return command
}

function parse(output: Output, input: Readable): Command {
  return new Command('parse')
    .description('try texts on rules of the OData grammar, one JSON line each on standard input')
    .option('--json', 'print each result as one line of JSON')
    .addHelpText('after', PARSE_EXAMPLES)
    .action(async (options: { json?: boolean }) => {
      let number = 0
      for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
        number++
        if (line.trim() === '') continue
        const { rule, input } = readCase(line, number)
        const result = parseRule(rule, input)
        if (options.json) output.json(answer(result))
        else output.print(`${words(result)}: ${rule} ${input}`)
      }
    })
}

/** @throws UsageError for a line that asks nothing: what comes after it would be answered in the wrong place */
function readCase(line: string, number: number): { rule: string; input: string } {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    value = undefined
  }
  const { rule, input } = (value ?? {}) as { rule?: unknown; input?: unknown }
  if (typeof rule !== 'string' || typeof input !== 'string')
    throw new UsageError(`Line ${number} is not {"rule": "…", "input": "…"}.`)
  return { rule, input }
}

function answer(result: RuleResult): object {
  switch (result.kind) {
    case 'ok':
      return { ok: true }
    case 'failed':
      return { ok: false, at: result.position, message: result.message }
    case 'unsupported':
      return { ok: true, unsupported: result.what }
  }
}

function words(result: RuleResult): string {
  switch (result.kind) {
    case 'ok':
      return 'ok'
    case 'failed':
      return `wrong at ${result.position} (${result.message})`
    case 'unsupported':
      return `not supported (${result.what})`
  }
}

/** What is said of a query: its options as trees, and the statements that answer it. */
interface Explanation {
  readonly entity: string
  readonly options: { readonly [name: string]: unknown }
  readonly sql: string
  readonly params: object
  readonly count?: { readonly sql: string; readonly params: object }
}

function explain(output: Output): Command {
  return new Command('explain')
    .description('show how a query is understood, and the SQL that answers it')
    .argument('<query>', "a collection and its options: conversations?$filter=route eq 'DM'")
    .option('--json', 'print the result as one line of JSON')
    .addHelpText('after', EXPLAIN_EXAMPLES)
    .action((text: string, options: { json?: boolean }) => {
      const explanation = explanationOf(text)
      if (options.json) output.json(explanation)
      else output.print(explanationText(explanation))
    })
}

function explanationOf(text: string): Explanation {
  const mark = text.indexOf('?')
  const entity = entityNamed(mark < 0 ? text : text.slice(0, mark))
  const query = parseQuery(mark < 0 ? '' : text.slice(mark), dataService.sets.get(entity.table)!)
  const page = compilePage(query)
  const sql = pageRows(page, '{row_limit:UInt64} OFFSET {row_skip:UInt64}')
  const params = { ...page.params, row_limit: query.top ?? 1000, row_skip: query.skip ?? 0 }
  return { entity: entity.name, options: optionsOf(query), sql, params, ...countOf(query) }
}

function countOf(query: Query): { count?: { sql: string; params: object } } {
  if (!query.count) return {}
  const { from, where, params } = compileCount(query)
  return { count: { sql: `SELECT count() FROM ${from} WHERE ${where}`, params } }
}

/** The options that were given, without what every query has. */
function optionsOf({ model, budgets, aliases, custom, usesNow, ...options }: Query): {
  [name: string]: unknown
} {
  const given = Object.entries(options).map(([name, value]) => [`$${name}`, value])
  return Object.fromEntries([...given, ...aliases, ...custom])
}

function explanationText({ entity, options, sql, params, count }: Explanation): string {
  const statement = (sql: string, params: object) => [
    sql,
    ...(Object.keys(params).length > 0 ? [treeText(params)] : []),
  ]
  return [
    entity,
    ...(Object.keys(options).length > 0 ? [treeText(options, 1)] : []),
    '',
    ...statement(sql, params),
    ...(count ? ['', ...statement(count.sql, count.params)] : []),
  ].join('\n')
}

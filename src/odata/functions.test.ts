import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestTable } from './testing/engine.ts'

const base = { user_id: 'u', conversation_id: 'c', type: 'T', platform: 'slack' }
let table: TestTable
beforeAll(async () => {
  table = new TestTable('interactions')
  await table.insert(
    {
      ...base,
      id: 'a',
      actor: ' Über\u00a0\n',
      label: 'x',
      created_time: '2024-02-29T13:14:15.678Z',
      detail: { content: 'Ärger mit VPN', file_types: ['pdf', 'png', 'pdf'] },
    },
    {
      ...base,
      id: 'b',
      actor: '100% _x\\',
      label: null,
      created_time: '1969-12-31T23:59:59.500Z',
      detail: null,
      last_updated_time: '1970-01-02T00:00:01.000Z',
    },
    {
      ...base,
      id: 'c',
      actor: 'line\nbreak',
      label: '42',
      created_time: '2024-01-01T00:00:00.000Z',
      detail: { content: '', file_types: [] },
    },
  )
})
afterAll(() => table.close())

const CONTENT = 'detail.content'
const cases: [filter: string, where: string, ids: string][] = [
  // text
  ["concat(label,'!') eq 'x!'", 'concat(label, {p0:String}) = {p1:String}', 'a'],
  ["contains(actor,'% _')", 'position(actor, {p0:String}) > 0', 'b'],
  ["contains(detail/content,'')", `position(${CONTENT}, {p0:String}) > 0`, 'a c'],
  ["endswith(actor,'\\')", 'endsWith(actor, {p0:String})', 'b'],
  ["startswith(detail/content,'Ärger')", `startsWith(${CONTENT}, {p0:String})`, 'a'],
  [
    "indexof(detail/content,'mit') eq 6",
    `toInt64(positionUTF8(${CONTENT}, {p0:String})) - 1 = {p1:Int64}`,
    'a',
  ],
  [
    "indexof(detail/content,'zz') eq -1",
    `toInt64(positionUTF8(${CONTENT}, {p0:String})) - 1 = {p1:Int64}`,
    'a c',
  ],
  ['length(detail/content) eq 13', `toInt64(lengthUTF8(${CONTENT})) = {p0:Int64}`, 'a'],
  ["matchesPattern(actor,'^[0-9]+%')", "match(actor, concat('(?-s)', {p0:String}))", 'b'],
  ["matchesPattern(actor,'line.break')", "match(actor, concat('(?-s)', {p0:String}))", ''],
  [
    "substring(actor,5) eq 'break'",
    'substringUTF8(actor, {p0:Int64} + ({p0:Int64} >= 0)) = {p1:String}',
    'c',
  ],
  [
    "substring(actor,-5) eq 'break'",
    'substringUTF8(actor, {p0:Int64} + ({p0:Int64} >= 0)) = {p1:String}',
    'c',
  ],
  ["substring(label,-5) eq '42'", 'substringUTF8(label, {p0:Int64} + ({p0:Int64} >= 0)) = {p1:String}', 'c'],
  [
    "substring(detail/content,0,1) eq 'Ä'",
    `substringUTF8(substringUTF8(${CONTENT}, {p0:Int64} + ({p0:Int64} >= 0)), 1, if(({p1:Int64}) < 0, 0, {p1:Int64})) = {p2:String}`,
    'a',
  ],
  [
    "substring(actor,0,-1) eq ''",
    'substringUTF8(substringUTF8(actor, {p0:Int64} + ({p0:Int64} >= 0)), 1, if(({p1:Int64}) < 0, 0, {p1:Int64})) = {p2:String}',
    'a b c',
  ],
  ["tolower(detail/content) eq 'ärger mit vpn'", `lowerUTF8(${CONTENT}) = {p0:String}`, 'a'],
  ["toupper(detail/content) eq 'ÄRGER MIT VPN'", `upperUTF8(${CONTENT}) = {p0:String}`, 'a'],
  [
    "trim(actor) eq 'Über'",
    "replaceRegexpAll(actor, '^[\\\\s\\\\v\\\\x{85}\\\\pZ]+|[\\\\s\\\\v\\\\x{85}\\\\pZ]+$', '') = {p0:String}",
    'a',
  ],
  // instants, dates, times, durations
  ['year(created_time) eq 2024', 'toYear(created_time) = {p0:Int64}', 'a c'],
  ['month(created_time) eq 12', 'toMonth(created_time) = {p0:Int64}', 'b'],
  ['day(created_time) eq 29', 'toDayOfMonth(created_time) = {p0:Int64}', 'a'],
  ['hour(created_time) eq 13', 'toHour(created_time) = {p0:Int64}', 'a'],
  ['minute(created_time) eq 14', 'toMinute(created_time) = {p0:Int64}', 'a'],
  ['second(created_time) eq 59', 'toSecond(created_time) = {p0:Int64}', 'b'],
  ['fractionalseconds(created_time) eq 0.678', 'toMillisecond(created_time) / 1000 = {p0:Float64}', 'a'],
  ['fractionalseconds(created_time) eq 0.5', 'toMillisecond(created_time) / 1000 = {p0:Float64}', 'b'],
  ['date(created_time) eq 2024-02-29', 'toDate32(created_time) = {p0:Date32}', 'a'],
  ['date(created_time) lt 1970-01-01', 'toDate32(created_time) < {p0:Date32}', 'b'],
  [
    'time(created_time) eq 23:59:59.5',
    'toInt64(positiveModulo(toUnixTimestamp64Micro(created_time), toInt64(86400000000))) = {p0:Int64}',
    'b',
  ],
  [
    'hour(time(created_time)) eq 23',
    'intDiv(toInt64(positiveModulo(toUnixTimestamp64Micro(created_time), toInt64(86400000000))), 3600000000) = {p0:Int64}',
    'b',
  ],
  ['totaloffsetminutes(created_time) eq 0', 'toUnixTimestamp64Milli(created_time) * 0 = {p0:Int64}', 'a b c'],
  ["totalseconds(duration'PT1M') eq 60", '({p0:Int64}) / 1000000 = {p1:Int64}', 'a b c'],
  [
    "last_updated_time sub created_time eq duration'P1DT1.5S'",
    'toUnixTimestamp64Micro(last_updated_time) - toUnixTimestamp64Micro(created_time) = {p0:Int64}',
    'b',
  ],
  [
    "created_time add duration'PT0.5S' eq 1970-01-01T00:00:00Z",
    "addMicroseconds(created_time, {p0:Int64}) = {p1:DateTime64(3, 'UTC')}",
    'b',
  ],
  [
    "date(created_time) add duration'P1D' eq 2024-03-01",
    'addDays(toDate32(created_time), intDiv({p0:Int64}, 86400000000)) = {p1:Date32}',
    'a',
  ],
  ['created_time lt now()', "created_time < {p0:DateTime64(3, 'UTC')}", 'a b c'],
  [
    'created_time gt mindatetime() and created_time lt maxdatetime()',
    "created_time > toDateTime64('1900-01-01 00:00:00.000', 3, 'UTC') AND created_time < toDateTime64('2299-12-31 23:59:59.999', 3, 'UTC')",
    'a b c',
  ],
  // numbers
  [
    'length(actor) add 1 mul 2 eq 12',
    'toInt64(lengthUTF8(actor)) + {p0:Int64} * {p1:Int64} = {p2:Int64}',
    'c',
  ],
  [
    '(length(actor) sub 1) mod 4 eq 1',
    'moduloOrNull(toInt64(lengthUTF8(actor)) - {p0:Int64}, {p1:Int64}) = {p2:Int64}',
    'c',
  ],
  ['7 div 2 eq 3', 'intDivOrNull({p0:Int64}, {p1:Int64}) = {p2:Int64}', 'a b c'],
  ['7 divby 2 eq 3.5', 'divideOrNull({p0:Int64}, {p1:Int64}) = {p2:Float64}', 'a b c'],
  ['1 div 0 eq null', 'intDivOrNull({p0:Int64}, {p1:Int64}) IS NULL', 'a b c'],
  ['not (1 div 0 gt 0)', 'NOT ifNull(intDivOrNull({p0:Int64}, {p1:Int64}) > {p2:Int64}, false)', 'a b c'],
  ['-length(label) eq -1', 'negate(toInt64(lengthUTF8(label))) = {p0:Int64}', 'a'],
  [
    'round(2.5) eq 3 and round(-2.5) eq -3',
    'sign({p0:Float64}) * floor(abs({p0:Float64}) + 0.5) = {p1:Int64} AND sign({p2:Float64}) * floor(abs({p2:Float64}) + 0.5) = {p3:Int64}',
    'a b c',
  ],
  [
    'floor(2.5) eq 2 and ceiling(2.5) eq 3',
    'floor({p0:Float64}) = {p1:Int64} AND ceil({p2:Float64}) = {p3:Int64}',
    'a b c',
  ],
  ['9223372036854775807 gt 9223372036854775806', '{p0:Int64} > {p1:Int64}', 'a b c'],
  // types and cases
  ["cast(length(label),Edm.String) eq '2'", 'toString(toInt64(lengthUTF8(label))) = {p0:String}', 'c'],
  ['cast(label,Edm.Int64) eq 42', 'toInt64OrNull(label) = {p0:Int64}', 'c'],
  [
    "cast(created_time,Edm.String) eq '2024-02-29T13:14:15.678Z'",
    "concat(replaceOne(toString(created_time), ' ', 'T'), 'Z') = {p0:String}",
    'a',
  ],
  ['isof(label,Edm.String)', 'label IS NOT NULL', 'a c'],
  ['isof(label,Edm.Int32)', 'false', ''],
  [
    "case(label eq null:'none',label eq 'x':'ex',true:'other') eq 'other'",
    'multiIf(label IS NULL, {p0:String}, ifNull(label = {p1:String}, false), {p2:String}, true, {p3:String}, NULL) = {p4:String}',
    'c',
  ],
  // collections
  [
    "detail/file_types/any(t:startswith(t,'p') and t ne label)",
    'arrayExists(_e0 -> startsWith(_e0, {p0:String}) AND _e0 IS DISTINCT FROM label, detail.file_types)',
    'a',
  ],
  ["detail/file_types/all(t:t eq 'pdf')", 'arrayAll(_e0 -> _e0 = {p0:String}, detail.file_types)', 'b c'],
  ['detail/file_types/any()', 'notEmpty(detail.file_types)', 'a'],
  ['not detail/file_types/any()', 'NOT notEmpty(detail.file_types)', 'b c'],
  [
    "detail/file_types/any(t:detail/file_types/all(u:u ge t) and $it/id eq 'a')",
    'arrayExists(_e0 -> arrayAll(_e1 -> _e1 >= _e0, detail.file_types) AND id = {p0:String}, detail.file_types)',
    'a',
  ],
  [
    "detail/file_types/$filter($this eq 'pdf')/$count eq 2",
    'length(arrayFilter(_e0 -> _e0 = {p0:String}, detail.file_types)) = {p1:Int64}',
    'a',
  ],
  [
    "detail/file_types/$count($filter=$this eq 'png') eq 1",
    'arrayCount(_e0 -> _e0 = {p0:String}, detail.file_types) = {p1:Int64}',
    'a',
  ],
  ["'png' in detail/file_types", 'has(detail.file_types, {p0:String})', 'a'],
  ['label in detail/file_types', "label IS NOT NULL AND has(detail.file_types, ifNull(label, ''))", ''],
  ['label in ["x","y"]', 'label IN {p0:Array(String)}', 'a'],
  ['length(detail/file_types) eq 3', 'toInt64(length(detail.file_types)) = {p0:Int64}', 'a'],
  [
    'hassubset(detail/file_types,["pdf","pdf"])',
    'arrayAll(item -> countEqual(detail.file_types, item) >= countEqual({p0:Array(String)}, item), {p0:Array(String)})',
    'a',
  ],
  [
    'hassubset(detail/file_types,["png","png"])',
    'arrayAll(item -> countEqual(detail.file_types, item) >= countEqual({p0:Array(String)}, item), {p0:Array(String)})',
    '',
  ],
  [
    'hassubsequence(detail/file_types,["pdf","pdf"])',
    'arrayFold((met, item) -> met + toUInt64({p0:Array(String)}[met + 1] = item AND met < length({p0:Array(String)})), detail.file_types, toUInt64(0)) = length({p0:Array(String)})',
    'a',
  ],
  ['contains(detail/file_types,["png","pdf"])', 'hasSubstr(detail.file_types, {p0:Array(String)})', 'a'],
  [
    'indexof(detail/file_types,["png","pdf"]) eq 1',
    'toInt64(arrayFirstIndex(i -> arraySlice(detail.file_types, i, length({p0:Array(String)})) = {p0:Array(String)}, arrayEnumerate(detail.file_types))) - 1 = {p1:Int64}',
    'a',
  ],
  [
    'startswith(detail/file_types,["pdf"]) and endswith(detail/file_types,["png","pdf"])',
    'startsWith(detail.file_types, {p0:Array(String)}) AND endsWith(detail.file_types, {p1:Array(String)})',
    'a',
  ],
]

describe('functions', () => {
  for (const [filter, where, ids] of cases)
    test(filter, async () => {
      const query = `$filter=${encodeURIComponent(filter)}`
      expect(table.compile(query).where).toBe(where)
      expect(await table.ids(query)).toBe(ids)
    })

  const refused: [filter: string, status: number, message: string][] = [
    ['geo.length(label) gt 1', 501, 'the function geo.length is not supported'],
    ["label has Ns.T'x'", 501, '"has", which needs an enumeration of flags, is not supported'],
    ["label eq Ns.T'x'", 400, "text cannot be compared with Ns.T'x'"],
    [
      'length(created_time) eq 1',
      400,
      'length does not work with an instant; it is length(string) or length(strings)',
    ],
    ["matchesPattern(label,'(')", 400, 'is not a regular expression'],
    ["matchesPattern(label,'(?=x)')", 501, '"(?=" in a pattern is not supported'],
    ['label/any(x:true)', 400, 'any needs a collection, and text is none'],
    ["detail/file_types eq 'x'", 501, 'comparing a collection (file_types)'],
    ["detail/file_types/x eq 'x'", 400, 'file_types is a collection'],
    ['label add 1 eq 2', 400, '"add" does not work with text and 1 (a whole number)'],
    ['cast(label,Ns.Type) eq null', 501, 'cast with the type "Ns.Type" is not supported'],
    ['label/Ns.Type/x eq 1', 501, 'the type "Ns.Type" within a path is not supported'],
    ['detail/Ns.Best() eq 1', 501, 'the function Ns.Best is not supported'],
    ['$root/users/$count eq 1', 501, '$root is not supported'],
    ["label/@Core.Term eq 'x'", 501, 'the annotation @Core.Term'],
  ]
  for (const [filter, status, message] of refused)
    test(`${filter} is refused`, () => {
      expect(() => table.compile(`$filter=${encodeURIComponent(filter)}`)).toThrow(
        expect.objectContaining({ status }),
      )
      expect(() => table.compile(`$filter=${encodeURIComponent(filter)}`)).toThrow(message)
    })
})

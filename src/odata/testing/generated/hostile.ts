import { functionArguments } from '../../function-names.ts'
import { systemOptions } from '../../query-string.ts'
import { queryString } from './comparison.ts'
import type { GeneratedQuery } from './query-grammar.ts'
import type { Random } from './random.ts'

/** Pieces that mean something to SQL, to JSON, to a URL or to a program in C. */
const fragments = [
  "'",
  "''",
  '"',
  '`',
  '\\',
  "\\'",
  ';',
  '--',
  '/*',
  '*/',
  '#',
  '(',
  ')',
  ',',
  '@',
  '$',
  ':',
  '\0',
  '\n',
  '\u2028',
  '\ufeff',
  '{p0:String}',
  '{limit:UInt64}',
  "' OR 1=1 --",
  "'; DROP TABLE interactions; --",
  "') UNION ALL SELECT Qqrecord FROM users --",
  ' UNION SELECT name FROM system.tables',
  "' || sleep(3) || '",
  "url('http://127.0.0.1/Qq')",
  ' FORMAT JSON SETTINGS max_threads=1',
  'toString(record)',
  'null',
  'NaN',
  '-INF',
  '1e999',
  '-0.0',
  '9223372036854775808',
  '99999999999999999999999999999999999999999',
  '0001-01-01',
  '99999-12-31T23:59:59.9999999999Z',
  "duration'P99999999999D'",
  "binary'!'",
  '$it',
  '$root/x',
  '@a',
  'Qqunknown',
  'detail/Qq',
  'any(x:x)',
  ' and ',
  ' in ',
  ' has ',
  '😀',
  'ﷺ',
]

/** Percent-encoding as nobody should write it; it stands in the raw query string. */
const encodings = [
  '%',
  '%2',
  '%zz',
  '%00',
  '%27',
  '%2527',
  '%ff',
  '%c0%af',
  '%ed%a0%80',
  '%u0027',
  '+',
  '&',
  '=',
  '?',
  '%26',
  '#',
]

const oddOptions = [
  '$top=-1',
  '$top=1e3',
  '$top=99999999999999999999',
  '$skip=0x10',
  '$skip=9007199254740991',
  '$count=yes',
  '$count=',
  '$format=exe',
  '$skiptoken=Qq',
  '$deltatoken=Qq',
  '$index=1',
  '$levels=2',
  '$Qq=1',
  'Qq=1',
  '$filter',
  '$filter=',
  '$filter=@a&@a=@a',
  '$filter=@a&@a=@b&@b=not @a',
  '$filter=id eq @a&@a=',
  '$orderby=id,id,id',
  '$select=*,*',
  '$expand=*',
  '$expand=*/$ref',
  '$apply=concat(aggregate($count as a),identity)',
  '$apply=topcount(2,id)',
  "$search='Qq; DROP",
  '$compute=id as id',
  '$schemaversion=*',
  '$id=x',
]

type Mutation = (random: Random, query: GeneratedQuery) => string

const inOption =
  (change: (random: Random, text: string) => string): Mutation =>
  (random, query) => {
    const chosen = random.below(query.options.length)
    const options = query.options.map(
      ([name, text], i) => [name, i === chosen ? change(random, text) : text] as const,
    )
    return queryString({ options })
  }

const inRaw =
  (change: (random: Random, raw: string) => string): Mutation =>
  (random, query) =>
    change(random, queryString(query))

function insert(text: string, at: number, piece: string, instead = 0): string {
  return text.slice(0, at) + piece + text.slice(at + instead)
}

const deepening = [
  '(',
  'not (',
  '-(',
  'length(',
  'id/any(x:',
  '[',
  'case(true:',
  '"',
  "'",
  '$it/',
  'id eq ',
  '1 add ',
]

const mutations: readonly Mutation[] = [
  inOption((random, text) => text.slice(0, random.below(text.length + 1))),
  inOption((random, text) => text.slice(random.below(text.length + 1))),
  inOption((random, text) => insert(text, random.below(text.length + 1), random.pick(fragments))),
  inOption((random, text) =>
    insert(text, random.below(text.length + 1), random.pick(fragments), 1 + random.below(8)),
  ),
  inOption((random, text) =>
    text.replace(/'[^']*'/, () => `'${random.pick(fragments).replaceAll("'", "''")}'`),
  ),
  inOption((random, text) => text.replace(/\b\w+\b/, () => random.pick(fragments))),
  inOption((random, text) => swapped(random, text)),
  inOption((random, text) => random.pick(deepening).repeat(1 + random.below(400)) + text),
  inOption(
    (random, text) =>
      `${text}${`${random.pick([' and ', ' or ', ' eq ', ' add ', ','])}${text}`.repeat(random.below(60))}`,
  ),
  inOption(
    (random, text) => `${text} in (${Array.from({ length: random.below(1200) }, (_, i) => i).join()})`,
  ),
  inRaw((random, raw) => insert(raw, random.below(raw.length + 1), random.pick(encodings), random.below(3))),
  inRaw((random, raw) => `${raw}&${random.pick(oddOptions)}`),
  inRaw((_, raw) => `${raw}&${raw.split('&')[0]}`),
  random => random.list(1, 3, () => random.pick(oddOptions)).join('&'),
  random => `${random.pick(systemOptions)}=${encodeURIComponent(soup(random, 3))}`,
  random => `$filter=${encodeURIComponent(soup(random, 4))}`,
  random => `$orderby=${encodeURIComponent(`${soup(random, 2)} desc,${soup(random, 2)}`)}`,
  random => `$compute=${encodeURIComponent(`${soup(random, 3)} as z`)}&$select=z`,
  random =>
    `$apply=${encodeURIComponent(`filter(${soup(random, 2)})/groupby((id),aggregate(${soup(random, 2)} with max as z))`)}`,
]

/** A query string that is most often wrong: a valid one that was damaged, or one that never was any. */
export function hostileQuery(random: Random, valid: GeneratedQuery): string {
  const query = valid.options.length > 0 ? valid : { ...valid, options: [['$filter', "id eq 'Qq'"]] as const }
  return random.pick(mutations)(random, query)
}

function swapped(random: Random, text: string): string {
  const words = text.split(' ')
  const [a, b] = [random.below(words.length), random.below(words.length)]
  return words.map((word, i) => (i === a ? words[b] : i === b ? words[a] : word)).join(' ')
}

const atoms = [
  'id',
  'label',
  'detail',
  'detail/content',
  'detail/file_types',
  'created_time',
  'user',
  'user/email_addr',
  'plugin_calls',
  'Name',
  'Price',
  'Weight',
  'Sold',
  'Size',
  'Tags',
  'Parts',
  'Lead',
  'Opens',
  'Released',
  'Changed',
  'Colour',
  'Image',
  'Serial',
  '$it',
  'x',
  'detail/file_types/$count',
  'null',
  'true',
  "'Qq'",
  "''",
  '0',
  '-1',
  '2.5',
  '1e300',
  'INF',
  'NaN',
  '9223372036854775807',
  '0001-01-01',
  '2024-02-29',
  '9999-12-31T23:59:59.9999999Z',
  '23:59:60',
  "duration'P100000000D'",
  "duration'-PT0.000001S'",
  '005056a5-09b1-1ed3-89bd-fb81372ccb33',
  "binary'Zg=='",
  "Shop.Colour'red'",
  '["Qq","q"]',
  '[]',
  '{"a":1}',
]
const infix = [
  'eq',
  'ne',
  'gt',
  'ge',
  'lt',
  'le',
  'add',
  'sub',
  'mul',
  'div',
  'divby',
  'mod',
  'and',
  'or',
  'in',
  'has',
]
const types = [
  'String',
  'Int64',
  'Double',
  'Decimal',
  'Date',
  'DateTimeOffset',
  'Boolean',
  'Guid',
  'Duration',
  'TimeOfDay',
  'Binary',
]

/** An expression by the grammar, of whatever types come. */
function soup(random: Random, depth: number): string {
  const inner = () => soup(random, depth - 1)
  const choice = depth === 0 ? 0 : random.below(14)
  if (choice < 4) return random.pick(atoms)
  if (choice < 7) {
    const name = random.pick([...functionArguments.keys()])
    return `${name}(${Array.from({ length: functionArguments.get(name)![0] }, inner).join(',')})`
  }
  if (choice < 10) return `(${inner()} ${random.pick(infix)} ${inner()})`
  if (choice < 11) return `${random.pick(['not ', '-'])}(${inner()})`
  if (choice < 12) return `${random.pick(atoms)}/${random.pick(['any', 'all'])}(x:${inner()})`
  if (choice < 13) return `${random.pick(['cast', 'isof'])}(${inner()},Edm.${random.pick(types)})`
  return `case(${inner()}:${inner()},true:${inner()})`
}

import { level, type ValueType } from './operand.ts'
import type { Overload, Overloads } from './overload.ts'

// Without toInt64 the engine would take the constant for unsigned, and so a time before 1970 as well.
const DAY = 'toInt64(86400000000)'

/** Parts of instants (in UTC), dates, times of day and durations; the latter two are microseconds (5.1.1.8). */
export const dateFunctions: Overloads = {
  ceiling: rounding(a => `ceil(${a})`),
  date: [{ types: ['instant'], result: 'date', sql: a => `toDate32(${a})` }],
  day: [part('instant', a => `toDayOfMonth(${a})`), part('date', a => `toDayOfMonth(${a})`)],
  floor: rounding(a => `floor(${a})`),
  fractionalseconds: [
    { types: ['instant'], result: 'number', sql: a => `toMillisecond(${a}) / 1000`, level: level.product },
    { types: ['time'], result: 'number', sql: a => `${a} % 1000000 / 1000000`, level: level.product },
  ],
  hour: [part('instant', a => `toHour(${a})`), part('time', a => `intDiv(${a}, 3600000000)`)],
  maxdatetime: [
    { types: [], result: 'instant', sql: () => "toDateTime64('2299-12-31 23:59:59.999', 3, 'UTC')" },
  ],
  mindatetime: [
    { types: [], result: 'instant', sql: () => "toDateTime64('1900-01-01 00:00:00.000', 3, 'UTC')" },
  ],
  minute: [
    part('instant', a => `toMinute(${a})`),
    part('time', a => `intDiv(${a}, 60000000) % 60`, level.product),
  ],
  month: [part('instant', a => `toMonth(${a})`), part('date', a => `toMonth(${a})`)],
  // ClickHouse rounds half to even; OData rounds half away from zero (5.1.1.9.3).
  round: [
    { types: ['integer'], result: 'integer', sql: a => a },
    {
      types: ['number'],
      result: 'number',
      sql: a => `sign(${a}) * floor(abs(${a}) + 0.5)`,
      level: level.product,
    },
  ],
  second: [
    part('instant', a => `toSecond(${a})`),
    part('time', a => `intDiv(${a}, 1000000) % 60`, level.product),
  ],
  time: [
    {
      types: ['instant'],
      result: 'time',
      sql: a => `toInt64(positiveModulo(toUnixTimestamp64Micro(${a}), ${DAY}))`,
    },
  ],
  // Instants are kept in UTC, whatever offset they were written with.
  totaloffsetminutes: [
    {
      types: ['instant'],
      result: 'integer',
      sql: a => `toUnixTimestamp64Milli(${a}) * 0`,
      level: level.product,
    },
  ],
  totalseconds: [
    { types: ['duration'], result: 'number', sql: a => `(${a}) / 1000000`, level: level.product },
  ],
  year: [part('instant', a => `toYear(${a})`), part('date', a => `toYear(${a})`)],
}

function part(
  type: ValueType,
  sql: (a: string) => string,
  binds = level.atom as Overload['level'],
): Overload {
  return { types: [type], result: 'integer', sql, ...(binds === undefined ? {} : { level: binds }) }
}

function rounding(sql: (a: string) => string): Overload[] {
  return [
    { types: ['integer'], result: 'integer', sql: a => a },
    { types: ['number'], result: 'number', sql },
  ]
}

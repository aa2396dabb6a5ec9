import { describe, expect, it } from 'vitest'
import { createFormat } from './format.ts'
import { paragraphsOf } from './notes.ts'
import { sqlTokens } from './sql-tokens.ts'

const plain = (text: string) => text.replace(/[\u00a0\u2009\u202f]/g, ' ')

describe('format', () => {
  it("writes numbers and dates as the reader's locale does", () => {
    const german = createFormat('de-DE')
    expect(german.count(1234567)).toBe('1.234.567')
    expect(plain(german.share(0.7))).toBe('70,0 %')
    expect(createFormat('en-US').day('2026-11-03')).toBe('Nov 3, 2026')
    expect(createFormat('en-GB').day('2026-11-03')).toBe('3 Nov 2026')
  })

  it('writes the days of a span with both ends included', () => {
    const format = createFormat('en-GB')
    expect(plain(format.span({ from: '2026-11-02', to: '2026-11-09' }))).toBe('2 – 8 Nov 2026')
    expect(format.span({ from: '2026-11-02', to: '2026-11-03' })).toBe('2 Nov 2026')
  })

  it('keeps instants in UTC', () => {
    expect(createFormat('en-GB').instant('2026-11-20T23:30:00.000Z')).toBe('20 Nov 2026, 23:30')
  })

  it('keeps a decimal only where it says something', () => {
    const format = createFormat('en')
    expect(format.relative(-0.034)).toBe('3.4%')
    expect(format.relative(0.1234)).toBe('12%')
    expect(format.points(-0.0412)).toBe('4.1')
  })

  it('names a period by its grain', () => {
    const format = createFormat('en-GB')
    const bucket = { period: '2026-11-02', from: '2026-11-04', to: '2026-11-09', partial: 'cut' as const }
    expect(plain(format.period(bucket, 'week'))).toBe('4 – 8 Nov 2026')
    expect(format.period(bucket, 'month')).toBe('November 2026')
    expect(format.period(bucket, 'day')).toBe('Wed, 4 Nov 2026')
  })
})

describe('notes', () => {
  it('joins wrapped lines and keeps lists', () => {
    expect(paragraphsOf('One\nparagraph.\n\nA list:\n- first\n- second\n  goes on\n')).toEqual([
      'One paragraph.',
      'A list:\n- first\n- second goes on',
    ])
    expect(paragraphsOf('')).toEqual([])
  })
})

describe('SQL', () => {
  const sql = "SELECT count() AS n -- all\nFROM t WHERE a = 'it''s' AND b > {from:Date} LIMIT 10 /* end */"

  it('is the same text in pieces', () => {
    const tokens = sqlTokens(sql)
    expect(tokens.map(token => token.text).join('')).toBe(sql)
    const of = (kind: string) => tokens.filter(token => token.kind === kind).map(token => token.text)
    expect(of('keyword')).toEqual(['SELECT', 'AS', 'FROM', 'WHERE', 'AND', 'LIMIT'])
    expect(of('comment')).toEqual(['-- all', '/* end */'])
    expect(of('string')).toEqual(["'it''s'"])
    expect(of('parameter')).toEqual(['{from:Date}'])
    expect(of('number')).toEqual(['10'])
  })
})

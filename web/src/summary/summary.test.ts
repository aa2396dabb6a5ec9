import { describe, expect, it } from 'vitest'
import type { FigurePair } from '../api/queries.ts'
import type { MetricId } from '../api/types.ts'
import { createFormat } from '../format/format.ts'
import { changeOf } from './change.ts'
import { type Figure, figureOf } from './figures.ts'
import { headlineOf } from './headline.ts'

const format = createFormat('en')
const count = (value: number): Figure => ({ kind: 'count', value })
const share = (numerator: number, denominator: number): Figure => ({
  kind: 'share',
  share: denominator === 0 ? null : numerator / denominator,
  numerator,
  denominator,
})
const pair = (metric: MetricId, now: Figure, before: Figure | null): FigurePair => ({
  metric,
  counted: { from: '2026-11-01', to: '2026-11-08' },
  now,
  before,
})
const sentence = (...pairs: FigurePair[]) =>
  headlineOf(pairs, format)
    .map(piece => piece.text)
    .join('')

describe('figures', () => {
  it('adds up the helpful share from both marks, whatever their case', () => {
    const rows = [
      { feedback: 'Helpful', value: 30 },
      { feedback: 'unhelpful', value: 10 },
    ]
    expect(figureOf('user_feedback', rows)).toEqual(share(30, 40))
  })

  it('has no share of nothing', () => {
    expect(figureOf('user_feedback', [])).toEqual(share(0, 0))
    expect(figureOf('deflection', [{ value: null, numerator: 0, denominator: 0 }])).toEqual(share(0, 0))
  })
})

describe('change', () => {
  it('calls a movement clear only when chance would seldom make it', () => {
    expect(changeOf(count(1200), count(1000))).toEqual({ direction: 'up', amount: 0.2 })
    expect(changeOf(count(12), count(10))?.direction).toBe('steady')
    expect(changeOf(share(590, 1000), share(700, 1000))?.direction).toBe('down')
    expect(changeOf(share(5, 10), share(7, 10))?.direction).toBe('steady')
  })

  it('knows the edges', () => {
    expect(changeOf(count(50), count(0))).toEqual({ direction: 'up', amount: null })
    expect(changeOf(count(0), count(0))).toEqual({ direction: 'steady', amount: 0 })
    expect(changeOf(share(0, 0), share(1, 2))).toBeNull()
    expect(changeOf(share(10, 10), share(10, 10))?.direction).toBe('steady')
  })
})

describe('headline', () => {
  it('names what changed, with its numbers, and then what did not', () => {
    const text = sentence(
      pair('conversations', count(1200), count(1000)),
      pair('active_users', count(300), count(298)),
      pair('user_feedback', share(590, 1000), share(700, 1000)),
      pair('deflection', share(660, 1000), share(661, 1000)),
    )
    expect(text).toBe(
      'Conversations rose 20% to 1,200 and helpful feedback fell 11.0 points to 59.0%; ' +
        'no clear change in active users (300) and deflection (66.0%).',
    )
  })

  it('says that nothing changed when nothing did', () => {
    expect(
      sentence(pair('conversations', count(10), count(11)), pair('active_users', count(5), count(5))),
    ).toBe('No clear change: conversations (10) and active users (5) stayed close to the period before.')
  })

  it('says what there is when there is nothing to compare with', () => {
    const text = sentence(
      pair('conversations', count(1200), null),
      pair('active_users', count(300), null),
      pair('user_feedback', share(59, 100), null),
      pair('deflection', share(0, 0), null),
    )
    expect(text).toBe('1,200 conversations with 300 active users; 59.0% of 100 feedback marks were helpful.')
  })

  it('says that there was nothing, and nothing when it knows nothing', () => {
    expect(sentence(pair('conversations', count(0), count(0)))).toBe('No conversations in these days.')
    expect(sentence(pair('conversations', count(300), count(0)))).toBe('Conversations went from none to 300.')
    expect(sentence()).toBe('')
  })
})

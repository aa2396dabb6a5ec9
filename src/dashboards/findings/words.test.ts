import { expect, test } from 'vitest'
import { metric } from '../../metrics/library.ts'
import { days, part, things, value } from './words.ts'

test('what a metric counts has a name', () => {
  const names = [
    'deflection',
    'adoption',
    'helpful_share',
    'article_citation_rate',
    'repeat_contact',
    'plugin_served',
  ]
  expect(names.map(id => things(metric(id)))).toEqual([
    'questions',
    'people',
    'clicks or forms',
    'articles',
    'conversations',
    'plugin calls',
  ])
})

test('days, values and parts as sentences have them', () => {
  expect(
    [['2026-03-10'], ['2026-03-10', '2026-03-11'], ['2026-03-30', '2026-03-31', '2026-04-01']].map(days),
  ).toEqual(['10 March', '10 and 11 March', '30 March to 1 April'])
  expect([
    value(0.1234, 'share'),
    value(1234.4, 'count'),
    value(90, 'seconds'),
    value(600, 'seconds'),
    value(2.5, 'hours'),
  ]).toEqual(['12.3%', '1,234', '90 s', '10 minutes', '2.5 hours'])
  expect([part('topic', 'vpn'), part('attribute.cost_centre', undefined)]).toEqual([
    'topic “vpn”',
    'no cost centre',
  ])
})

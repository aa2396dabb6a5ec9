import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { dashboardYaml, fileNameOf } from './yaml.ts'

it('is the YAML of what is shown, whatever the title', () => {
  for (const title of ['Sales: solved?', 'yes', '"Quoted" # no comment', ' spaces ', '- a list']) {
    const text = dashboardYaml(title, {
      question: title,
      metric: 'deflection',
      chart: 'parts',
      by: ['topic', 'platform'],
      variant: 'confirmed',
      limit: 5,
      order: 'least',
      filters: {
        platform: ['slack', 'teams, old', '[x]'],
        department: ['none'],
        hour: ['9'],
        'attribute.cost centre': [title],
        route: { not: ['DM'] },
        topic: { not: ['a, b', '{vpn}'] },
        language: { not: [title] },
      },
    })
    expect(parse(text), text).toEqual({
      title,
      sections: [
        {
          title,
          panels: [
            {
              question: title,
              metric: 'deflection',
              variant: 'confirmed',
              chart: 'parts',
              by: ['topic', 'platform'],
              limit: 5,
              order: 'least',
              filters: {
                platform: ['slack', 'teams, old', '[x]'],
                department: 'none',
                hour: '9',
                'attribute.cost centre': title,
                route: { not: 'DM' },
                topic: { not: ['a, b', '{vpn}'] },
                language: { not: title },
              },
            },
          ],
        },
      ],
    })
  }
})

it('names the file after the title', () => {
  expect(fileNameOf('Zürich: solved by topic?')).toBe('zu-rich-solved-by-topic')
  expect(fileNameOf('2026')).toBe('dashboard')
})

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../../test/support/temporary.ts'
import { errorText, silentOutput } from './output.ts'
import { run } from './program.ts'

const folder = temporaryDirectory()
const config = join(folder, 'debrief.yaml')
const ours = join(folder, 'ours')
const written = (name: string, text: string): string => {
  const path = join(ours, name)
  writeFileSync(path, text)
  return path
}
mkdirSync(ours)
writeFileSync(config, 'dashboards: ./ours\n')
const RIGHT = 'title: Sales\nfigures: [conversations]\nsections:\n  - title: Use\n    panels:\n'
const PANEL = '      - { question: How much?, metric: conversations, chart: line }\n'
const right = written('sales.yaml', RIGHT + PANEL)

/** Runs `debrief dashboards …`: how it ended, the lines of its result, and what it said beside it. */
async function dashboards(...args: string[]) {
  const said = { result: [] as unknown[], beside: [] as string[] }
  let failed = () => {}
  const code = await run(['dashboards', ...args], {
    ...silentOutput,
    print: text => said.result.push(stripVTControlCharacters(text)),
    json: value => said.result.push(value),
    note: text => said.beside.push(text),
    fail: error => {
      said.beside.push(errorText(error))
      failed()
    },
    onFailure: listener => {
      failed = listener
    },
  })
  return { code, ...said }
}

test('lists those that come with Debrief and those of one’s own, each with its page', async () => {
  const { code, result } = await dashboards('list', '--config', config, '--json')
  expect(code).toBe(0)
  const listed = result[0] as { id: string; path: string }[]
  expect(listed.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['/', '/engagement', '/journey', '/d/sales']),
  )
  expect(listed.find(({ id }) => id === 'sales')).toEqual({
    id: 'sales',
    title: 'Sales',
    path: '/d/sales',
    own: true,
    figures: 1,
    panels: 1,
  })
  expect((await dashboards('list')).result[0]).toMatch(/overview +│? *Overview/)
})

test('says that all are right, and otherwise each mistake with its file and line', async () => {
  expect(await dashboards('check')).toEqual({ code: 0, result: ['7 dashboards are right.'], beside: [] })
  expect(await dashboards('check', right)).toMatchObject({ code: 0, result: ['1 dashboard is right.'] })
  const wrong = written('wrong.yml', RIGHT + PANEL.replace('conversations', 'conversation'))
  const mistake = `:6: sections.0.panels.0.metric: there is no metric "conversation". Did you mean "conversations"?`
  expect(await dashboards('check', '--config', config)).toEqual({
    code: 1,
    result: [],
    beside: [`ours/wrong.yml${mistake}`, 'There is a mistake.'],
  })
  expect(await dashboards('check', ours, '--json')).toMatchObject({
    code: 1,
    result: [{ dashboards: ['sales'], problems: [wrong + mistake] }],
  })
  expect((await dashboards('list', '--config', config)).code).toBe(1)
})

test('says what is no file of a dashboard', async () => {
  const text = written('notes.txt', 'title: Notes\n')
  expect((await dashboards('check', text)).beside[0]).toBe(
    `${text}:1: no server would show it: its name must end in .yaml or .yml`,
  )
  const absent = await dashboards('check', join(ours, 'absent.yaml'))
  expect(absent.code).toBe(1)
  expect(absent.beside[0]).toContain('absent.yaml: there is no such file or folder')
  expect((await dashboards('check', written('Sales 2.yaml', RIGHT + PANEL))).beside[0]).toMatch(
    /Sales 2\.yaml:1: "Sales 2" is no name for a dashboard/,
  )
})

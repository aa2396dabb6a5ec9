import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { entityNames } from '../schema/entities.ts'
import { simulateCompany } from './index.ts'
import { type Distribution, distributionOf, distributionTable } from './testing/distributions.ts'

const SAMPLE = new URL('../../../shared/sample/', import.meta.url)
const PAGE = new URL('../../docs/simulator.md', import.meta.url)
const BEGIN = '<!-- distributions -->\n'
const END = '<!-- end of distributions -->'
const isThere = entityNames.every(name => existsSync(new URL(`${name}.json`, SAMPLE)))
if (!isThere)
  console.warn(
    `The simulator is not compared with the vendor's sample, because ${SAMPLE.pathname} is not there.`,
  )

/** The latest version of each record, as minified text. */
function latest(texts: readonly string[]): string[] {
  return [...new Map(texts.map(text => [(JSON.parse(text) as { id: string }).id, text])).values()]
}

// The vendor's sample is of two days at the beginning of August 2025.
const loads = [...simulateCompany({ seed: 2, people: 400, days: 14, start: '2025-07-21' })]
const simulated = distributionOf(
  Object.fromEntries(entityNames.map(name => [name, latest(loads.flatMap(load => load[name]))])) as never,
)

test.skipIf(!isThere)(
  'docs/simulator.md compares with the vendor’s sample (else: UPDATE_DOCS=1 npx vitest run src/simulator/sample)',
  () => {
    const read = (name: string): object[] =>
      JSON.parse(readFileSync(new URL(`${name}.json`, SAMPLE), 'utf8')).value
    const sample = distributionOf(
      Object.fromEntries(
        entityNames.map(name => [name, read(name).map(one => JSON.stringify(one))]),
      ) as never,
    )
    const page = readFileSync(PAGE, 'utf8')
    const [before, rest = ''] = page.split(BEGIN)
    const wanted = `${before}${BEGIN}${distributionTable(sample, simulated)}\n${END}${rest.split(END)[1]}`
    if (process.env.UPDATE_DOCS) writeFileSync(PAGE, wanted)
    else expect(page).toBe(wanted)
    expect(apart(sample)).toEqual([])
  },
)

const DOMAIN = /^conversations: (IT|HR|OTHER)$/

/** What is further from the sample than a company may be from another: by half, and by more than eight hundredths. */
function apart(sample: Distribution): string[] {
  return [...sample].flatMap(([name, value]) => {
    // What its people ask about is a company’s own.
    if (DOMAIN.test(name)) return []
    const other = simulated.get(name) ?? 0
    const isNear = name.includes('per ')
      ? other > value * 0.6 && other < value * 1.6
      : Math.abs(other - value) < 0.08 || (other > value * 0.5 && other < value * 2)
    return isNear ? [] : [`${name}: ${value.toFixed(3)} in the sample, ${other.toFixed(3)} here`]
  })
}

import type { DimensionInfo } from '../api/types.ts'
import { type Choice, DEFAULT_FILTERS, type Filters, isExclusion, namedIn } from '../state/filters.ts'
import { labelOf } from './success.ts'
import { filterTexts, titleOfDimension } from './texts.ts'

/** A filter that holds, in words, with what taking it away changes. */
export interface ActiveFilter {
  readonly key: string
  readonly title: string
  readonly values: readonly string[]
  /** Whether these are left out, and all others count. */
  readonly excluding: boolean
  readonly without: Partial<Filters>
}

/** Every filter that is not as by default, apart from the days and the grain, which have controls of their own. */
export function activeFilters(filters: Filters, dimensions: readonly DimensionInfo[] = []): ActiveFilter[] {
  const active: ActiveFilter[] = Object.entries(filters.where).map(([name, choice]) => {
    const { [name]: _, ...rest } = filters.where
    return {
      key: name,
      title: dimensions.find(one => one.name === name)?.title ?? titleOfDimension(name),
      values: namedIn(choice).map(wordOf),
      excluding: isExclusion(choice),
      without: { where: rest },
    }
  })
  const { events, success, compare, zone } = filterTexts
  const add = (key: 'events' | 'success' | 'compare' | 'tz', title: string, value: string) =>
    active.push({ key, title, values: [value], excluding: false, without: { [key]: DEFAULT_FILTERS[key] } })
  if (filters.events !== 'out') add('events', events.title, events.choices[filters.events].toLowerCase())
  if (filters.success !== null) add('success', success.title, labelOf(filters.success))
  if (filters.tz !== null) add('tz', zone.title, filters.tz)
  if (!filters.compare) add('compare', compare.title, compare.choices.off.toLowerCase())
  return active
}

/** A choice in words: its values, or that all but these count. */
export function toldOf(choice: Choice): string {
  const values = namedIn(choice).map(wordOf).join(', ')
  return isExclusion(choice) ? filterTexts.allBut(values) : values
}

/** What the names of enumerations begin with, and nobody needs to read. */
const PREFIX = /^(CONVERSATION|INTERACTION|RESOURCE|PLUGIN|ACTOR|LABEL|PLATFORM|ROUTE)_(TYPE_)?(?=[A-Z])/

/** A value as people read it: names of enumerations, such as `INTERACTION_TYPE_FREE_TEXT`, as words. */
export function wordOf(value: string): string {
  if (value === 'none') return filterTexts.none
  // Short ones are abbreviations: IT, EN_US.
  if (!/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(value) || !/[A-Z]{4}/.test(value)) return value
  const words = value.replace(PREFIX, '').replaceAll('_', ' ').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

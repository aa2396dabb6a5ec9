import { useCallback } from 'react'
import type { MetricDefinition, PanelSpec } from '../api/types.ts'
import type { MenuItem, MenuSection } from '../components/Menu.tsx'
import { wordOf } from '../filters/active.ts'
import { titleOfDimension } from '../filters/texts.ts'
import type { Mark } from '../panels/model.ts'
import { go, useLocation } from '../routing/location.ts'
import { useRight } from '../shell/rights.ts'
import { type Choice, type Filters, isExclusion, leavingOut } from '../state/filters.ts'
import { useFilters } from '../state/use-filters.ts'
import type { Span } from '../time/days.ts'
import { exploreParameters } from './explore-parameters.ts'
import { rowsParameters, whereOf } from './rows-parameters.ts'
import { drillTexts } from './texts.ts'

/** Dimensions worth going on by, in this order; the others follow in the explore page. */
const USUAL = [
  'platform',
  'route',
  'domain',
  'topic',
  'plugin',
  'department',
  'location',
  'country',
  'language',
]

/** What can be done with a mark: each a step that the back button and the crumbs undo. */
export function useSteps(note: (span: Span) => void) {
  const { filters, change, href } = useFilters()
  const { path, search, trail, onward: next } = useLocation()
  const rows = useRight('rows')
  const administrator = useRight('administration')
  return useCallback(
    (mark: Mark, spec: PanelSpec, definition: MetricDefinition): MenuSection[] => {
      const where = whereOf(spec, mark)
      const range =
        mark.span === null
          ? {}
          : { range: { kind: 'custom' as const, from: mark.span.from, to: mark.span.to } }
      const narrowed = { ...range, where: { ...filters.where, ...where } as Filters['where'] }
      const only: MenuItem[] = Object.entries(mark.where)
        .filter(([name]) => isFilter(name, definition))
        .flatMap(([name, value]) => {
          const title = titleOfDimension(name)
          const rest = leavingOut(filters.where[name], value)
          const choose = (choice: Choice) => () => change({ where: { ...filters.where, [name]: choice } })
          return [
            {
              key: `only ${name}`,
              label: drillTexts.only(title, wordOf(value)),
              onChoose: choose([value]),
            },
            ...(rest === null
              ? []
              : [
                  {
                    key: `not ${name}`,
                    label: drillTexts.leaveOut(title, wordOf(value)),
                    onChoose: choose(rest),
                  },
                ]),
          ]
        })
      if (mark.span !== null)
        only.push({
          key: 'days',
          label: drillTexts.onlyDays(mark.label.split(' · ')[0] ?? mark.label),
          onChoose: () => change(range),
        })
      const explored = (by: string) =>
        href('/explore', narrowed, exploreParameters({ ...spec, by: by === '' ? [] : [by], chart: 'parts' }))
      const onward: MenuItem[] = [
        ...(rows
          ? [
              {
                key: 'rows',
                label: drillTexts.rows,
                onChoose: () => go(path + rowsParameters(search, spec, mark), { trail }),
              },
            ]
          : []),
        {
          key: 'explore',
          label: drillTexts.explore,
          onChoose: () => go(href('/explore', narrowed, exploreParameters(spec)), { trail: next }),
        },
      ]
      const { span } = mark
      if (administrator && span !== null)
        onward.push({ key: 'note', label: drillTexts.note, onChoose: () => note(span) })
      const cuts = USUAL.filter(
        name => definition.dimensions.includes(name) && !(name in mark.where) && isOpen(narrowed.where[name]),
      ).map<MenuItem>(name => ({
        key: name,
        label: titleOfDimension(name),
        onChoose: () => go(explored(name), { trail: next }),
      }))
      return [
        {
          title: mark.value === '' ? mark.label : `${mark.label}: ${mark.value}`,
          items: [...only, ...onward],
        },
        ...(cuts.length > 0 ? [{ title: drillTexts.breakDown, items: cuts }] : []),
      ]
    },
    [filters, change, href, path, search, trail, next, rows, administrator, note],
  )
}

/** Whether a filter leaves several values to break down by. */
function isOpen(choice: Choice | undefined): boolean {
  return choice === undefined || isExclusion(choice) || choice.length > 1
}

/** Whether a dimension is one that the filters of a page know. */
function isFilter(name: string, { dimensions }: MetricDefinition): boolean {
  return dimensions.includes(name)
}

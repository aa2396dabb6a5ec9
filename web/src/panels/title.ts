import type { MetricDefinition, PanelSpec } from '../api/types.ts'
import { labelOf } from '../filters/success.ts'
import { titleOfDimension } from '../filters/texts.ts'

/** A title for what a panel shows, where nobody wrote one. */
export function titleOf({ by = [], variant }: PanelSpec, { title }: MetricDefinition): string {
  const cut =
    by.length === 0 ? '' : ` by ${by.map(name => titleOfDimension(name).toLowerCase()).join(' and ')}`
  return `${title}${variant === undefined ? '' : `, ${labelOf(variant).toLowerCase()}`}${cut}`
}

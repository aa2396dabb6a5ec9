import type { ReactNode } from 'react'
import type { ChartKind, MetricDefinition, PanelSpec } from '../api/types.ts'
import { labelOf } from '../filters/success.ts'
import { titleOfDimension } from '../filters/texts.ts'
import { metricTexts } from '../metrics/texts.ts'
import { chartsFor } from './choices.ts'
import { exploreTexts as words } from './texts.ts'

interface ExploreFormProps {
  spec: PanelSpec
  definition: MetricDefinition
  definitions: readonly MetricDefinition[]
  onChange: (next: PanelSpec) => void
  onMetric: (metric: MetricDefinition) => void
}

const LIMITS = ['', '5', '8', '12', '20', '50']

/** The choices that make a panel. Each is a step that the back button undoes. */
export function ExploreForm({ spec, definition, definitions, onChange, onMetric }: ExploreFormProps) {
  const { by = [] } = spec
  const [first = '', second = ''] = by
  const charts = chartsFor(definition, by)
  const cut = (names: string[]) => {
    const chosen = names.filter((name, index) => name !== '' && names.indexOf(name) === index)
    const possible = chartsFor(definition, chosen)
    const { order: _order, ...rest } = spec
    onChange({
      ...rest,
      by: chosen,
      chart: possible.includes(spec.chart) ? spec.chart : (possible[0] ?? 'table'),
    })
  }
  const set = (name: 'variant' | 'order' | 'limit', value: string) => {
    const { [name]: _, ...rest } = spec
    onChange(value === '' ? rest : { ...rest, [name]: name === 'limit' ? Number(value) : value })
  }
  const variants = Object.keys(definition.variants)
  return (
    <form className="explore-form" aria-label={words.form} onSubmit={event => event.preventDefault()}>
      <Field label={words.metric} wide>
        <select
          value={definition.id}
          onChange={event => {
            const metric = definitions.find(one => one.id === event.target.value)
            if (metric !== undefined) onMetric(metric)
          }}
        >
          {Object.entries(metricTexts.families).map(([family, title]) => (
            <optgroup key={family} label={title}>
              {definitions
                .filter(one => one.family === family)
                .map(one => (
                  <option key={one.id} value={one.id}>
                    {one.title}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </Field>
      {variants.length > 0 && (
        <Field label={words.variant}>
          <select value={spec.variant ?? ''} onChange={event => set('variant', event.target.value)}>
            <option value="">{words.standard}</option>
            {variants.map(name => (
              <option key={name} value={name}>
                {labelOf(name)}
              </option>
            ))}
          </select>
        </Field>
      )}
      <Field label={words.by}>
        <Dimensions
          definition={definition}
          value={first}
          empty={words.whole}
          onChange={name => cut([name, second])}
        />
      </Field>
      {first !== '' && (
        <Field label={words.andBy}>
          <Dimensions
            definition={definition}
            value={second}
            empty="–"
            without={first}
            onChange={name => cut([first, name])}
          />
        </Field>
      )}
      <Field label={words.chart}>
        <select
          value={spec.chart}
          onChange={event =>
            onChange({ ...spec, chart: charts.find(one => one === event.target.value) ?? spec.chart })
          }
        >
          {charts.map((chart: ChartKind) => (
            <option key={chart} value={chart}>
              {words.charts[chart]}
            </option>
          ))}
        </select>
      </Field>
      {first !== '' && (
        <>
          <Field label={words.limit}>
            <select value={String(spec.limit ?? '')} onChange={event => set('limit', event.target.value)}>
              {[...new Set([...LIMITS, String(spec.limit ?? '')])].map(limit => (
                <option key={limit} value={limit}>
                  {limit === '' ? words.all : limit}
                </option>
              ))}
            </select>
          </Field>
          <Field label={words.order}>
            <select value={spec.order ?? ''} onChange={event => set('order', event.target.value)}>
              {Object.entries(words.orders).map(([order, title]) => (
                <option key={order} value={order}>
                  {title}
                </option>
              ))}
            </select>
          </Field>
        </>
      )}
    </form>
  )
}

function Field({ label, wide, children }: { label: string; wide?: boolean; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is what stands in it
    <label className={wide ? 'field field-wide' : 'field'}>
      {label}
      {children}
    </label>
  )
}

interface DimensionsProps {
  definition: MetricDefinition
  value: string
  /** What choosing none is called. */
  empty: string
  without?: string
  onChange: (name: string) => void
}

function Dimensions({ definition, value, empty, without, onChange }: DimensionsProps) {
  return (
    <select value={value} onChange={event => onChange(event.target.value)}>
      <option value="">{empty}</option>
      {definition.dimensions
        .filter(name => name !== without)
        .map(name => (
          <option key={name} value={name}>
            {titleOfDimension(name)}
          </option>
        ))}
    </select>
  )
}

import { useAnnotations, useDefinitions, useMetric } from '../api/queries.ts'
import type { MetricDefinition, PanelSpec } from '../api/types.ts'
import { Picture } from '../charts/Picture.tsx'
import type { MenuItem } from '../components/Menu.tsx'
import { useDrill } from '../drill/Drill.tsx'
import { exploreParameters } from '../drill/explore-parameters.ts'
import { Figure } from '../figure/Figure.tsx'
import { figureState } from '../figure/figure-state.ts'
import { figureTexts } from '../figure/texts.ts'
import { useFormat } from '../format/context.ts'
import { buildPanel } from '../panels/build.ts'
import type { Mark } from '../panels/model.ts'
import { questionOf } from '../panels/question.ts'
import { go, useLocation } from '../routing/location.ts'
import { useFilters } from '../state/use-filters.ts'
import { useCounting } from '../state/view.tsx'

interface PanelProps {
  spec: PanelSpec
  wide?: boolean
}

/** A line of a dashboard as a figure: asked, drawn, and open to be gone on from. */
export function Panel(props: PanelProps) {
  const definitions = useDefinitions()
  const { spec } = props
  const definition = definitions.data?.find(one => one.id === spec.metric)
  if (definition === undefined)
    return (
      <Figure id={spec.metric} title={spec.question} {...figureState(definitions)}>
        {null}
      </Figure>
    )
  return <Asked {...props} definition={definition} />
}

function Asked({ spec, wide, definition }: PanelProps & { definition: MetricDefinition }) {
  const format = useFormat()
  const counting = useCounting()
  const drill = useDrill()
  const { filters, href } = useFilters()
  const { path, onward } = useLocation()
  const annotations = useAnnotations()
  const { path: address, csv, context } = questionOf(spec, definition, counting)
  const found = useMetric(address, context, counting.version, 'low')
  const title = spec.question || definition.title
  const model =
    found.data === undefined
      ? null
      : buildPanel({
          spec,
          answer: found.data.answer,
          context: found.data.context,
          definition,
          annotations: annotations.data ?? [],
          format,
          where: filters.where,
        })
  const onMark = (mark: Mark, at: { x: number; y: number }) => drill({ mark, spec, at })
  const { link } = spec
  const actions: MenuItem[] = [
    ...(link === undefined || link === path
      ? []
      : [
          {
            key: 'link',
            label: figureTexts.link,
            onChoose: () => go(href(link), { trail: onward }),
          },
        ]),
    {
      key: 'explore',
      label: figureTexts.explore,
      onChoose: () =>
        go(href('/explore', { where: { ...filters.where, ...spec.filters } }, exploreParameters(spec)), {
          trail: onward,
        }),
    },
  ]
  const makePng = async () => {
    if (model === null) throw new Error('There is nothing to draw yet.')
    const { panelPng } = await import('../charts/png.ts')
    return panelPng(title, model, format)
  }
  return (
    <Figure
      id={spec.metric}
      title={title}
      metric={{ definition, variant: spec.variant }}
      {...figureState(found)}
      {...(model !== null && {
        summary: model.summary,
        footnotes: model.footnotes,
        empty: model.empty,
        table: model.table,
        ...(model.picture.kind !== 'table' && { png: makePng }),
      })}
      csv={csv}
      sql={found.data?.answer.sql}
      actions={path === '/explore' ? [] : actions}
      onMark={onMark}
      wide={wide ?? false}
    >
      {model === null || model.picture.kind === 'table' ? null : (
        <Picture picture={model.picture} label={title} wide={wide ?? false} onMark={onMark} />
      )}
    </Figure>
  )
}

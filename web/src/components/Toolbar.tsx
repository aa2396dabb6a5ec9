import { GRAINS, PRESETS, suitableGrain, type ViewState } from '../state/url-state.ts'
import { texts } from '../texts.ts'
import type { Grain } from '../time/days.ts'
import type { View } from '../time/view.ts'
import { CustomRange } from './CustomRange.tsx'
import { Segmented } from './Segmented.tsx'

interface ToolbarProps {
  state: ViewState
  /** The grain in effect; null while the store is unknown. */
  grain: Grain | null
  view: View | null
  onChange: (next: ViewState) => void
}

/** The page's name and the two choices that make its state. */
export function Toolbar({ state, grain, view, onChange }: ToolbarProps) {
  const { range } = state
  const chooseGrain = (next: Grain) => {
    // What the page would choose by itself need not be in the address.
    const automatic = view !== null && suitableGrain(view.shown) === next
    onChange({ ...state, grain: automatic ? null : next })
  }
  return (
    <div className="toolbar">
      <h1>{texts.page}</h1>
      <div className="controls">
        <Segmented
          legend={texts.range.label}
          choices={PRESETS.map(preset => ({
            value: preset,
            label: texts.range.presets[preset],
            hint: texts.range.presetHints[preset],
          }))}
          value={range.kind === 'preset' ? range.preset : null}
          onChange={preset => onChange({ ...state, range: { kind: 'preset', preset } })}
        >
          <CustomRange
            active={range.kind === 'custom'}
            initial={range.kind === 'custom' ? range : (view?.shown ?? null)}
            onApply={span => onChange({ ...state, range: { kind: 'custom', ...span } })}
          />
        </Segmented>
        <Segmented
          legend={texts.grain.label}
          choices={GRAINS.map(name => ({ value: name, label: texts.grain.names[name] }))}
          value={grain}
          onChange={chooseGrain}
        />
      </div>
    </div>
  )
}

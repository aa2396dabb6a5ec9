import { useEffect, useId, useRef } from 'react'
import { PartsList } from '../charts/PartsList.tsx'
import { CloseIcon } from '../components/icons.tsx'
import { useFormat } from '../format/context.ts'
import type { Format } from '../format/format.ts'
import type { PartsModel } from '../panels/model.ts'
import { nameOfStep } from './naming.ts'
import { journeyTexts } from './texts.ts'
import type { Steps } from './types.ts'

const words = journeyTexts.steps
const MOST_PATHS = 8

interface StepsAroundProps {
  steps: Steps
  stale: boolean
  /** Whether somebody just chose it here, rather than came with it in the address. */
  chosen: boolean
  onStep: (step: string) => void
}

/** What people did right before and after a step, and how it went on: each a step to look at in turn. */
export function StepsAround({ steps, stale, chosen, onStep }: StepsAroundProps) {
  const format = useFormat()
  const titleId = useId()
  const box = useRef<HTMLElement>(null)
  const name = nameOfStep(steps.step)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another step is another thing to be read
  useEffect(() => {
    if (!chosen) return
    box.current?.focus({ preventScroll: true })
    box.current?.scrollIntoView({ block: 'nearest' })
  }, [steps.step])
  return (
    <section
      ref={box}
      className={stale ? 'panel panel-wide steps stale' : 'panel panel-wide steps'}
      aria-labelledby={titleId}
      tabIndex={-1}
    >
      <div className="panel-head">
        <h3 id={titleId}>{words.title(name)}</h3>
        <span className="spring" />
        <button type="button" className="icon-button" aria-label={words.close} onClick={() => onStep('')}>
          <CloseIcon />
        </button>
      </div>
      <p className="summary">
        {steps.turns === 0
          ? words.never
          : words.summary(format.count(steps.turns), format.count(steps.conversations))}
      </p>
      {steps.turns > 0 && (
        <div className="steps-sides">
          <div>
            <h4>{words.before}</h4>
            <PartsList
              model={listOf(steps.before, steps.turns, format)}
              onMark={mark => onStep(mark.where.step ?? '')}
            />
          </div>
          <div>
            <h4>{words.after}</h4>
            <PartsList
              model={listOf(steps.after, steps.turns, format)}
              onMark={mark => onStep(mark.where.step ?? '')}
            />
          </div>
          <div className="steps-paths">
            <h4>{words.paths}</h4>
            <ol>
              {steps.paths.slice(0, MOST_PATHS).map(({ steps: path, turns }) => (
                <li key={path.join(' ')}>
                  <span className="steps-path">
                    {path.map((each, index) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: a path may come to the same step twice
                      <span key={index} className="tag">
                        {nameOfStep(each)}
                      </span>
                    ))}
                  </span>
                  <span className="steps-count">
                    {format.count(turns)} <span className="quiet">{format.share(turns / steps.turns)}</span>
                  </span>
                </li>
              ))}
            </ol>
          </div>
        </div>
      )}
    </section>
  )
}

function listOf(found: readonly { step: string; turns: number }[], all: number, format: Format): PartsModel {
  const most = Math.max(1, ...found.map(each => each.turns))
  return {
    kind: 'parts',
    compared: false,
    parts: found.map(({ step, turns }) => {
      const quiet = ['start', 'end', 'other'].includes(step)
      const name = nameOfStep(step)
      const value = format.count(turns)
      return {
        key: step,
        name,
        value,
        detail: format.share(turns / all),
        length: turns / most,
        before: null,
        quiet,
        mark: quiet ? null : { label: name, value, where: { step }, span: null },
      }
    }),
  }
}

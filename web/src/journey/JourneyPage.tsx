import { useCallback, useRef } from 'react'
import { Scope } from '../dashboards/Scope.tsx'
import { Crumbs } from '../drill/Crumbs.tsx'
import { PageHead } from '../shell/PageHead.tsx'
import { useOwnParameter } from '../state/use-filters.ts'
import { texts } from '../texts.ts'
import { FlowFigure } from './FlowFigure.tsx'
import { FunnelFigure } from './FunnelFigure.tsx'
import { HeatFigure } from './HeatFigure.tsx'
import '../drill/drill.css'
import '../figure/figure.css'
import './journey.css'
import { Turns } from './Turns.tsx'
import { journeyTexts } from './texts.ts'
import { type TurnChoice, useTurnChoice } from './use-turn-choice.ts'

const title = texts.pages.titles.journey

/** The ways people take with the assistant, from the picture down to each turn. */
export default function JourneyPage() {
  const [step, setStep] = useOwnParameter('step')
  const [choice, choose] = useTurnChoice()
  const turns = useRef<HTMLElement>(null)
  const showTurns = useCallback(
    (next: TurnChoice) => {
      choose(next)
      turns.current?.scrollIntoView({ block: 'start' })
      turns.current?.focus({ preventScroll: true })
    },
    [choose],
  )
  const { ways, when, turns: every } = journeyTexts.sections
  return (
    <>
      <Crumbs title={title} />
      <PageHead title={title} about={journeyTexts.about} />
      <Scope />
      <section className="section" aria-label={ways}>
        <h2>{ways}</h2>
        <div className="panels">
          <FlowFigure step={step} onStep={next => setStep(next)} onTurns={showTurns} />
        </div>
      </section>
      <section className="section" aria-label={when}>
        <h2>{when}</h2>
        <div className="panels">
          <FunnelFigure onTurns={showTurns} />
          <HeatFigure />
        </div>
      </section>
      <section className="section" aria-label={every} ref={turns} tabIndex={-1}>
        <h2>{every}</h2>
        <Turns choice={choice} onChoose={choose} />
      </section>
    </>
  )
}

import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'
import { useDefinitions } from '../api/queries.ts'
import type { PanelSpec } from '../api/types.ts'
import { Menu } from '../components/Menu.tsx'
import type { Mark } from '../panels/model.ts'
import './drill.css'
import type { Span } from '../time/days.ts'
import { NotesDialog } from './NotesDialog.tsx'
import { drillTexts } from './texts.ts'
import { useSteps } from './use-steps.ts'

interface Asked {
  readonly mark: Mark
  readonly spec: PanelSpec
  readonly at: { x: number; y: number }
}

type OpenDrill = (asked: Asked) => void

const DrillContext = createContext<OpenDrill>(() => undefined)

/** Opens what can be done with a mark of a panel. */
export function useDrill(): OpenDrill {
  return useContext(DrillContext)
}

/** Around a page whose marks can be gone on from. */
export function DrillProvider({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<Asked | null>(null)
  const [noted, setNoted] = useState<Span | null>(null)
  const open = useCallback((next: Asked) => setAsked(next), [])
  return (
    <DrillContext value={open}>
      {children}
      {asked !== null && <DrillMenu asked={asked} onNote={setNoted} onClose={() => setAsked(null)} />}
      {noted !== null && <NotesDialog span={noted} onClose={() => setNoted(null)} />}
    </DrillContext>
  )
}

interface DrillMenuProps {
  asked: Asked
  onNote: (span: Span) => void
  onClose: () => void
}

function DrillMenu({ asked, onNote, onClose }: DrillMenuProps) {
  const { mark, spec, at } = asked
  const definition = useDefinitions().data?.find(one => one.id === spec.metric)
  const steps = useSteps(onNote)
  const sections = useMemo(
    () => (definition === undefined ? [] : steps(mark, spec, definition)),
    [definition, mark, spec, steps],
  )
  if (sections.length === 0) return null
  return <Menu label={drillTexts.menu(mark.label)} at={at} sections={sections} onClose={onClose} />
}

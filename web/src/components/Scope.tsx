import { useFormat } from '../format/context.ts'
import { texts } from '../texts.ts'
import { daysIn } from '../time/days.ts'
import type { View } from '../time/view.ts'

/** Which days the sentence and the figures rest on, and what they leave out. */
export function Scope({ view }: { view: View }) {
  const format = useFormat()
  const { counted, previous, arriving, begins } = view
  const days = daysIn(counted)
  return (
    <p className="scope">
      <strong>{format.span(counted)}</strong>, {texts.scope.days(days, format.count(days))}
      {previous !== null && <>, {texts.scope.against(format.span(previous))}</>}.
      {view.provisional && arriving !== null && <> {texts.scope.provisional}</>}
      {!view.provisional && arriving !== null && <> {texts.scope.arriving(format.span(arriving))}</>}
      {previous === null && !view.provisional && begins !== null && begins < counted.from && (
        <> {texts.scope.nothingBefore(format.day(begins))}</>
      )}
    </p>
  )
}

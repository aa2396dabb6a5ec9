import { useMemo, useState } from 'react'
import { Calls } from './Calls.tsx'
import { Item } from './Item.tsx'
import { replayTexts } from './texts.ts'
import type { Replay, ReplayCall, ReplayItem } from './types.ts'

interface TranscriptProps {
  replay: Replay
  /** Whose conversation it is. */
  name: string
  tz: string
}

/** Everything that was said and done, in order; beside each turn the plugin calls that were made for it. */
export function Transcript({ replay, name, tz }: TranscriptProps) {
  const { items, calls, loose_resources: loose } = replay
  const [focused, setFocused] = useState<string | null>(null)
  const byId = useMemo(() => new Map(items.map(item => [item.id, item])), [items])
  const callsOf = useMemo(() => {
    const found = new Map<string, ReplayCall[]>()
    for (const call of calls)
      found.set(call.interaction_id, [...(found.get(call.interaction_id) ?? []), call])
    return found
  }, [calls])
  const chain = new Set(focused === null ? [] : [focused, ...(byId.get(focused)?.chain.ids ?? [])])
  const orphans = calls.filter(call => call.orphan)
  const homeless = loose.filter(resource => !byId.has(resource.interaction_id))
  return (
    <section aria-labelledby="transcript-title" className="transcript">
      <h2 id="transcript-title">{replayTexts.transcript}</h2>
      {items.length === 0 && <p className="empty">{replayTexts.empty}</p>}
      <ol className="turns-told">
        {exchangesOf(items).map(exchange => (
          <li key={exchange[0]?.id} className="told">
            <div className="told-said">
              {exchange.map(item => (
                <Item
                  key={item.id}
                  item={item}
                  earlier={items[items.indexOf(item) - 1]}
                  byId={byId}
                  name={name}
                  tz={tz}
                  traced={chain.has(item.id)}
                  onTrace={setFocused}
                  cited={citedFor(item, callsOf)}
                />
              ))}
            </div>
            <div className="told-behind">
              {exchange.map(item => (
                <Calls
                  key={item.id}
                  calls={callsOf.get(item.id) ?? []}
                  loose={loose.filter(resource => resource.interaction_id === item.id)}
                />
              ))}
            </div>
          </li>
        ))}
      </ol>
      {(orphans.length > 0 || homeless.length > 0) && (
        <section className="told-homeless" aria-label={replayTexts.looseTitle}>
          <h3>{replayTexts.looseTitle}</h3>
          <Calls calls={orphans} loose={homeless} />
        </section>
      )}
    </section>
  )
}

/** What a person did, with the messages that follow it: what was called for it stands beside them all. */
function exchangesOf(items: readonly ReplayItem[]): ReplayItem[][] {
  const exchanges: ReplayItem[][] = []
  for (const item of items) {
    const open = exchanges.at(-1)
    if (item.actor === 'user' || open === undefined) exchanges.push([item])
    else open.push(item)
  }
  return exchanges
}

/** What an answer cites: the cited resources of the calls for what it answers, each once, but for those its text links to. */
function citedFor(
  { parent_id: parent, text }: ReplayItem,
  callsOf: ReadonlyMap<string, readonly ReplayCall[]>,
): ReplayCall['resources'] {
  if (parent === null) return []
  const cited = (callsOf.get(parent) ?? []).flatMap(call => call.resources.filter(each => each.cited))
  const named = cited.filter(
    ({ url, ticket }) => ![url, ticket].some(part => part !== null && text?.includes(part)),
  )
  return [...new Map(named.map(each => [each.resource_id, each])).values()]
}

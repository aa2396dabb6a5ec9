import { useId, useState } from 'react'
import { useFormat } from '../format/context.ts'
import { useEvents } from './api.ts'
import { texts } from './texts.ts'

const words = texts.users
const AT_ONCE = 25
const AT_MOST = 1_000

/** What was written down: who signed in or could not, changed whom, opened what. */
export function Events() {
  const [limit, setLimit] = useState(AT_ONCE)
  const events = useEvents(limit)
  const format = useFormat()
  const id = useId()
  const { eventColumns: columns } = words
  return (
    <section className="section" aria-labelledby={id}>
      <h2 id={id}>{words.events}</h2>
      <p className="quiet">{words.eventsAbout}</p>
      {events.isError && <p role="alert">{events.error.message}</p>}
      <div className="users-table">
        <table>
          <thead>
            <tr>
              {[columns.time, columns.who, columns.what, columns.about, columns.from].map(title => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {events.data?.map((event, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows only ever come before
              <tr key={index}>
                <td>{format.instant(event.time)}</td>
                <td>{event.user_name}</td>
                <td>{words.kinds[event.kind] ?? event.kind}</td>
                <td>{[event.about, event.detail].filter(Boolean).join(' · ')}</td>
                <td>{event.address}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {events.data !== undefined && events.data.length === limit && limit < AT_MOST && (
        <button type="button" className="button" onClick={() => setLimit(Math.min(AT_MOST, limit * 4))}>
          {words.more}
        </button>
      )}
    </section>
  )
}

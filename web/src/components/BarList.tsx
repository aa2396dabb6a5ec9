import type { Part } from '../panels/model.ts'

/** A ranked list whose rows are their own bars: readable as text, at any width. */
export function BarList({ parts }: { parts: Part[] }) {
  return (
    <ol className="bars">
      {parts.map(part => (
        <li key={part.name} className={part.quiet ? 'bar bar-quiet' : 'bar'}>
          <span className="bar-name">{part.name}</span>
          <span className="bar-value">{part.value}</span>
          <span className="bar-share">{part.share}</span>
          <span className="bar-track" aria-hidden="true">
            <span className="bar-fill" style={{ inlineSize: `${part.length * 100}%` }} />
          </span>
        </li>
      ))}
    </ol>
  )
}

import { healthTexts } from './texts.ts'
import type { Finding } from './types.ts'

const words = healthTexts.findings
const MARK = { bad: '✕', watch: '▲', good: '✓' } as const

/** What is amiss, the gravest first: what is so, what it does to the numbers, and what to do. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  const go = (section: string): void => {
    const element = document.getElementById(section)
    element?.scrollIntoView({ block: 'start' })
    element?.focus({ preventScroll: true })
  }
  return (
    <section aria-label={words.title} className="health-findings">
      <ul>
        {findings.map(({ level, sentence, meaning, action, section }) => (
          <li key={sentence} className={`panel health-finding health-${level}`}>
            <span className="health-level">
              <span aria-hidden="true">{MARK[level]}</span> {words.levels[level]}
            </span>
            <div>
              <p className="health-sentence">{sentence}</p>
              <p className="quiet">{meaning}</p>
              {action !== null && <p>{action}</p>}
            </div>
            <button
              type="button"
              className="chip"
              onClick={() => go(section)}
              aria-label={`${words.details}: ${sentence}`}
            >
              {words.details}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

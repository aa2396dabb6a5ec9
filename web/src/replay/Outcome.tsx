import { labelOf } from '../filters/success.ts'
import { useFormat } from '../format/context.ts'
import { Link } from '../routing/Link.tsx'
import { shortOf } from './describe.ts'
import { goTo } from './go-to.ts'
import { replayTexts } from './texts.ts'
import type { Replay, Verdict } from './types.ts'

const words = replayTexts.outcome

/** What each named definition of success makes of it: first their own definitions, then all with their reasons. */
export function Outcome({ replay }: { replay: Replay }) {
  const format = useFormat()
  const { verdicts, items } = replay
  const counted = verdicts.filter(verdict => verdict.result !== 'not counted')
  const successes = counted.filter(verdict => verdict.result === 'success')
  const questions = items.filter(item => item.is_question)
  const groups = [
    { id: null, title: words.conversation },
    ...questions.map(item => ({ id: item.id, title: words.question(shortOf(item)) })),
  ].map(group => ({ ...group, verdicts: verdicts.filter(verdict => verdict.question_id === group.id) }))
  const own = groups.flatMap(group =>
    group.verdicts.filter(verdict => verdict.variant === null).map(verdict => ({ group, verdict })),
  )
  return (
    <section className="panel outcome-box" aria-labelledby="outcome-title">
      <h2 id="outcome-title">{words.title}</h2>
      <p>
        {counted.length === 0
          ? words.none
          : words.tally(format.count(successes.length), format.count(counted.length))}{' '}
        <span className="quiet">{words.about}</span>
      </p>
      <ul className="verdict-heads">
        {own.map(({ group, verdict }) => (
          <li key={`${verdict.metric} ${group.id}`} className={`verdict ${classOf(verdict)}`}>
            <strong>{verdict.title}</strong>
            {group.id !== null && questions.length > 1 && <span className="quiet"> {group.title}</span>}
            <span className="verdict-result">{words.results[verdict.result]}</span>
            <span className="verdict-reason">{verdict.reason}</span>
            <Because verdict={verdict} />
          </li>
        ))}
      </ul>
      {verdicts.length > own.length && (
        <details className="verdicts-all">
          <summary>{words.all}</summary>
          {groups.map(
            group =>
              group.verdicts.length > 0 && (
                <section key={group.id ?? ''} aria-label={group.title}>
                  <h3>{group.title}</h3>
                  <ul>
                    {group.verdicts.map(verdict => (
                      <li
                        key={`${verdict.metric} ${verdict.variant}`}
                        className={`verdict verdict-line ${classOf(verdict)}`}
                      >
                        <span>
                          <Link
                            className="link"
                            to={`/metrics/${verdict.metric}`}
                            aria-label={words.definition(verdict.title)}
                          >
                            {verdict.title}
                          </Link>
                          , {verdict.variant === null ? words.own : labelOf(verdict.variant)}
                        </span>
                        <span className="verdict-result">{words.results[verdict.result]}</span>
                        <span className="verdict-reason">
                          {verdict.reason} <span className="quiet">{verdict.sentence}</span>{' '}
                          <Because verdict={verdict} />
                        </span>
                      </li>
                    ))}
                  </ul>
                </section>
              ),
          )}
        </details>
      )}
    </section>
  )
}

const classOf = ({ result }: Verdict): string => `verdict-${result.replace(' ', '-')}`

function Because({ verdict }: { verdict: Verdict }) {
  const [first] = verdict.because
  if (first === undefined) return null
  return (
    <button type="button" className="link verdict-because" onClick={() => goTo(first)}>
      {words.because}
    </button>
  )
}

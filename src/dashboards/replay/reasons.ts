/** What decides whether something was a success: columns of a metric's rows. */
export type Flags = Readonly<Record<string, boolean>>

export type Result = 'success' | 'failure' | 'not counted'

/** Signs that something went wrong, in words. */
const AGAINST: Readonly<Record<string, string>> = {
  ticket: 'a ticket',
  handoff: 'a request for a live agent',
  unhelpful: 'negative feedback',
  unhelpful_form: 'negative feedback by form',
}

/** What had to happen, when it did and when it did not. */
const FOR: Readonly<Record<string, readonly [yes: string, no: string]>> = {
  answered: ['a plugin was used', 'no plugin was used'],
  task_done: ['a task was done', 'no task was done'],
  helpful: ['it was called helpful', 'nobody called it helpful'],
  ends_answered: ['the last question was answered', 'the last question has no answer'],
}

/** What speaks against a success unless something else confirms it. */
const DOUBT: Readonly<Record<string, readonly [yes: string, no: string]>> = {
  returned: ['the person came back within 72 hours', 'the person did not come back within 72 hours'],
  rephrasings: [
    'the person asked about the same topic again',
    'the person did not ask about the same topic again',
  ],
}

/** Columns that are only other columns together. */
const MADE_OF: Readonly<Record<string, readonly string[]>> = {
  deflected: ['ticket', 'handoff', 'unhelpful'],
  clean: ['ticket', 'handoff', 'unhelpful'],
  contained: ['ticket', 'handoff'],
}

/** Columns that reasons can be given by. */
export const REASONED = [...Object.keys(AGAINST), ...Object.keys(FOR), ...Object.keys(DOUBT), 'catalogue']

/** The columns an aggregate looks at, down to those that reasons can be given by. */
export function lookedAt(...aggregates: readonly (string | undefined)[]): ReadonlySet<string> {
  const words = aggregates.flatMap(sql => sql?.match(/[a-z_][a-z_0-9]*/g) ?? [])
  return new Set(words.flatMap(word => MADE_OF[word] ?? [word]).filter(word => REASONED.includes(word)))
}

/**
 * Why a definition counts something as it does, in a sentence.
 *
 * @param counts columns that decide whether it counts at all
 * @param decides columns that decide whether it is a success
 * @param flags what they are here
 */
export function reasonFor(
  result: Result,
  { counts, decides, flags }: { counts: ReadonlySet<string>; decides: ReadonlySet<string>; flags: Flags },
): string {
  if (result === 'not counted') return sentence(notCounted(counts, flags))
  const against = Object.keys(AGAINST).filter(name => decides.has(name))
  const happened = signsAgainst(decides, flags)
  if (result === 'failure' && happened.length > 0)
    return sentence(`there was ${joined(happened.map(name => AGAINST[name]!))}`)
  const positives = words(FOR, decides, flags, result === 'success')
  const doubts = words(DOUBT, decides, flags, result === 'failure')
  if (result === 'failure') return sentence(joined([...doubts, ...positives]))
  const absent = against.filter(name => !flags[name]).map(name => AGAINST[name]!)
  // What confirms it is enough: the rest says only what else is known.
  return sentence(
    joined([
      ...positives,
      ...(flags.helpful && decides.has('helpful') ? [] : doubts),
      ...(flags.ticket && flags.catalogue && decides.has('catalogue')
        ? ['its ticket came by a form of the catalogue']
        : []),
      ...(absent.length > 0 ? [`there was no ${joined(absent.map(withoutArticle), 'or')}`] : []),
    ]),
  )
}

/** Signs that something went wrong, among those a definition looks at. */
export function signsAgainst(decides: ReadonlySet<string>, flags: Flags): string[] {
  return Object.keys(AGAINST).filter(
    name =>
      decides.has(name) &&
      flags[name] === true &&
      !(name === 'ticket' && decides.has('catalogue') && flags.catalogue),
  )
}

function notCounted(counts: ReadonlySet<string>, flags: Flags): string {
  if (counts.has('answered') && !flags.answered) return 'no plugin was used: it was not answered'
  return counts.size > 0
    ? 'there was neither a ticket, nor a request for a live agent, nor feedback'
    : 'this definition does not look at conversations of this kind'
}

function words(
  of: Readonly<Record<string, readonly [string, string]>>,
  decides: ReadonlySet<string>,
  flags: Flags,
  wanted: boolean,
): string[] {
  return Object.entries(of).flatMap(([name, [yes, no]]) =>
    decides.has(name) && flags[name] === wanted ? [wanted ? yes : no] : [],
  )
}

const withoutArticle = (words: string): string => words.replace(/^an? /, '')

function joined(parts: readonly string[], and = 'and'): string {
  if (parts.length === 0) return 'the definition says so'
  return parts.length === 1 ? parts[0]! : `${parts.slice(0, -1).join(', ')} ${and} ${parts.at(-1)}`
}

const sentence = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}.`

/** What every number of the truth can be cut by. A thing a dimension does not apply to is in none of its parts. */
export const DIMENSIONS = {
  department: 'Where the person worked at that time.',
  location: 'City of the person.',
  country: 'Country of the person.',
  language: 'Preferred language of the person, as in the users table.',
  role: 'Job of the person.',
  segment:
    'How the person uses the assistant, as the simulator made them: power, habitual, occasional, lapsed, never.',
  tester: 'Whether the person tests the assistant: true or false.',
  platform:
    'Where the interaction took place. Of a conversation: of its interactions; none when it has none.',
  route: 'How the conversation was started.',
  domain: 'The conversation’s primary domain; none when it has none.',
  event: 'Kind of system event; none for conversations of people.',
  topic: 'Topic of the question it belongs to; none when there is no question, or it has no topic.',
  question_domain: 'Domain of the question it belongs to; none when there is no question.',
  plugin: 'Plugin that was called.',
  plugin_kind: 'native, or custom: made by the company.',
  form: 'Title of the form that was submitted; for in-chat ticket forms file_ticket.',
  resource_type: 'Type of the resource.',
  hour_of_week: 'Hour of the week, UTC: 0 is Monday 00:00, 167 Sunday 23:00.',
} as const

export type DimensionName = keyof typeof DIMENSIONS

export const dimensionNames = Object.keys(DIMENSIONS) as readonly DimensionName[]

/** The place of each dimension in a cut. */
export const SLOT = Object.fromEntries(dimensionNames.map((name, slot) => [name, slot])) as Readonly<
  Record<DimensionName, number>
>

/** For each dimension the number of its value, or `NOT_APPLICABLE`. */
export type Cut = number[]

export const NOT_APPLICABLE = -1

export function emptyCut(): Cut {
  return dimensionNames.map(() => NOT_APPLICABLE)
}

/** The values of all dimensions, numbered in the order in which they were met: counting is then an index, not a look-up. */
export class DimensionValues {
  private readonly numbers = dimensionNames.map(() => new Map<string | null, number>())
  private readonly texts = dimensionNames.map((): string[] => [])

  /** The number of a value; null is written `none`. */
  numberOf(slot: number, value: string | null): number {
    const numbers = this.numbers[slot] as Map<string | null, number>
    let number = numbers.get(value)
    if (number === undefined) {
      const texts = this.texts[slot] as string[]
      number = texts.push(value ?? 'none') - 1
      numbers.set(value, number)
    }
    return number
  }

  textOf(slot: number, number: number): string {
    return this.texts[slot]?.[number] ?? ''
  }
}

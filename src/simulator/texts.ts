import type { Random } from './random.ts'

/** `template` with every `{name}` replaced; names that are not given stay. */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.includes('{')
    ? template.replace(/\{(\w+)\}/g, (whole: string, name: string) => values[name] ?? whole)
    : template
}

/** A sentence the way people type it into a chat: sometimes all lower case, with a greeting, without the full stop. */
export function typed(random: Random, sentence: string): string {
  let text = sentence
  if (random.chance(0.25)) text = text.charAt(0).toLowerCase() + text.slice(1)
  if (random.chance(0.1)) text = text.replace(/[?.!]$/, '')
  if (random.chance(0.07)) text = `Hi, ${text.charAt(0).toLowerCase()}${text.slice(1)}`
  if (random.chance(0.06))
    text = `${text} ${random.pick(['thanks', 'please', 'asap 🙏', 'thx!', '– it’s urgent'])}`
  if (random.chance(0.04))
    text = `${text}\n\n${random.pick(['I already tried to restart.', 'My manager said I should ask you.', 'It worked until yesterday.', 'Same for my colleague next to me.'])}`
  // Copied from somewhere: controls, invisible marks, other line ends.
  if (random.chance(0.006)) text = random.pick(STRANGE)(text)
  return text
}

const STRANGE: readonly ((text: string) => string)[] = [
  text => `${text}\r\n\tcode\t0x80070005\r\n`,
  text => `\u001b[31m${text}\u001b[0m`,
  text => `${text}\u0007`,
  text => text.replaceAll(' ', '\u00a0'),
  text => `\u202e${text}\u202c`,
  text => `${text}\u2028\u200b"quoted" \\ and {"json": null}`,
]

/** A list as the assistant writes it: bullets or numbers. */
export function list(random: Random, items: readonly string[]): string {
  const numbered = random.chance(0.4)
  return items.map((item, i) => `${numbered ? `${i + 1}.` : '-'} ${item}`).join('\n')
}

/** `items` in an order of chance, at most `count` of them. */
export function some<T>(random: Random, items: readonly T[], count: number): T[] {
  const rest = [...items]
  const chosen: T[] = []
  while (chosen.length < count && rest.length > 0) chosen.push(...rest.splice(random.below(rest.length), 1))
  return chosen
}

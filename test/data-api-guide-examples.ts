/** A request in a guide, and the answer that it shows. */
export interface HttpExample {
  readonly title: string
  readonly words: readonly string[]
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  readonly answer: ShownAnswer
}

export interface ShownAnswer {
  readonly status: number
  /** Those of its headers that matter. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

/** A program in a guide, and what it prints where that is shown. */
export interface ProgramExample {
  readonly title: string
  readonly language: string
  readonly text: string
  readonly output: string | undefined
}

export type Example = HttpExample | ProgramExample

const FENCE = /^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm

/**
 * The examples of a guide, in their order: blocks of `http`, with the request, an empty line and a body where there is
 * one, and the answer from its `HTTP/1.1` on; and blocks of `js`, `python` and `sh`, each with what it prints in a block
 * of `text` right after it.
 */
export function examplesOf(guide: string): Example[] {
  const blocks = [...guide.matchAll(FENCE)]
  return blocks.flatMap(([, language = '', words = '', text = ''], i): Example[] => {
    if (language === 'http') return [httpExample(words.trim(), text)]
    if (!['js', 'python', 'sh'].includes(language)) return []
    const next = blocks[i + 1]
    const output = next?.[1] === 'text' ? next[3] : undefined
    return [{ title: `${language}: ${text.split('\n')[0]}`, language, text, output }]
  })
}

function httpExample(words: string, text: string): HttpExample {
  const [request, answer] = text.split(/^HTTP\/1\.1 /m)
  if (request === undefined || answer === undefined) throw new Error(`An example has no answer: ${text}`)
  const [head = '', ...body] = request.trim().split('\n\n')
  const [line = '', ...fields] = head.split('\n')
  const [, method = '', path = ''] = /^(\w+) (.*)$/.exec(line) ?? []
  const [shown = '', ...shownBody] = answer.trim().split('\n\n')
  const [status = '', ...shownFields] = shown.split('\n')
  return {
    title: line,
    words: words.split(/\s+/),
    method,
    path,
    headers: Object.fromEntries(fields.map(field)),
    body: body.length > 0 ? body.join('\n\n') : undefined,
    answer: {
      status: Number(status.slice(0, 3)),
      headers: shownFields.map(field),
      body: shownBody.join('\n\n'),
    },
  }
}

function field(line: string): [name: string, value: string] {
  const [, name = '', value = ''] = /^([\w-]+): (.*)$/.exec(line) ?? []
  if (name === '') throw new Error(`This is no header: ${line}`)
  return [name, value]
}

/**
 * What an answer has to match: the shown text, in which `…` stands for anything. White space that is not within quotes
 * does not count, so that a guide can break lines.
 */
export function shownPattern(shown: string): RegExp {
  const parts = squeezed(shown).split('…')
  return new RegExp(`^${parts.map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^]*?')}$`)
}

/** A text without its white space, but for that within quotes. */
export function squeezed(text: string): string {
  return text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, (_all, quoted: string | undefined) => quoted ?? '')
}

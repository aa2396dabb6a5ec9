import { isMap, LineCounter, type Node, parseDocument } from 'yaml'
import { z } from 'zod'

/** Raised for a file that is not there or is written wrongly: the message names the file, and the line of each mistake. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** YAML somebody wrote, checked part by part: every mistake is gathered with the line it stands in, and told at once. */
export class YamlText {
  readonly name: string
  /** What is wrong so far, each as `file:line: what`. */
  readonly problems: string[] = []
  readonly #document: ReturnType<typeof parseDocument>
  readonly #lines = new LineCounter()

  /** @param name the file's name, for messages */
  constructor(name: string, text: string) {
    this.name = name
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false })
    for (const { pos, message } of this.#document.errors)
      this.problems.push(`${name}:${this.#lines.linePos(pos[0]).line}: ${message}`)
  }

  /** The content, unchecked; an empty file is an empty map. */
  get value(): unknown {
    return this.problems.length > 0 ? {} : (this.#document.toJS() ?? {})
  }

  /**
   * Checks a part against a schema and notes what is wrong.
   *
   * @param at where the part stands
   * @param more names that may stand there beside those of the schema, for whoever misspelt one
   * @returns undefined when something is
   */
  check<Schema extends z.ZodType>(
    schema: Schema,
    value: unknown,
    at: readonly PropertyKey[] = [],
    more: readonly string[] = [],
  ): z.infer<Schema> | undefined {
    const read = schema.safeParse(value)
    if (read.success) return read.data
    for (const issue of read.error.issues) {
      const path = [...at, ...issue.path]
      if (issue.code !== 'unrecognized_keys') {
        this.note(path, issue.message)
        continue
      }
      const known = [...more, ...namesAt(schema, issue.path)]
      for (const key of issue.keys)
        this.problems.push(
          `${this.name}:${this.lineOf(path, key)}: there is no "${key}" here; there are ${known.join(', ')}`,
        )
    }
    return undefined
  }

  /** Notes that something is wrong with what stands at a path. */
  note(path: readonly PropertyKey[], message: string): void {
    this.problems.push(
      `${this.name}:${this.lineOf(path)}: ${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`,
    )
  }

  /** Where something stands, or what it would have stood in. */
  lineOf(path: readonly PropertyKey[], key?: string): number {
    for (let length = path.length; length >= 0; length--) {
      const node = this.#document.getIn(path.slice(0, length), true) as Node | undefined
      const pair =
        length === path.length && key !== undefined && isMap(node)
          ? node.items.find(item => String(item.key) === key)
          : undefined
      const at = (pair?.key as Node | undefined)?.range?.[0] ?? node?.range?.[0]
      if (at !== undefined) return this.#lines.linePos(at).line
    }
    return 1
  }
}

/** The names that a schema knows in the object at a path. */
function namesAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let here: unknown = schema
  for (const step of [...path, undefined]) {
    while (here instanceof z.ZodOptional || here instanceof z.ZodDefault || here instanceof z.ZodNullable)
      here = here.unwrap()
    if (step === undefined) break
    if (here instanceof z.ZodObject) here = here.shape[String(step)]
    else if (here instanceof z.ZodArray) here = here.element
    else if (here instanceof z.ZodRecord) here = here.valueType
    else return []
  }
  return here instanceof z.ZodObject ? Object.keys(here.shape) : []
}

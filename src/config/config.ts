import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { ConfigError, YamlText } from './yaml-text.ts'

/** Where `debrief.yaml` is looked for when nobody says where it is. */
const CONFIG_FILE = 'debrief.yaml'

/**
 * What may stand in `debrief.yaml`, and whose it is. A part is checked by what uses it, so that this file knows no more of it
 * than its name.
 */
const SECTIONS = [
  // How numbers are counted
  'time_zone',
  'minimum_group',
  'parameters',
  'exclude',
  'business_hours',
  'metrics',
  // What is synced, when, and who is told
  'sources',
  'schedules',
  'notify',
  'mail',
  // What people see
  'dashboards',
  'annotations',
  'warm_up',
  'sign_in',
] as const

export type Section = (typeof SECTIONS)[number]

/** A company’s `debrief.yaml`: settings that are kept in a file, under version control. */
export class Config {
  readonly #text: YamlText
  readonly #value: Record<string, unknown>
  /** The folder that relative paths in it start from. */
  readonly folder: string

  private constructor(name: string, text: string) {
    this.#text = new YamlText(name, text)
    this.folder = dirname(resolve(name))
    const known = z.strictObject(Object.fromEntries(SECTIONS.map(name => [name, z.unknown().optional()])))
    this.#value = this.#text.check(known, this.#text.value) ?? {}
    this.#throwIfWrong()
  }

  /**
   * Reads `debrief.yaml`. Without a path, the one in the current folder, if there is one.
   *
   * @throws ConfigError when it cannot be read, is no YAML, or has a part that there is not
   */
  static read(path?: string): Config {
    const name = path ?? CONFIG_FILE
    if (path === undefined && !existsSync(name)) return Config.parse(name, '')
    let text: string
    try {
      text = readFileSync(name, 'utf8')
    } catch (error) {
      throw new ConfigError(`${name} cannot be read: ${error instanceof Error ? error.message : error}`)
    }
    return Config.parse(name, text)
  }

  /** As `read`, of a text; `name` is the file’s. */
  static parse(name: string, text: string): Config {
    return new Config(name, text)
  }

  /**
   * The parts that a schema names, checked by it.
   *
   * @param verify notes what the schema cannot see: `note(path, message)`
   * @throws ConfigError that lists everything wrong with them, each with its line
   */
  sections<Shape extends { readonly [name in Section]?: z.ZodType }>(
    shape: Shape,
    verify: (
      value: z.infer<z.ZodObject<Shape>>,
      note: (path: readonly PropertyKey[], message: string) => void,
    ) => void = () => {},
  ): z.infer<z.ZodObject<Shape>> {
    const given = Object.fromEntries(
      Object.keys(shape).flatMap(name => (name in this.#value ? [[name, this.#value[name]]] : [])),
    )
    const value = this.#text.check(z.object(shape), given)
    if (value !== undefined) verify(value, (path, message) => this.#text.note(path, message))
    this.#throwIfWrong()
    return value!
  }

  #throwIfWrong(): void {
    const problems = this.#text.problems.splice(0)
    if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  }
}

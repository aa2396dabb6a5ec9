import type { Config } from '../config/config.ts'
import type { Engine } from '../store/engine.ts'
import { type KnownSource, knownSources } from '../sync/configured-sources.ts'
import { UsageError } from './output.ts'

export const isUrl = (text: string): boolean => /^https?:/i.test(text)

/** @throws UsageError when there is no source of that name, in the file or in the store */
export async function sourceNamed(engine: Engine, config: Config, name: string): Promise<KnownSource> {
  const source = (await knownSources(engine, config)).find(one => one.name === name)
  if (source) return source
  throw new UsageError(`There is no source "${name}". There are: debrief source list`)
}

/** What people call the source at an address: its name, where it has one. */
export async function sourceNames(engine: Engine, config: Config): Promise<(url: string) => string> {
  const names = new Map((await knownSources(engine, config)).map(({ name, url }) => [url, name]))
  return url => names.get(url) ?? url
}

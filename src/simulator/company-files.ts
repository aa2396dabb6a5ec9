import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { EntityName } from '../schema/entities.ts'
import { entityNames } from '../schema/entities.ts'
import { dayText } from './instants.ts'
import { peopleCsv } from './people-csv.ts'
import type { Resource } from './resource.ts'
import type { Run, Step } from './simulation.ts'
import type { Sink } from './sink.ts'
import { truthBeginning, truthDayText, truthEnd } from './truth/truth-text.ts'

const BUFFER_BYTES = 1024 * 1024

/** A file that is written in large pieces. */
class LineFile {
  private readonly descriptor: number
  private readonly buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES)
  private filled = 0

  constructor(path: string) {
    this.descriptor = openSync(path, 'w')
  }

  write(text: string): void {
    // UTF-8 needs at most three bytes for each unit of UTF-16.
    if (this.filled + text.length * 3 > BUFFER_BYTES) this.flush()
    if (text.length * 3 > BUFFER_BYTES) writeSync(this.descriptor, text)
    else this.filled += this.buffer.write(text, this.filled)
  }

  bytes(encoded: Uint8Array): void {
    if (this.filled + encoded.length > BUFFER_BYTES) this.flush()
    this.buffer.set(encoded, this.filled)
    this.filled += encoded.length
  }

  line(text: string): void {
    this.write(text)
    this.write('\n')
  }

  close(): void {
    this.flush()
    closeSync(this.descriptor)
  }

  private flush(): void {
    for (let at = 0; at < this.filled; ) at += writeSync(this.descriptor, this.buffer, at, this.filled - at)
    this.filled = 0
  }
}

/**
 * A folder with a company in it: a file of records for each entity (`users.ndjson` …), one record a line in the order in which
 * they were made; `outcomes.ndjson`, `people.csv` and `truth.json`. What is there under these names is replaced.
 */
export class CompanyFiles implements Sink {
  readonly versions: { [entity in EntityName]: number }
  private readonly directory: string
  private readonly files: { readonly [entity in EntityName]: LineFile }
  private readonly outcomes: LineFile
  private readonly truth: LineFile
  private run: Run | undefined
  private days = 0
  private readonly details = new WeakMap<Resource, Uint8Array>()

  constructor(directory: string) {
    mkdirSync(directory, { recursive: true })
    const byEntity = <T>(make: (name: EntityName) => T) =>
      Object.fromEntries(entityNames.map(name => [name, make(name)])) as { [entity in EntityName]: T }
    this.directory = directory
    this.versions = byEntity(() => 0)
    this.files = byEntity(name => new LineFile(join(directory, `${name}.ndjson`)))
    this.outcomes = new LineFile(join(directory, 'outcomes.ndjson'))
    this.truth = new LineFile(join(directory, 'truth.json'))
  }

  /** Writes what is known of the company before it begins. Once, before any other call. */
  begin(run: Run): void {
    this.run = run
    this.truth.write(truthBeginning(run.plan))
    this.people('people.csv')
  }

  record(entity: EntityName, text: string): void {
    this.versions[entity]++
    this.files[entity].line(text)
  }

  resource(before: string, resource: Resource, after: string): void {
    this.versions['plugin-resources']++
    const file = this.files['plugin-resources']
    file.write(before)
    file.bytes(this.encoded(resource))
    file.line(after)
  }

  outcome(text: string): void {
    this.outcomes.line(text)
  }

  /** A day is over: what became certain by it is written. When people moved on it, the HR system exports them once more. */
  endDay({ day, hasMoved }: Step): void {
    if (hasMoved) this.people(`people-${dayText(day)}.csv`)
    for (const day of this.run?.finishedDays() ?? []) this.truth.write(truthDayText(day, this.days++ === 0))
  }

  /** The detail of a resource in UTF-8. Of articles and files the same is needed again and again. */
  private encoded(resource: Resource): Uint8Array {
    let bytes = this.details.get(resource)
    if (bytes === undefined) {
      bytes = Buffer.from(resource.detailText)
      this.details.set(resource, bytes)
    }
    return bytes
  }

  /** The people as they are now, as the HR system would export them. */
  private people(name: string): void {
    writeFileSync(join(this.directory, name), peopleCsv(this.run?.company.people ?? []))
  }

  end(): void {
    if (this.run !== undefined) this.truth.write(truthEnd(this.run.summary(), this.versions))
    for (const file of [...Object.values(this.files), this.outcomes, this.truth]) file.close()
  }
}

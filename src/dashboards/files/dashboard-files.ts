import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Metric } from '../../metrics/definition.ts'
import { ENDINGS, type FoundDashboards, filesIn, gathered, readDashboardFile } from './dashboard-file.ts'
import { type ReadDashboard, readDashboard } from './read-dashboard.ts'

const SHIPPED = fileURLToPath(new URL('../../../dashboards/', import.meta.url))

/** The dashboards that come with Debrief, and those in a folder of the company’s own. */
export class DashboardFiles {
  readonly #library: ReadonlyMap<string, Metric>
  readonly #shipped: FoundDashboards
  /** The company’s own folder, if it has one. */
  readonly folder: string | undefined

  /** @param folder need not be there yet */
  constructor(library: ReadonlyMap<string, Metric>, folder?: string) {
    this.#library = library
    this.folder = folder
    this.#shipped = this.#readFolder(SHIPPED, () => false)
  }

  /**
   * Reads them. A file of one’s own with the name of one of ours takes its place; files that are wrong are left out. The folder is
   * read anew each time, so that what somebody saves is there.
   */
  all(): FoundDashboards {
    const shipped = new Set(this.#shipped.dashboards.map(({ id }) => id))
    const own: FoundDashboards =
      this.folder === undefined || !existsSync(this.folder)
        ? { dashboards: [], problems: [] }
        : this.#readFolder(this.folder, id => !shipped.has(id))
    const found = new Map([...this.#shipped.dashboards, ...own.dashboards].map(each => [each.id, each]))
    return {
      dashboards: [...found.values()].sort(
        (a, b) => a.order - b.order || a.title.localeCompare(b.title, 'en'),
      ),
      problems: [...this.#shipped.problems, ...own.problems],
    }
  }

  /** Reads a text as if it were the file of a dashboard of one’s own. */
  check(id: string, text: string): ReadDashboard {
    return readDashboard(`${id}.yaml`, text, { id, own: true, library: this.#library })
  }

  /** Whether the company has a file of this name. */
  hasOwn(id: string): boolean {
    return this.#ownFile(id) !== undefined
  }

  /** Writes a file into the company’s own folder, wholly or not at all. */
  save(id: string, text: string): void {
    const folder = this.folder!
    mkdirSync(folder, { recursive: true })
    const file = this.#ownFile(id) ?? join(folder, `${id}.yaml`)
    const unfinished = `${file}.${process.pid}.tmp`
    writeFileSync(unfinished, text.endsWith('\n') ? text : `${text}\n`)
    renameSync(unfinished, file)
  }

  /** Removes a file of the company’s own. @returns false when there is none of this name */
  remove(id: string): boolean {
    const file = this.#ownFile(id)
    if (file === undefined) return false
    rmSync(file)
    return true
  }

  #ownFile(id: string): string | undefined {
    if (this.folder === undefined) return undefined
    return ENDINGS.map(ending => join(this.folder!, id + ending)).find(existsSync)
  }

  #readFolder(folder: string, own: (id: string) => boolean): FoundDashboards {
    return gathered(
      filesIn(folder).map(file =>
        readDashboardFile(join(folder, file), `${basename(folder)}/${file}`, { own, library: this.#library }),
      ),
    )
  }
}

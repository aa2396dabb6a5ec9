/** What became of generated queries, counted. */
export class Tally {
  queries = 0
  readonly outcomes: { [outcome: string]: number } = {}
  /** How many queries had an option, aliases as `@`. */
  readonly options: { [option: string]: number } = {}
  readonly slowest = { milliseconds: 0, seed: 0 }
  readonly failures: string[] = []
  private readonly began = performance.now()

  /** Runs one query and counts what comes of it; what it throws is a failure. */
  async count(
    seed: number,
    options: readonly (readonly [string, string])[],
    run: () => Promise<string>,
  ): Promise<void> {
    const began = performance.now()
    this.queries++
    const names = options.map(([name]) => (name.startsWith('@') ? '@' : name.replace('$', '').toLowerCase()))
    for (const name of new Set(names)) add(this.options, name)
    try {
      add(this.outcomes, await run())
    } catch (error) {
      this.fail([`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`])
    }
    const milliseconds = Math.round(performance.now() - began)
    if (milliseconds > this.slowest.milliseconds) Object.assign(this.slowest, { milliseconds, seed })
  }

  fail(failures: readonly string[]): void {
    this.failures.push(...failures)
    // A long run need not end before one knows.
    for (const failure of failures) console.error(failure)
  }

  get figures() {
    const { queries, outcomes, options, slowest, failures } = this
    const seconds = Math.round((performance.now() - this.began) / 1000)
    return { queries, seconds, failures: failures.length, outcomes, options, slowest }
  }
}

function add(counts: { [name: string]: number }, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1
}

import { count, type Output } from './output.ts'

/** One line that says how far a piece of work is: done, rate, and how long the rest will take where the total is known. */
export class Progress {
  readonly #output: Output
  readonly #label: string
  readonly #unit: string
  readonly #now: () => number
  readonly #begun: number

  constructor(output: Output, label: string, unit: string, now: () => number = Date.now) {
    this.#output = output
    this.#label = label
    this.#unit = unit
    this.#now = now
    this.#begun = now()
  }

  show(done: number, total?: number): void {
    this.#output.progress(
      `${this.#label}  ${progressText(done, total, (this.#now() - this.#begun) / 1000, this.#unit)}`,
    )
  }
}

/** `20,000 of 100,000 records (20 %), 10,000/s, 8 s left`. Rates and times are left out until they mean something. */
export function progressText(done: number, total: number | undefined, seconds: number, unit: string): string {
  const parts = [
    total
      ? `${count(done)} of ${count(total)} ${unit} (${Math.floor((100 * done) / total)} %)`
      : `${count(done)} ${unit}`,
  ]
  if (seconds >= 0.5 && done > 0) {
    const rate = done / seconds
    parts.push(`${count(Math.round(rate))}/s`)
    if (total && total > done) parts.push(`${timeText((total - done) / rate)} left`)
  }
  return parts.join(', ')
}

function timeText(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`
  return `${(seconds / 3600).toFixed(1)} h`
}

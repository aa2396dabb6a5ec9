import { type FormEvent, useState } from 'react'
import { ApiError } from '../api/client.ts'

/** Something that is sent when a form is: whether it is under way, and what went wrong. */
export interface Sending {
  readonly busy: boolean
  readonly problem: string | null
  /** Runs the work; true when it went well. */
  run(work: () => Promise<unknown>): Promise<boolean>
  /** The same, for a form. */
  onSubmit(work: () => Promise<unknown>): (event: FormEvent) => void
}

export function useSending(): Sending {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true)
    // Cleared first: the same words again are announced again.
    setProblem(null)
    try {
      await work()
      return true
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setProblem(error.message)
      return false
    } finally {
      setBusy(false)
    }
  }
  return {
    busy,
    problem,
    run,
    onSubmit: work => event => {
      event.preventDefault()
      if (!busy) void run(work)
    },
  }
}

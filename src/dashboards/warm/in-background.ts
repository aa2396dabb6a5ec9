import type { Engine, Settings } from '../../store/engine.ts'

/**
 * One thread leaves the others to whoever asks. (A lower priority for the threads of a statement, `os_thread_priority`, stays with some
 * of them when it is over.) What takes a while by all of them takes longer so.
 */
const BACKGROUND: Settings = { max_threads: 1, max_execution_time: 300 }

/**
 * An engine for work that nobody waits for: statements run one after another, each by one thread, and each begins only when it may.
 *
 * @param turn resolves when a statement may begin; throws when none is to begin any more
 */
export function inBackground(engine: Engine, turn: () => Promise<void>): Engine {
  let line: Promise<unknown> = Promise.resolve()
  const afterOthers = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = line.then(async () => {
      await turn()
      return work()
    })
    line = mine.catch(() => {})
    return mine
  }
  return {
    run: statement =>
      afterOthers(() => engine.run({ ...statement, settings: { ...statement.settings, ...BACKGROUND } })),
    insert: payload => afterOthers(() => engine.insert(payload)),
    session: work => afterOthers(() => engine.session(work)),
    close: async () => {},
  }
}

import type { Engine, Session } from '../../src/store/engine.ts'

/** What a dead process does not do any more. */
class Killed extends Error {
  override name = 'Killed'
}

/**
 * An engine whose client dies after so many statements, as by kill -9: the last of them may have been done or not, and from
 * then on nothing reaches the engine, whatever the client still tries.
 */
export function mortal(
  engine: Engine,
  statements: number,
): { readonly engine: Engine; readonly death: Promise<never>; readonly isDead: () => boolean } {
  let left = statements
  let dead = false
  let die: (error: Error) => void = () => {}
  const death = new Promise<never>((_, reject) => {
    die = reject
  })
  death.catch(() => {})
  const pass = async <T>(work: () => Promise<T>): Promise<T> => {
    if (dead) throw new Killed('The process is dead.')
    const last = --left <= 0
    const before = last && statements % 2 === 0
    if (last) dead = true
    try {
      if (before) throw new Killed('The process died.')
      const done = await work()
      if (last) throw new Killed('The process died.')
      return done
    } finally {
      if (last) die(new Killed('The process died.'))
    }
  }
  const wrap = (session: Session): Session => ({
    run: statement => pass(() => session.run(statement)),
    insert: payload => pass(() => session.insert(payload)),
  })
  return {
    engine: {
      ...wrap(engine),
      session: work => engine.session(session => work(wrap(session))),
      close: async () => {},
    },
    death,
    isDead: () => dead,
  }
}

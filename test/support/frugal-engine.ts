import type { Engine, Session, Settings } from '../../src/store/engine.ts'

/** For tables of some hundred rows threads and compiled expressions cost more than they save. */
const FRUGAL: Settings = { max_threads: 1, compile_expressions: 0, compile_aggregate_expressions: 0 }

/** An engine that spends less on statements over little data, for tests that run very many of them. */
export function frugal(engine: Engine): Engine {
  const wrap = (session: Session): Session => ({
    run: statement => session.run({ ...statement, settings: { ...FRUGAL, ...statement.settings } }),
    insert: payload => session.insert(payload),
  })
  return {
    ...wrap(engine),
    session: work => engine.session(session => work(wrap(session))),
    close: () => engine.close(),
  }
}

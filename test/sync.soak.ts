import { expect, test } from 'vitest'
import { syncUnderKills } from './support/kill-sync.ts'

const INTERACTIONS = Number(process.env.SOAK_INTERACTIONS ?? 1_000_000)
const KILLS = Number(process.env.SOAK_KILLS ?? 12)

test(`a sync of ${INTERACTIONS} interactions and what belongs to them, killed ${KILLS} times`, async () => {
  // Spread over the whole way, each a little beside its place.
  const pages = (INTERACTIONS * 2.9) / 1000
  const kills = Array.from({ length: KILLS }, (_, i) =>
    Math.max(1, Math.round(((i + Math.random()) / KILLS) * pages)),
  )
  const figures = await syncUnderKills(INTERACTIONS, kills)
  expect(figures.kills).toBe(KILLS)
  console.log({
    ...figures,
    killedAtPage: kills,
    recordsPerSecond: Math.round(figures.records / figures.syncSeconds),
  })
})

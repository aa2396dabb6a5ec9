import type { Paths } from './paths.ts'
import { pathsOfItem, pathsOfSet } from './paths.ts'
import type { Scalar, ScalarType } from './scalars.ts'
import type { World } from './world.ts'

type Pool = ReadonlyMap<ScalarType, readonly NonNullable<Scalar>[]>

const known = new WeakMap<World, Pool>()

/** Values beside those of the records, at the edges of what is allowed. */
const edges: { readonly [type in ScalarType]: readonly NonNullable<Scalar>[] } = {
  binary: ['', 'Zg'],
  boolean: [true, false],
  date: [0n, 19_782n, -165n],
  decimal: [0, 5, 19.9, -0.01],
  double: [0, 0.5, 2.5, -2.5, 0.1, 1e3, 1.5e-7, Infinity, -Infinity],
  duration: [0n, 1n, 86_400_000_000n, -500_000n, 3_661_000_001n],
  enum: [],
  guid: ['00000000-0000-0000-0000-000000000000'],
  instant: [
    0n,
    1_709_294_400_500_000_000n,
    1_709_294_400_500_001_000n,
    -1_000_000n,
    1_704_067_200_000_100_000n,
  ],
  integer: [0n, 1n, -1n, 2n, 3n, 7n, 42n, 2_147_483_648n, 9_007_199_254_740_994n],
  string: ['', 'Qq', "'", "''Qq'", '\\', '%', '_', '"', '{p0:String}', "Qq' OR 1=1 --", '\0Qq', '\t\n', 'Ä'],
  time: [0n, 45_000_000_000n, 86_399_999_999n],
}

/** What literals are made of: the values of the records and some beside. */
export function vocabulary(world: World): Pool {
  const found = known.get(world)
  if (found) return found
  const values = new Map<ScalarType, Set<NonNullable<Scalar>>>()
  for (const [type, list] of Object.entries(edges)) values.set(type as ScalarType, new Set(list))
  const collect = (paths: Paths, from: unknown) => {
    for (const path of paths.scalars) {
      const value = path.read(from)
      if (value !== null && path.type !== 'enum') values.get(path.type)!.add(value)
    }
    for (const list of paths.lists)
      for (const item of list.read(from) ?? []) collect(pathsOfItem(list.element), item)
  }
  for (const set of world.service.sets.keys())
    for (const entity of world.entities(set)) collect(pathsOfSet(world, set, 0), entity)
  const pool: Pool = new Map([...values].map(([type, set]) => [type, [...set]]))
  known.set(world, pool)
  return pool
}

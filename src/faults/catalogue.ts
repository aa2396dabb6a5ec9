import { batchStamps } from './data/batch-stamps.ts'
import { changingRows } from './data/changing-rows.ts'
import { heldBackDays } from './data/held-back-days.ts'
import { lateRows } from './data/late-rows.ts'
import { movingHorizon } from './data/moving-horizon.ts'
import { newAttributes } from './data/new-attributes.ts'
import { newTypes } from './data/new-types.ts'
import { staggeredEntities } from './data/staggered-entities.ts'
import { vanishingRows } from './data/vanishing-rows.ts'
import type { Fault } from './fault.ts'
import { brokenRecords } from './transport/broken-records.ts'
import { clockSkew } from './transport/clock-skew.ts'
import { countIgnored } from './transport/count-ignored.ts'
import { cutConnection } from './transport/cut-connection.ts'
import { emptyPage } from './transport/empty-page.ts'
import { expiringLinks } from './transport/expiring-links.ts'
import { forbiddenEntity } from './transport/forbidden-entity.ts'
import { linkSpelling } from './transport/link-spelling.ts'
import { malformedJson } from './transport/malformed-json.ts'
import { pageSize } from './transport/page-size.ts'
import { repeatedPage } from './transport/repeated-page.ts'
import { serverError } from './transport/server-error.ts'
import { shortTokens } from './transport/short-tokens.ts'
import { skipByPosition } from './transport/skip-by-position.ts'
import { slowBytes } from './transport/slow-bytes.ts'
import { stall } from './transport/stall.ts'
import { tooManyRequests } from './transport/too-many-requests.ts'
import { topTruncates } from './transport/top-truncates.ts'
import { truncatedJson } from './transport/truncated-json.ts'
import { unauthorized } from './transport/unauthorized.ts'
import { wrongContentType } from './transport/wrong-content-type.ts'
import { wrongCount } from './transport/wrong-count.ts'
import { wrongGzip } from './transport/wrong-gzip.ts'

/** Every fault there is: first what goes wrong on the way, then what the source itself does. */
export const faults: readonly Fault[] = [
  tooManyRequests,
  serverError,
  stall,
  slowBytes,
  cutConnection,
  truncatedJson,
  malformedJson,
  wrongContentType,
  wrongGzip,
  repeatedPage,
  emptyPage,
  linkSpelling,
  pageSize,
  topTruncates,
  skipByPosition,
  countIgnored,
  wrongCount,
  expiringLinks,
  shortTokens,
  unauthorized,
  forbiddenEntity,
  clockSkew,
  brokenRecords,
  lateRows,
  heldBackDays,
  staggeredEntities,
  batchStamps,
  changingRows,
  vanishingRows,
  movingHorizon,
  newAttributes,
  newTypes,
]

const byName: ReadonlyMap<string, Fault> = new Map(faults.map(fault => [fault.name, fault]))

/** The fault that plans call `name`; undefined when there is none. */
export function findFault(name: string): Fault | undefined {
  return byName.get(name)
}

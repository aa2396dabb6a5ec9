// Imports new conversations into a store without end, by the built program. Prints after each batch how many are stored.
// usage: node endless-import.mjs <store directory> <number of the first record>
import { importRecords } from '../../dist/ingest/import-records.js'
import { findEntity } from '../../dist/schema/entities.js'
import { parseStoreLocation } from '../../dist/store/location.js'
import { openStore } from '../../dist/store/open-store.js'

const [place, first] = process.argv.slice(2)
const store = await openStore(parseStoreLocation(place))

async function* records() {
  for (let n = Number(first); ; n++)
    yield Buffer.from(
      `{"created_time":"2026-08-01T16:45:27.511Z","detail":{"content":"${'x'.repeat(4000)}"},"id":"c${n}",` +
        `"last_updated_time":"2026-08-02T06:02:51.061Z","primary_domain":"IT","route":"DM","type":null,"user_id":"1"}\n`,
    )
}

const progress = counts => process.stdout.write(`${Number(first) + counts.new}\n`)
await importRecords(store.engine, findEntity('conversations'), records(), { progress })

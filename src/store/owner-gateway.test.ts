import { join } from 'node:path'
import { expect, test } from 'vitest'
import { afterThisTest, temporaryDirectory } from '../../test/support/temporary.ts'
import { EmbeddedDirectory } from './embedded-engine.ts'
import { rows } from './engine.ts'
import { openOwnerGateway } from './owner-gateway.ts'
import { openServerEngine } from './server-engine.ts'

test('parameters of many values reach the process that holds a directory', async () => {
  const directory = await EmbeddedDirectory.open(temporaryDirectory())
  afterThisTest(() => directory.close())
  await directory.database('debrief')
  const socketPath = join(temporaryDirectory(), 'socket')
  const gateway = await openOwnerGateway(directory, socketPath)
  afterThisTest(() => gateway.close())
  const engine = await openServerEngine({
    url: 'http://owner',
    username: 'default',
    password: '',
    database: 'debrief',
    socketPath,
  })
  afterThisTest(() => engine.close())
  const ids = Array.from({ length: 5_000 }, (_, n) => `record-${n}`)
  const found = await rows(engine, {
    sql: 'SELECT length({ids:Array(String)}) AS ids, {ids:Array(String)}[5000] AS last',
    params: { ids },
  })
  expect(found).toEqual([{ ids: 5_000, last: 'record-4999' }])
})

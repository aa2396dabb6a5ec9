import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { Command } from 'commander'
import colors from 'picocolors'
import { createKey, listKeys, revokeKey } from '../api/credentials/keys.ts'
import { RecordSplitter } from '../ingest/record-splitter.ts'
import { importPeople } from '../people/import-people.ts'
import { entities } from '../schema/entities.ts'
import { type CompanyPlan, companyPeople, samplePlan, simulateCompany } from '../simulator/index.ts'
import { parseStoreLocation, type StoreLocation } from '../store/location.ts'
import { openStore, type Store } from '../store/open-store.ts'
import { upsert } from '../store/upsert.ts'
import { type StoreOptions, withStore } from './options.ts'
import { CommandError, type Output, UsageError } from './output.ts'
import { Progress } from './progress.ts'
import { describeFirstLink, portNumber } from './serve.ts'
import { printReport, syncWithProgress } from './source-sync.ts'
import { type Running, startServer } from './start-server.ts'
import { untilStopped } from './until-stopped.ts'

const EXAMPLES = `
Examples:
  debrief demo
  debrief demo --store /tmp/debrief --port 0 --json     one line says where everything is, and the key

What it does: fills the database "source" with a made-up company (the first time), serves the Data API on it, syncs it over
HTTP into the database "debrief", and serves the dashboard on that. Ctrl-C ends it; the next start goes on with the same data.`

const DEMO_KEY = 'demo'

export function demoCommand(output: Output): Command {
  return withStore(
    new Command('demo')
      .description('try everything on a sample company: source, Data API, sync, dashboard')
      .option(
        '--port <number>',
        'port of the dashboard; the source gets the next one; 0 for any',
        portNumber,
        8080,
      ),
  )
    .addHelpText('after', EXAMPLES)
    .action(async (options: StoreOptions & { port: number }) => {
      const location = parseStoreLocation(options.store)
      if (location.kind !== 'directory') throw new UsageError('The demo needs a directory: --store ./data')
      const open: { close(): Promise<void> }[] = []
      try {
        const source = await openStore({ ...location, database: 'source' })
        open.push(source)
        const company = await fill(source, location, output)
        const sourceServer = await serveOn(source, options.port === 0 ? 0 : options.port + 1, output)
        open.push(sourceServer)
        const key = await demoKey(source)

        output.note(`\n${colors.bold('Sync')} ${sourceServer.api} → database ${location.database}`)
        const debrief = await openStore(location)
        open.push(debrief)
        const report = await syncWithProgress(debrief.engine, output, {
          url: sourceServer.api,
          credential: { kind: 'key', key },
          settings: {},
          entities,
        })
        printReport(report, text => output.note(text))
        if (report.state !== 'complete')
          output.fail(new CommandError('The sync is not complete; start again to go on.'))
        // What the HR system knows comes by another way than records do.
        await importPeople(debrief.engine, Readable.from([companyPeople(company)]))

        const server = await serveOn(debrief, options.port, output)
        open.push(server)
        if (options.json) output.json({ api: sourceServer.api, web: server.web, key })
        else announce(output, sourceServer, server, key, await server.firstLink())
        await untilStopped()
        output.note('Stopping.')
      } finally {
        for (const each of open.reverse()) await each.close()
      }
    })
}

function announce(output: Output, source: Running, server: Running, key: string, firstLink?: string): void {
  output.print(`
${colors.bold('Data API')}   ${source.api}
           curl -H "Authorization: Bearer ${key}" "${source.api}/interactions?\\$top=2"
${colors.bold('Dashboard')}  ${colors.cyan(server.web)}
${firstLink ? `${describeFirstLink(firstLink)}\n` : ''}
Ctrl-C stops it. The data stays; the key is made anew at every start.`)
}

/** Serves on `port`, or on any that is free when somebody else has it. */
async function serveOn(store: Store, port: number, output: Output): Promise<Running> {
  try {
    return await startServer(store, { host: '127.0.0.1', port })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    output.note(`Port ${port} is taken; another one is used.`)
    return startServer(store, { host: '127.0.0.1', port: 0 })
  }
}

/** The key of earlier starts cannot be shown again, so each start makes its own and revokes the last one's. */
async function demoKey({ engine }: Store): Promise<string> {
  for (const old of await listKeys(engine))
    if (old.name === DEMO_KEY && old.revoked_time === null) await revokeKey(engine, old.id)
  return (await createKey(engine, DEMO_KEY, ['all'])).key
}

/** Fills the source with the sample company, once, and tells which. Cut off, it is filled again with the same records. */
async function fill(
  { engine }: Store,
  { directory }: Extract<StoreLocation, { kind: 'directory' }>,
  output: Output,
): Promise<CompanyPlan> {
  const note = join(directory, 'sample.json')
  const known = existsSync(note)
    ? (JSON.parse(readFileSync(note, 'utf8')) as CompanyPlan & { filled: boolean })
    : undefined
  if (known?.filled) return known
  const plan = known ?? samplePlan(new Date().toISOString().slice(0, 10))
  writeFileSync(note, JSON.stringify({ ...plan, filled: false }))
  output.note(
    `${colors.bold('Sample company')} ${plan.people} people, ${plan.days} days from ${plan.start} → database source`,
  )
  const progress = new Progress(output, 'sample', 'days')
  const gathered = new Map(entities.map(entity => [entity, new RecordSplitter()]))
  let days = 0
  for (const load of simulateCompany(plan)) {
    days++
    for (const entity of entities) {
      const splitter = gathered.get(entity)!
      for (const record of load[entity.name]) splitter.push(Buffer.from(record))
      if (splitter.pending > 8 * 1024 * 1024 || days === plan.days)
        await upsert(engine, entity, splitter.take())
    }
    progress.show(days, plan.days)
  }
  writeFileSync(note, JSON.stringify({ ...plan, filled: true }))
  return plan
}

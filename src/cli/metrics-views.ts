import { Command } from 'commander'
import { metrics } from '../metrics/library.ts'
import { makeViews } from '../metrics/make-views.ts'
import { readSettings } from '../metrics/settings.ts'
import { allViews } from '../metrics/views.ts'
import { type StoreOptions, usingStore, withStore } from './options.ts'
import type { Output } from './output.ts'

const EXAMPLES = `
Examples:
  debrief metrics views --store http://user:password@host:8123/debrief
  debrief metrics views --config ./debrief.yaml
  debrief metrics views --drop

Every metric is a view then, for what reads the store by SQL: metric_conversations(from='2026-08-01', to='2026-09-01'),
metric_conversations_daily and metric_conversations_rows, and facts are fact_turns, fact_calls, fact_conversations, fact_resources,
fact_uses, fact_articles, fact_forms and fact_people.
Run it again when metrics or debrief.yaml change: it makes what is new or changed, and drops what is gone. The views read facts as
they were last brought up to date: by debrief facts refresh, or by whoever asked a metric. See docs/sql.md.`

export function viewsCommand(output: Output): Command {
  return withStore(
    new Command('views')
      .description('make every metric a view of the store, for tools that read it by SQL')
      .option('--drop', 'drop the views instead')
      .option('--config <file>', 'debrief.yaml, when it is elsewhere'),
  )
    .addHelpText('after', EXAMPLES)
    .action(async (options: StoreOptions & { drop?: boolean; config?: string }) => {
      const settings = readSettings(options.config)
      const wanted = options.drop ? [] : allViews(metrics(settings.metrics), settings)
      const done = await usingStore(options, ({ engine }) => makeViews(engine, wanted))
      if (options.json) output.json(done)
      else
        output.print(`${done.made.length} made, ${done.unchanged} unchanged, ${done.dropped.length} dropped`)
    })
}

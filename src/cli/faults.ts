import { Command } from 'commander'
import { z } from 'zod'
import { type Fault, faults, loadPlan, shippedPlans } from '../faults/index.ts'
import { type Output, table } from './output.ts'

const EXAMPLES = `
Examples:
  debrief faults
  debrief faults --json        one JSON object, with the plans, the faults, and their parameters

How a server follows a plan: debrief serve --help. How to write one: docs/faults.md`

export function faultsCommand(output: Output): Command {
  return new Command('faults')
    .description('list the ways in which debrief serve --faults can misbehave')
    .option('--json', 'print the result as one line of JSON')
    .addHelpText('after', EXAMPLES)
    .action((options: { json?: boolean }) => {
      const plans = shippedPlans().map(name => ({ plan: name, about: loadPlan(name).about }))
      if (options.json) return output.json({ plans, faults: faults.map(describeFault) })
      output.print(
        table(
          ['fault', 'what happens', 'parameters'],
          faults.map(fault => [
            fault.name,
            fault.meaning,
            parametersOf(fault).map(describeParameter).join(', '),
          ]),
        ),
      )
      const mixed = plans.filter(({ plan }) => !faults.some(fault => fault.name === plan))
      output.print('')
      output.print(
        table(
          ['plan', 'what it is'],
          [...mixed.map(({ plan, about }) => [plan, about]), ['<fault>', 'each fault alone, by its name']],
        ),
      )
    })
}

interface Parameter {
  readonly name: string
  readonly meaning: string
  readonly default: unknown
}

/** A fault as `debrief faults --json` and the guide describe it. */
function describeFault(fault: Fault) {
  const { name, meaning, layer, share } = fault
  return { fault: name, meaning, layer, share, parameters: parametersOf(fault) }
}

function parametersOf({ parameters }: Fault): Parameter[] {
  const { properties = {} } = z.toJSONSchema(z.object(parameters), { io: 'input', unrepresentable: 'any' })
  return Object.entries(properties).map(([name, schema]) => {
    const { description = '', default: value } = schema as { description?: string; default?: unknown }
    return { name, meaning: description, default: value }
  })
}

function describeParameter({ name, default: value }: Parameter): string {
  return value === undefined ? name : `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`
}

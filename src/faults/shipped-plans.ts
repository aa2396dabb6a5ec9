import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type FaultPlan, PlanError, readPlan } from './plan.ts'

/** Plans that come with Debrief: one for each fault alone, named after it, and mixed ones. */
const FOLDER = new URL('../../plans/', import.meta.url)

/** The names of the plans that come with Debrief. */
export function shippedPlans(): readonly string[] {
  return readdirSync(FOLDER)
    .filter(file => file.endsWith('.yaml'))
    .map(file => basename(file, '.yaml'))
    .sort()
}

/**
 * Reads a plan that comes with Debrief, by its name, or one in a file.
 *
 * @throws PlanError when there is none, or it is written wrongly
 */
export function loadPlan(nameOrPath: string): FaultPlan {
  const shipped = shippedPlans().includes(nameOrPath)
  const path = shipped ? fileURLToPath(new URL(`${nameOrPath}.yaml`, FOLDER)) : nameOrPath
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new PlanError(
      `There is no plan "${nameOrPath}": name a file, or one of ${shippedPlans().join(', ')}.`,
      { cause: error },
    )
  }
  return readPlan(shipped ? `${nameOrPath}.yaml` : path, text)
}

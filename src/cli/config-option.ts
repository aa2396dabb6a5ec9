import type { Command } from 'commander'
import { Config } from '../config/config.ts'

/** The option of every command that reads `debrief.yaml`. */
export interface ConfigOptions {
  readonly config?: string
}

export function withConfig(command: Command): Command {
  return command.option('--config <file>', 'debrief.yaml, when it is elsewhere')
}

/** @throws ConfigError when it cannot be read */
export const readConfig = ({ config }: ConfigOptions): Config => Config.read(config)

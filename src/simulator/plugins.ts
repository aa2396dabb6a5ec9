/** The plugin that searches the knowledge base. */
export const SEARCH = 'Enterprise Search'

/** How a plugin the company made itself behaves. */
export interface CustomPlugin {
  /** How likely it does what it is asked to. */
  readonly success: number
  /** Milliseconds its slowest calls take. */
  readonly slowest: number
}

/** The company's own plugins: each answers from another system, and is as fast and reliable as that is. */
export const CUSTOM_PLUGINS = {
  Workday_Get_Payslips: { success: 0.97, slowest: 5200 },
  Workday_PTO_Balance: { success: 0.98, slowest: 2000 },
  Workday_PTO_Request: { success: 0.94, slowest: 6000 },
  SNOW_Get_Assets_Of_User: { success: 0.95, slowest: 3400 },
  Jira_Lookup_Issues: { success: 0.92, slowest: 4100 },
  Ariba_Purchase_Order_Status: { success: 0.83, slowest: 14_000 },
  Concur_Expense_Status: { success: 0.9, slowest: 7000 },
  Salesforce_Opportunity_Notes: { success: 0.88, slowest: 9000 },
  Greenhouse_Open_Positions: { success: 0.74, slowest: 11_000 },
} as const satisfies Readonly<Record<string, CustomPlugin>>

export function isCustom(plugin: string): boolean {
  return Object.hasOwn(CUSTOM_PLUGINS, plugin)
}
